/**
 * Ensures that an iteration is exported to a platform: what is done is used, what is running is joined, what failed is
 * asked for once more. Whether its domain exports to that platform was asked before the training; an iteration itself
 * does not tell (v3.4-preview), or may leave out platforms that are possible (older versions).
 */
import { explained, serviceFailure } from '../custom-vision/refusals.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { Notification } from '../wait/notification.ts';
import { type ExportTarget, formatTarget, platformIn } from '../custom-vision/platforms.ts';
import { type Exported, listBackups } from './backup.ts';
import { overdueExport } from './export-time.ts';
import { decideExport, findExport, ofPlatform } from './export-list.ts';
import type { Run } from '../services.ts';
import type { Export, Iteration } from '../custom-vision/entities.ts';
import { waitFor } from '../wait/wait.ts';

/**
 * @param askExports reads all exports of the iteration once, and gives up after so many milliseconds; exports that are
 *   waited for side by side share an answer
 * @throws Failure `export-failed`, `timed-out` or `failed`
 */
export async function ensureExported(
  iteration: Iteration,
  target: ExportTarget,
  askExports: (mostMs: number) => Promise<Export[]>,
  run: Run,
): Promise<Exported> {
  const { customVision, report, clock } = run;
  const ids = { projectId: customVision.projectId, iterationId: iteration.id };
  // Where the lines of several exports are labelled, the label says where to.
  const whereTo = report.label === undefined ? ` to ${formatTarget(target)}` : '';
  const what = `the export of iteration ${iteration.id}${whereTo}`;
  const read = (): Promise<Export[]> =>
    explained(`read ${what}`, () => customVision.getExports(iteration.id));
  const wait = (wanted: ExportTarget, since: number): Promise<Export[]> => {
    const isOurs = isOfExport(ids, target);
    const ask = async (mostMs: number): Promise<Export[] | undefined> => {
      const all = await askExports(mostMs);
      return (findExport(all, wanted)?.state ?? 'exporting') === 'exporting' ? undefined : all;
    };
    const overdue = overdueExport(what, clock.now());
    return explained(`wait for ${what}`, () => waitFor({ what, isOurs, since, ask, overdue }, run));
  };

  const before = await read();
  const decision = decideExport(before, target);
  if (decision === 'used' || decision === 'awaited') {
    const justEnded = decision === 'awaited';
    report.info(`Found ${what}: it ${justEnded ? 'is still running' : 'is done already'}.`);
    const all = justEnded ? await wait(target, iteration.trainedAt ?? iteration.created) : before;
    return { ...ids, target, downloadUri: linkIn(all, target, what), justEnded, earlier: null };
  }
  const earlier = new Map((await listBackups(ids, run)).map(({ name, etag }) => [name, etag]));
  const since = clock.now();
  const ask = (): Promise<Export> => customVision.exportIteration(iteration.id, target);
  const { requested, isOurs } = await request(ask, read, target, what);
  report.info(`Started ${what}.`);
  // The service may have filled in a flavor of its own; from here on that one is meant.
  const wanted = { ...target, flavor: requested.flavor };
  const all = requested.state === 'done' ? await read() : await wait(wanted, since);
  const downloadUri = linkIn(all, wanted, what);
  return { ...ids, target: wanted, downloadUri, justEnded: true, earlier: isOurs ? earlier : null };
}

/** Whether a notification is of an export of this iteration, and of this platform if it tells its platform. */
function isOfExport(
  { projectId, iterationId }: Pick<Exported, 'projectId' | 'iterationId'>,
  { platform }: ExportTarget,
): (notification: Notification) => boolean {
  return (notification) =>
    notification.type === 'Export' &&
    notification.iterationId === iterationId &&
    notification.projectId === projectId &&
    [undefined, platform].includes(platformIn(notification.modelUri ?? ''));
}

/** Asks for an export. A second one of the same is a join, and a lost answer is looked for before it is repeated. */
async function request(
  ask: () => Promise<Export>,
  read: () => Promise<Export[]>,
  target: ExportTarget,
  what: string,
): Promise<{ requested: Export; isOurs: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { requested: await ask(), isOurs: true };
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const exists = error.code === 'BadRequestExportAlreadyInProgress';
      if (exists || error.mayHaveActed) {
        const all = await read();
        const found = findExport(all, target) ?? (exists ? onlyOne(all, target) : undefined);
        if (found !== undefined && (exists || found.state !== 'failed')) {
          return { requested: found, isOurs: !exists };
        }
      }
      if (!error.mayHaveActed || attempt === 2) {
        throw serviceFailure(`start ${what}`, error, 'export-failed');
      }
    }
  }
}

/** @returns the download link of an export that is done @throws Failure `export-failed` if it is not done */
function linkIn(all: readonly Export[], wanted: ExportTarget, what: string): string | null {
  const found = findExport(all, wanted);
  if (found?.state !== 'done') {
    throw new Failure('export-failed', 'Export failed', [
      `The service reports ${what} as failed; it gives no reason.`,
      'Next: run again, the export is then asked for once more and the training is not repeated (retry-failed: true does so in the same run); if it fails again, choose another entry for platforms.',
    ]);
  }
  return found.downloadUri;
}

/** The service says that what we asked for without a flavor exists: it is the only one of the platform, if there is one. */
function onlyOne(all: readonly Export[], target: ExportTarget): Export | undefined {
  const candidates = ofPlatform(all, target);
  return target.flavor === null && candidates.length === 1 ? candidates[0] : undefined;
}

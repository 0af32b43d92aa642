/**
 * Ensures that an iteration is exported to a platform: what is done is used, what is running is joined, what failed is
 * asked for once more.
 */
import { explained, serviceFailure } from '../custom-vision/refusals.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Notification } from '../wait/notification.ts';
import { type ExportTarget, formatTarget, platformEnding } from '../custom-vision/platforms.ts';
import { type Exported, listBackups } from './backup.ts';
import { sameName } from '../custom-vision/names.ts';
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
  const what = `the export of iteration ${iteration.id} to ${formatTarget(target)}`;
  const read = (): Promise<Export[]> =>
    explained(`read ${what}`, () => customVision.getExports(iteration.id));
  const wait = (wanted: ExportTarget, since: number): Promise<Export[]> => {
    const isOurs = isOfExport(ids, target);
    const ask = async (mostMs: number): Promise<Export[] | undefined> => {
      const all = await askExports(mostMs);
      return (match(all, wanted)?.state ?? 'exporting') === 'exporting' ? undefined : all;
    };
    return explained(`wait for ${what}`, () => waitFor({ what, isOurs, since, ask }, run));
  };
  refuseImpossible(iteration, target);

  const before = await read();
  const found = match(before, target);
  if (found !== undefined && found.state !== 'failed') {
    const justEnded = found.state === 'exporting';
    report.info(`Found ${what}, ${justEnded ? 'still running' : 'done'}.`);
    const all = justEnded ? await wait(target, iteration.trainedAt ?? iteration.created) : before;
    return { ...ids, target, ...ended(all, target, what), undisturbed: false, justEnded, earlier: new Map() };
  }
  const earlier = new Map((await listBackups(ids, run)).map(({ name, etag }) => [name, etag]));
  const since = clock.now();
  const ask = (): Promise<Export> => customVision.exportIteration(iteration.id, target);
  const requested = await request(ask, read, target, what);
  report.info(`Started ${what}.`);
  // The service may have filled in a flavor of its own; from here on that one is meant.
  const wanted = { ...target, flavor: requested.flavor };
  const all = requested.state === 'done' ? await read() : await wait(wanted, since);
  const undisturbed = othersAsBefore(before, all, wanted);
  return { ...ids, target, ...ended(all, wanted, what), undisturbed, justEnded: true, earlier };
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
    [undefined, platform].includes(platformEnding(notification.modelUri ?? ''));
}

/** @throws Failure if the trained iteration names its platforms and ours is not among them */
function refuseImpossible({ id, exportableTo }: Iteration, { platform }: ExportTarget): void {
  if (exportableTo.length > 0 && !exportableTo.some((name) => sameName(name, platform))) {
    throw new Failure('export-failed', 'Platform not possible', [
      `Iteration ${id} cannot be exported to ${platform}. It can be exported to:`,
      foreign(exportableTo.join(', ')),
      'Next: choose one of these for platforms, and run again; the training is not repeated.',
    ]);
  }
}

/** Asks for an export. A second one of the same is a join, and a lost answer is looked for before it is repeated. */
async function request(
  ask: () => Promise<Export>,
  read: () => Promise<Export[]>,
  target: ExportTarget,
  what: string,
): Promise<Export> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const exists = error.code === 'BadRequestExportAlreadyInProgress';
      if (exists || error.mayHaveActed) {
        const all = await read();
        const found = match(all, target) ?? (exists ? onlyOne(all, target) : undefined);
        if (found !== undefined && (exists || found.state !== 'failed')) {
          return found;
        }
      }
      if (!error.mayHaveActed || attempt === 2) {
        throw serviceFailure(`start ${what}`, error, 'export-failed');
      }
    }
  }
}

/** @throws Failure `export-failed` if the export is not done */
function ended(
  all: readonly Export[],
  wanted: ExportTarget,
  what: string,
): Pick<Exported, 'downloadUri' | 'alone' | 'onlyPlatform'> {
  const found = match(all, wanted);
  if (found?.state !== 'done') {
    throw new Failure('export-failed', 'Export failed', [
      `The service reports ${what} as failed; it gives no reason.`,
      'Next: run again, the export is then asked for once more and the training is not repeated (retry-failed: true does so in the same run); if it fails again, choose another entry for platforms.',
    ]);
  }
  const ofOurs = ofPlatform(all, wanted);
  return {
    downloadUri: found.downloadUri,
    alone: ofOurs.length === 1,
    onlyPlatform: ofOurs.length === all.length,
  };
}

/** Whether every other export of the platform had ended before, and has not been asked for anew since. */
function othersAsBefore(before: readonly Export[], now: readonly Export[], wanted: ExportTarget): boolean {
  const states = (all: readonly Export[]): string[] =>
    ofPlatform(all, wanted)
      .filter(({ flavor }) => !sameName(flavor ?? '', wanted.flavor ?? ''))
      .map(({ flavor, state }) => `${flavor ?? ''} ${state}`.toLowerCase())
      .sort();
  const [then, since] = [states(before), states(now)];
  return then.join() === since.join() && !then.some((state) => state.endsWith(' exporting'));
}

/** The export of this platform and flavor. Another flavor of the platform is another model. */
function match(all: readonly Export[], target: ExportTarget): Export | undefined {
  const same = ofPlatform(all, target).filter(({ flavor }) => sameName(flavor ?? '', target.flavor ?? ''));
  // One that failed may still be listed beside the one that was asked for anew.
  return same.find(({ state }) => state !== 'failed') ?? same[0];
}

/** The service says that what we asked for without a flavor exists: it is the only one of the platform, if there is one. */
function onlyOne(all: readonly Export[], target: ExportTarget): Export | undefined {
  const candidates = ofPlatform(all, target);
  return target.flavor === null && candidates.length === 1 ? candidates[0] : undefined;
}

function ofPlatform(all: readonly Export[], target: ExportTarget): Export[] {
  return all.filter(({ platform }) => sameName(platform, target.platform));
}

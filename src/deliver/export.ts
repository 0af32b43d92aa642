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
import { sameName } from '../custom-vision/names.ts';
import type { Run, Services } from '../services.ts';
import type { Export, Iteration } from '../custom-vision/entities.ts';
import { waitFor } from '../wait/wait.ts';

export interface Exported {
  readonly target: ExportTarget;
  /** From the service's answer; its query is a secret. */
  readonly downloadUri: string | null;
  /** This run asked for it, and no other flavor of the platform was exported since: a backup that is new is of this export. */
  readonly undisturbed: boolean;
  /** It ended while this run looked on, so its backup may still be on its way. */
  readonly justEnded: boolean;
  /** It is the only export of its platform: the backup blob's name does not tell flavors apart. */
  readonly alone: boolean;
  /** The iteration is exported to no other platform. */
  readonly onlyPlatform: boolean;
}

export interface WantedExport {
  readonly target: ExportTarget;
  /** Runs right before an export is asked for. */
  readonly onRequest: () => Promise<void>;
  /**
   * Reads all exports of the iteration, once; exports that are waited for side by side share an answer.
   * @param mostMs how long it is waited for
   */
  readonly askExports: (mostMs: number) => Promise<Export[]>;
}

/**
 * @throws Failure `export-failed`, `timed-out` or `failed`
 */
export async function ensureExported(
  iteration: Iteration,
  { target, onRequest, askExports }: WantedExport,
  run: Run,
): Promise<Exported> {
  const { customVision, report } = run;
  const what = `the export of iteration ${iteration.id} to ${formatTarget(target)}`;
  const read = (): Promise<Export[]> =>
    explained(`read ${what}`, () => customVision.getExports(iteration.id));
  refuseImpossible(iteration, target);

  let all = await read();
  const before = all;
  let since = iteration.trainedAt ?? iteration.created;
  let found = match(all, target);
  const requested = found === undefined || found.state === 'failed';
  let wanted = target;
  if (requested) {
    await onRequest();
    since = run.clock.now();
    found = await request(iteration, target, what, run, read);
    // The service may have filled in a flavor of its own; from here on that one is meant.
    wanted = { ...target, flavor: found.flavor };
    report.info(`Started ${what}.`);
  } else {
    report.info(found?.state === 'done' ? `Found ${what}, done.` : `Found ${what}, still running.`);
  }
  const justEnded = requested || found?.state !== 'done';
  if (found?.state === 'done') {
    all = requested ? await read() : all;
  } else {
    all = await explained(`wait for ${what}`, () =>
      waitFor(
        {
          what,
          isOurs: (notification: Notification) =>
            notification.type === 'Export' &&
            notification.iterationId === iteration.id &&
            notification.projectId === customVision.projectId &&
            [undefined, target.platform].includes(platformEnding(notification.modelUri ?? '')),
          since,
          ask: async (mostMs) => {
            const now = await askExports(mostMs);
            const state = match(now, wanted)?.state ?? 'exporting';
            return state === 'exporting' ? undefined : now;
          },
        },
        run,
      ),
    );
  }
  const undisturbed = requested && othersAsBefore(before, all, wanted);
  return { ...ended(all, wanted, what), target, undisturbed, justEnded };
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
  iteration: Iteration,
  target: ExportTarget,
  what: string,
  { customVision }: Services,
  read: () => Promise<Export[]>,
): Promise<Export> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await customVision.exportIteration(iteration.id, target);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const exists = error.code === 'BadRequestExportAlreadyInProgress';
      if (exists || error.answerLost) {
        const all = await read();
        const found = match(all, target) ?? (exists ? onlyOne(all, target) : undefined);
        if (found !== undefined && (exists || found.state !== 'failed')) {
          return found;
        }
      }
      if (!error.answerLost || attempt === 2) {
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
      'Next: run again, the export is then asked for once more and the training is not repeated; if it fails again, choose another entry for platforms.',
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

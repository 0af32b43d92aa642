/**
 * Exports an iteration to every wanted platform and delivers the models. Platforms go side by side and share one wait;
 * flavors of one platform overwrite each other's backup, so each is fetched before the next is asked for.
 */
import { listBackups, type Subject } from './backup.ts';
import { fetchModel, uploadModel } from './one-model.ts';
import { Failure, type FailureStatus } from '../report/failure.ts';
import { ensureExported } from './export.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { singleFlight } from '../time/single-flight.ts';
import { artifactNames, type ExportTarget, formatTarget } from '../custom-vision/platforms.ts';
import { labelled } from '../report/report.ts';
import type { Run } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import { timeOut } from '../wait/wait.ts';

interface Wanted {
  readonly target: ExportTarget;
  readonly index: number;
  readonly artifactName: string;
}

/** What a run ends with where its models failed in several ways: the first of these. */
const GRAVEST: readonly FailureStatus[] = [
  'cancelled',
  'failed',
  'training-failed',
  'export-failed',
  'timed-out',
];

/**
 * @returns why some of the models are missing, if any is
 * @throws the signal's reason when aborted, and what no model can be blamed for
 */
export async function deliverModels(
  iteration: Iteration,
  inputs: Inputs,
  run: Run,
): Promise<Failure | undefined> {
  const { customVision, report, signal } = run;
  const subject: Subject = { projectId: customVision.projectId, iterationId: iteration.id };
  const failures = new Map<number, unknown>();
  const askExports = singleFlight((mostMs: number) => customVision.getExports(iteration.id, mostMs));

  /** @returns its upload, which the next flavor need not wait for */
  const exportAndFetch = async ({ target, index, artifactName }: Wanted): Promise<() => Promise<void>> => {
    const own =
      inputs.platforms.length === 1 ? run : { ...run, report: labelled(formatTarget(target), report) };
    const earlier = new Map<string, string>();
    const onRequest = async (): Promise<void> => {
      const backups = await listBackups(subject, inputs.container, run, signal);
      backups.forEach(({ name, etag }) => earlier.set(name, etag));
      if (inputs.uploadArtifact && run.canUpload) {
        run.artifacts.prepare();
      }
    };
    const exported = await own.report.group('Export', () =>
      ensureExported(iteration, { target, onRequest, askExports }, own),
    );
    const delivery = { exported, subject, earlier, artifactName, index };
    const fetched = await fetchModel(delivery, inputs, own);
    return () => uploadModel(fetched, inputs, own);
  };
  const inTurn = async (flavors: readonly Wanted[]): Promise<void> => {
    const uploads: Promise<void>[] = [];
    for (const [turn, wanted] of flavors.entries()) {
      const fail = (error: unknown): void => {
        failures.set(wanted.index, error);
      };
      // The first one is asked for also where the run is to start and leave.
      if (turn > 0 && run.deadline.passed) {
        fail(timeOut(`The export to ${formatTarget(wanted.target)} was not asked for`));
        continue;
      }
      const upload = await exportAndFetch(wanted).catch(fail);
      if (upload !== undefined) {
        uploads.push(upload().catch(fail));
      }
      signal.throwIfAborted();
    }
    await Promise.all(uploads);
  };

  await Promise.allSettled(byPlatform(inputs).map(inTurn));
  signal.throwIfAborted();
  return together(failures, inputs.platforms);
}

/** The targets with their artifacts, those of one platform together. */
function byPlatform({ platforms, artifactName }: Inputs): Wanted[][] {
  const names = artifactNames(artifactName, platforms);
  const wanted = platforms.map((target, index) => ({
    target,
    index,
    artifactName: names[index] ?? artifactName,
  }));
  return [...Map.groupBy(wanted, ({ target }) => target.platform).values()];
}

/**
 * One failure as it is where one model was wanted; else which have failed, and each with its reason.
 * @throws what is no Failure: nothing that a model can be blamed for
 */
function together(
  failures: ReadonlyMap<number, unknown>,
  targets: readonly ExportTarget[],
): Failure | undefined {
  const reasons = [...failures].sort(([one], [other]) => one - other);
  const explained: Failure[] = [];
  for (const [, error] of reasons) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    explained.push(error);
  }
  const [first] = explained;
  if (first === undefined || targets.length === 1) {
    return first;
  }
  const status =
    GRAVEST.find((grave) => explained.some((failure) => failure.status === grave)) ?? first.status;
  const failed = reasons
    .map(([index]) => targets[index])
    .flatMap((target) => (target ? [formatTarget(target)] : []));
  return new Failure(
    status,
    explained.flatMap(({ headings }) => headings),
    [
      explained.length === targets.length
        ? `None of the ${targets.length} models could be delivered.`
        : `${explained.length} of ${targets.length} models could not be delivered: ${failed.join(', ')}. The others are (output models).`,
      ...explained.flatMap(({ message }, index) => [`${failed[index] ?? ''}: ${message}`]),
    ],
    { cause: new AggregateError(explained) },
  );
}

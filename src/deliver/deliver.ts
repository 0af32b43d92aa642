/**
 * Exports an iteration to every wanted platform and delivers the models. Platforms go side by side and share one wait;
 * flavors of one platform overwrite each other's backup, so each is fetched before the next is asked for.
 */
import { deliverModel, type WantedModel } from './one-model.ts';
import { Failure, type FailureStatus } from '../report/failure.ts';
import type { Exported } from './backup.ts';
import { ensureExported } from './export.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { singleFlight } from '../time/single-flight.ts';
import { artifactNames, formatTarget } from '../custom-vision/platforms.ts';
import { labelled, type Report } from '../report/report.ts';
import type { Run } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import { timeOut } from '../wait/wait.ts';

/** What a run ends with where its models failed in several ways: the first of these. */
const GRAVEST: readonly FailureStatus[] = [
  'cancelled',
  'failed',
  'training-failed',
  'below-threshold',
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
  const { customVision, report, signal, deadline } = run;
  const count = inputs.platforms.length;
  const failures = new Map<WantedModel, unknown>();
  const askExports = singleFlight((mostMs: number) => customVision.getExports(iteration.id, mostMs));

  /** @returns its upload, which the next flavor need not wait for */
  const exportAndFetch = async (wanted: WantedModel): Promise<() => Promise<void>> => {
    const { target } = wanted;
    const own = count === 1 ? run : { ...run, report: labelled(formatTarget(target), report) };
    const ensure = (): Promise<Exported> => ensureExported(iteration, target, askExports, own);
    const exported = await own.report.group('Export', () =>
      inputs.retryFailed ? onceMoreIfFailed(ensure, own.report) : ensure(),
    );
    return await deliverModel(exported, wanted, inputs, own);
  };
  const inTurn = async (flavors: readonly WantedModel[]): Promise<void> => {
    const uploads: Promise<void>[] = [];
    for (const [turn, wanted] of flavors.entries()) {
      const fail = (error: unknown): void => {
        failures.set(wanted, error);
      };
      // The first one is asked for also where the run is to start and leave.
      if (turn > 0 && deadline.passed) {
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
  return joined(failures, count);
}

/** Calls again after an export that failed: the second call asks for it once more. */
async function onceMoreIfFailed(ensure: () => Promise<Exported>, report: Report): Promise<Exported> {
  return await ensure().catch((error: unknown) => {
    if (!(error instanceof Failure && error.headings.includes('Export failed'))) {
      throw error;
    }
    report.info('The export failed: it is tried once more, as retry-failed is true.');
    return ensure();
  });
}

/** The targets with their artifacts, those of one platform together. */
function byPlatform({ platforms, artifactName }: Inputs): WantedModel[][] {
  const names = artifactNames(artifactName, platforms);
  const wanted = platforms.map((target, index) => ({
    target,
    index,
    artifactName: names[index] ?? artifactName,
  }));
  return [...Map.groupBy(wanted, ({ target }) => target.platform).values()];
}

/**
 * Returns one failure as it is where one model was wanted; else one that says which have failed, and each why.
 * @throws what is no Failure: nothing that a model can be blamed for
 */
function joined(failures: ReadonlyMap<WantedModel, unknown>, wanted: number): Failure | undefined {
  const inOrder = [...failures].sort(([one], [other]) => one.index - other.index);
  const failed = inOrder.map(([{ target }, error]) => {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return { name: formatTarget(target), failure: error };
  });
  const [first] = failed;
  if (first === undefined || wanted === 1) {
    return first?.failure;
  }
  const all = failed.map(({ failure }) => failure);
  const names = failed.map(({ name }) => name).join(', ');
  return new Failure(
    GRAVEST.find((grave) => all.some(({ status }) => status === grave)) ?? first.failure.status,
    all.flatMap(({ headings }) => headings),
    [
      failed.length === wanted
        ? `None of the ${wanted} models could be delivered.`
        : `${failed.length} of ${wanted} models could not be delivered: ${names}. The others are (output models).`,
      ...failed.map(({ name, failure }) => `${name}: ${failure.message}`),
    ],
    { cause: new AggregateError(all) },
  );
}

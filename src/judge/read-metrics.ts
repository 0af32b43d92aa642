/**
 * Reads the figures of an iteration and of those that it is compared with. What no rule needs never ends a run.
 */
import { type Iteration, newestFirst, type Performance } from '../custom-vision/entities.ts';
import { serviceFailure } from '../custom-vision/refusals.ts';
import { notRead, ServiceError } from '../custom-vision/service-error.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Run } from '../services.ts';
import { tryAgain } from '../time/try-again.ts';
import { gates } from './judge.ts';
import { type ComparedMetrics, type Metrics, metricsOf } from './metrics.ts';

/** The service may have the figures only a little after the training has ended. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** The iterations that one is compared with; where it is itself the published one, there is no other. */
interface Incumbents {
  readonly previous: Iteration | undefined;
  readonly published: Iteration | undefined;
}

/**
 * Asks the service four times at most, whatever there is to compare with.
 * @param known the project's iterations, this one or not
 * @returns nothing where the figures could not be read and no rule needs them
 * @throws Failure where a rule needs what could not be read
 */
export async function readMetrics(
  iteration: Iteration,
  known: readonly Iteration[],
  { gate, thresholds }: Pick<Inputs, 'gate' | 'thresholds'>,
  run: Run,
): Promise<ComparedMetrics | undefined> {
  const { previous, published } = incumbents(iteration, known);
  const counts = { what: 'how many images each tag has', needed: false };
  const tags = await orElse([], counts, () => run.customVision.getTags(iteration.id), run);
  const read = async (of: Iteration | undefined, needed: boolean, what: string): Promise<Metrics | null> =>
    of === undefined
      ? null
      : await orElse(
          null,
          { what: `the metrics of ${what}`, needed },
          async () =>
            metricsOf(
              of.id,
              await performance(of, thresholds, run),
              thresholds,
              of === iteration ? tags : [],
            ),
          run,
        );
  const own = await read(iteration, gates(gate), `iteration ${iteration.id}`);
  if (own === null) {
    return undefined;
  }
  const before = await read(previous, gate.noWorseThan === 'previous', 'the previous iteration');
  const alreadyRead = published === iteration ? own : published === previous ? before : undefined;
  const live =
    alreadyRead ?? (await read(published, gate.noWorseThan === 'published', 'the published iteration'));
  return { ...own, previous: before, published: live };
}

function incumbents(iteration: Iteration, known: readonly Iteration[]): Incumbents {
  const others = newestFirst(known).filter(({ id, state }) => id !== iteration.id && state === 'completed');
  return {
    previous: others.find(({ created }) => created < iteration.created),
    published:
      iteration.publishName === null ? others.find(({ publishName }) => publishName !== null) : iteration,
  };
}

/** Asks again for a while where the service does not have the figures yet. */
async function performance(
  { id }: Iteration,
  thresholds: Inputs['thresholds'],
  run: Run,
): Promise<Performance> {
  return await tryAgain(
    () => run.customVision.getPerformance(id, thresholds),
    (error, attempt) =>
      error instanceof ServiceError && error.code === 'NotFoundIterationPerformance'
        ? PAUSES_MS[attempt - 1]
        : undefined,
    run,
  );
}

/** @throws Failure where it is needed and the service refuses it; the signal's reason when aborted */
async function orElse<T>(
  instead: T,
  { what, needed }: { readonly what: string; readonly needed: boolean },
  read: () => Promise<T>,
  { report, signal }: Run,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ServiceError)) {
      throw error;
    }
    if (needed) {
      throw serviceFailure(`read ${what}`, error);
    }
    report.info(notRead(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`, error));
    return instead;
  }
}

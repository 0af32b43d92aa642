/**
 * Reads the figures of an iteration and of those that it is compared with. What no rule needs never ends a run.
 */
import { type Iteration, newestFirst, type Performance, type Tag } from '../custom-vision/entities.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Run } from '../services.ts';
import { figuresOrNone, orElse } from './ask-figures.ts';
import { asksOf } from './judge.ts';
import { type ComparedMetrics, type Metrics, metricsOf } from './metrics.ts';

/** Of an iteration that the service has no figures of. */
const NO_FIGURES: Performance = {
  ...{ precision: null, recall: null, averagePrecision: null },
  deviations: { precision: null, recall: null },
  tags: [],
};

/** The iterations that one is compared with. */
interface Incumbents {
  readonly previous: Iteration | undefined;
  /** The iteration itself, perhaps. */
  readonly published: Iteration | undefined;
}

/** What the figures are read at and needed for. */
export interface Measures extends Pick<Inputs, 'gate' | 'thresholds'> {
  /** With which the training of the iteration began, if that is known already. */
  readonly tags?: readonly Tag[] | undefined;
}

/**
 * Asks the service four times at most, whatever there is to compare with, if it answers at once.
 * @param known the project's iterations, this one or not
 * @returns nothing where the figures could not be read and no rule needs them; figures of `null` where the service has
 * none though a rule needs them
 * @throws Failure where a rule needs what could not be read
 */
export async function readMetrics(
  iteration: Iteration,
  known: readonly Iteration[],
  { gate, thresholds, tags: knownTags }: Measures,
  run: Run,
): Promise<ComparedMetrics | undefined> {
  const { previous, published } = incumbents(iteration, await upToDate(iteration, known, run));
  const than = { none: undefined, previous, published }[gate.noWorseThan];
  const needs = asksOf(gate, than !== undefined && than !== iteration);
  const read = async (of: Iteration, needed: boolean, what: string): Promise<Metrics | null> => {
    const performance = await figuresOrNone(
      of.id,
      thresholds,
      { what: `the metrics of ${what}`, needed },
      run,
    );
    const found = performance ?? (needed ? NO_FIGURES : null);
    return found === null ? null : metricsOf(of.id, found, thresholds);
  };
  const own = await read(iteration, needs.candidate, `iteration ${iteration.id}`);
  if (own === null) {
    return undefined;
  }
  const counts = { what: 'how many images each tag has', needed: false };
  const tags =
    knownTags ?? (await orElse([], counts, (mostMs) => run.customVision.getTags(iteration.id, mostMs), run));
  const images = new Map(tags.map(({ id, imageCount }) => [id, imageCount]));
  const counted = { ...own, tags: own.tags.map((tag) => ({ ...tag, images: images.get(tag.id) ?? null })) };
  const other = async (one: Iteration | undefined, name: string): Promise<Metrics | null> =>
    one === undefined
      ? null
      : await read(one, needs.incumbent && one === than, `the ${name} iteration ${one.id}`);
  const before = await other(previous, 'previous');
  const live =
    published === iteration ? counted : published === previous ? before : await other(published, 'published');
  return { ...counted, previous: before, published: live };
}

function incumbents(iteration: Iteration, known: readonly Iteration[]): Incumbents {
  const others = newestFirst(known).filter(({ id, state }) => id !== iteration.id && state === 'completed');
  return {
    previous: others.find(({ created }) => created < iteration.created),
    published: newestFirst([iteration, ...others]).find(({ publishName }) => publishName !== null),
  };
}

/** Reads the iterations anew where one of them was being trained when they were read: it is the previous one by now. */
async function upToDate(
  iteration: Iteration,
  known: readonly Iteration[],
  run: Run,
): Promise<readonly Iteration[]> {
  const isStale = known.some(({ id, state }) => id !== iteration.id && state === 'running');
  const wish = { what: 'the iterations of the project', needed: false };
  return isStale ? await orElse(known, wish, (mostMs) => run.customVision.getIterations(mostMs), run) : known;
}

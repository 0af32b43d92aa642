/**
 * How long trainings take. No answer of the service says when a training began: `created` is when the one before it did,
 * because the service makes the next iteration, blank, the moment a training begins.
 */
import { formatDuration } from '../time/clock.ts';
import { type Iteration, newestFirst } from '../custom-vision/entities.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Overdue } from '../wait/awaited.ts';
import { startedBy } from './iteration-name.ts';

/** An iteration that is being trained, or was. */
export interface Training {
  readonly iteration: Iteration;
  /** When this run asked for it, in milliseconds since the epoch; `null` if somebody else did. */
  readonly began: number | null;
}

const HOUR_MS = 3_600_000;
/** A regular training takes minutes, and hours where it has to queue. */
const LONGEST_REGULAR_MS = 24 * HOUR_MS;
/** An advanced one ends when its budget is used up, and may have to queue as well. */
const LONGEST_QUEUE_MS = HOUR_MS;

/**
 * The median of what earlier trainings of the same kind took.
 * @returns `undefined` if that is known of none
 */
export function usualTrainingMs(iteration: Iteration, all: readonly Iteration[]): number | undefined {
  const others = all.filter(({ id }) => id !== iteration.id);
  const durations = others
    .filter((other) => isOfKind(other, iteration))
    .map((other) => (other.trainedAt ?? -Infinity) - (began(other, [...others, iteration]) ?? Infinity))
    // The service trains one iteration of a project at a time: where the next one was deleted, the one after it was made
    // only when this training had ended, so that nothing is known of it.
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)];
}

/** When a training that is over began, or one that runs: the next iteration was made then, if it is listed. */
function began({ created }: Iteration, all: readonly Iteration[]): number | undefined {
  return newestFirst(all).findLast((other) => other.created > created)?.created;
}

/**
 * When the training of an iteration that runs began at the latest, as far as the service tells: the begin changes the
 * iteration, and so may other things after it.
 */
export function beganBy({ created, lastModified }: Iteration): number | null {
  return lastModified !== null && lastModified > created ? lastModified : null;
}

function isOfKind(one: Iteration, other: Iteration): boolean {
  return (
    (one.trainingType ?? other.trainingType) === (other.trainingType ?? one.trainingType) &&
    (one.reservedBudgetHours ?? other.reservedBudgetHours) ===
      (other.reservedBudgetHours ?? one.reservedBudgetHours)
  );
}

/**
 * What is said of a training that runs for longer than it can.
 * @param now in milliseconds since the epoch
 */
export function overdueTraining({ iteration, began: asked }: Training, now: number): Overdue {
  const { id, name, reservedBudgetHours } = iteration;
  const since = asked ?? Math.min(beganBy(iteration) ?? now, now);
  const advanced = iteration.trainingType === 'Advanced' && reservedBudgetHours !== null;
  const longestMs = advanced ? reservedBudgetHours * HOUR_MS + LONGEST_QUEUE_MS : LONGEST_REGULAR_MS;
  return {
    heading: 'Training takes too long',
    at: since + longestMs,
    lines: (at) => [
      `The training of iteration ${id} has run since ${new Date(since).toISOString()}${asked === null ? ' at least' : ''}, for ${formatDuration(at - since)}: longer than ${advanced ? `its budget of ${reservedBudgetHours} h` : 'a regular training takes'}.`,
      ...(asked === null
        ? [`It is one ${startedBy(iteration)}. Its name:`, foreign(name)]
        : ['This run started it.']),
      'Next: look at it in the portal; no operation of the service cancels a training, so if it does not end, ask the support of Azure with the ids of project and iteration, and train in another project meanwhile. The run goes on waiting.',
    ],
  };
}

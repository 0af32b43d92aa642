/**
 * `keep-iterations`: which iterations make room for the next one. A plan only, made of what a project lists.
 */
import { type Iteration, newestFirst } from '../custom-vision/entities.ts';
import { foreign } from '../report/foreign-text.ts';

/** The service keeps no more of a project, and refuses to train then. */
export const MOST_OF_SERVICE = 20;

export interface RoomPlan {
  /** What is over the number already, and is deleted before a training is asked for; the oldest first. */
  readonly before: readonly Iteration[];
  /**
   * What is deleted when the training has begun, because its iteration takes the place. No earlier: only the answer to
   * the start says whether anything changed, and a run that trains nothing may not leave less than the number.
   */
  readonly onceBegun: readonly Iteration[];
  /** How many are over the number all the same, once the training has begun, because none of the others may be deleted. */
  readonly stay: number;
}

/**
 * @param all the project's iterations, in any order
 * @param keep how many there may be, that of the training included: at least 2
 */
export function planRoom(all: readonly Iteration[], keep: number): RoomPlan {
  const listed = newestFirst(all).filter(({ state }) => state !== 'new');
  const [newestTrained, beforeThat] = listed.filter(({ state }) => state === 'completed');
  // If nothing changed, the newest one is used and compared with the one before it. A newest one that failed tells the
  // service that nothing changed since: it would train again, for money, if that were gone.
  const spared = [listed[0], newestTrained, beforeThat];
  const before = over(Math.min(keep, MOST_OF_SERVICE - 1), listed, spared);
  const left = listed.filter((iteration) => !before.includes(iteration));
  // The next one is compared with the newest that is trained.
  const onceBegun = over(keep - 1, left, [newestTrained]);
  return { before, onceBegun, stay: Math.max(0, left.length - onceBegun.length - (keep - 1)) };
}

/** Whether nobody uses an iteration, as far as it tells: it is not published, and its training is over. */
export function isDeletable({ state, publishName }: Iteration): boolean {
  return (state === 'completed' || state === 'failed') && publishName === null;
}

/** An iteration that is deleted, or is to be, in a line for the user. */
export function describedDeletion({ id, name, state, created }: Iteration): string {
  const what = state === 'failed' ? 'its training failed' : 'trained';
  return foreign(`${id} ${name} (${what}, made ${new Date(created).toISOString()})`);
}

/** @param listed the newest first; of one whose `created` the service does not say, nobody knows how old it is */
function over(
  most: number,
  listed: readonly Iteration[],
  spared: readonly (Iteration | undefined)[],
): Iteration[] {
  return listed
    .filter((iteration) => isDeletable(iteration) && !spared.includes(iteration) && iteration.created > 0)
    .reverse()
    .slice(0, Math.max(0, listed.length - most));
}

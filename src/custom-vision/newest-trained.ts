/**
 * `newest`: the iteration that a run takes where the user names none.
 */
import { type Iteration, newestFirst } from './entities.ts';

/** What `newest` leads to. */
export interface NewestTrained {
  /** `undefined`: no iteration is trained. */
  readonly iteration: Iteration | undefined;
  /** Those that are newer and not trained: they run, or failed. Nobody should take the model for one of the newest images. */
  readonly newer: readonly Iteration[];
}

export function newestTrained(all: readonly Iteration[]): NewestTrained {
  const listed = newestFirst(all).filter(({ state }) => state !== 'new');
  const index = listed.findIndex(({ state }) => state === 'completed');
  return { iteration: listed[index], newer: index === -1 ? listed : listed.slice(0, index) };
}

/**
 * Which of a project's iterations counts.
 */
import type { Iteration } from './shapes.ts';

/** By `trainedAt`, or `created` where it is not trained; never by `lastModified`, which a new name changes. */
export function newestFirst(all: readonly Iteration[]): Iteration[] {
  return [...all].sort((a, b) => (b.trainedAt ?? b.created) - (a.trainedAt ?? a.created));
}

export function newest(all: readonly Iteration[]): Iteration | undefined {
  return newestFirst(all)[0];
}

/**
 * Which of a project's iterations counts.
 */
import type { Iteration } from './shapes.ts';

/** By `trainedAt`, or `created` where it is not trained; never by `lastModified`, which a new name changes. */
export function newest(all: readonly Iteration[]): Iteration | undefined {
  return [...all].sort((a, b) => (b.trainedAt ?? b.created) - (a.trainedAt ?? a.created))[0];
}

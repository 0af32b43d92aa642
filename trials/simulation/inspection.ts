/**
 * Plays worlds with one kind of code until something is noticed.
 */
import type { BrokenRule } from './broken-rules.ts';
import { loadMutant } from './mutant.ts';
import { type Bound, BOUNDS } from './scenes.ts';
import { simulate } from './simulate.ts';
import type { WaitCode } from './surroundings.ts';
import { drawWorld, type Limits } from './world-plan.ts';

export const SHORT: Limits = { minutes: 10, runs: 8 };
const SCENE_SEEDS = 2;
const MOST_SEEDS = 150;

/** The figure of a bound, measured over a few seeds. */
export async function measure(
  { scene, figure }: Bound,
  code: WaitCode,
  seeds: number = SCENE_SEEDS,
): Promise<number> {
  const outcomes = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    outcomes.push(await simulate(scene(seed), code, true));
  }
  return figure(outcomes);
}

/** @returns what has noticed the broken rule, in words; `undefined` if nothing has */
export async function noticed(broken: BrokenRule, folder: string): Promise<string | undefined> {
  const code = await loadMutant(folder, broken.what.replaceAll(' ', '-'), broken.change);
  if (broken.noticedBy !== undefined) {
    const bound: Bound = BOUNDS[broken.noticedBy];
    // What is broken shows in a single world.
    const figure = await measure(bound, code, 1);
    return figure > bound.atMost
      ? `${bound.name}: ${Math.round(figure)}, at most ${bound.atMost} is right`
      : undefined;
  }
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { objections } = await simulate(drawWorld(seed, SHORT), code);
    if (objections[0] !== undefined) {
      return `seed ${seed}: ${objections[0]}`;
    }
  }
  return undefined;
}

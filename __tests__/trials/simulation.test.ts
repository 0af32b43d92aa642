import { expect, test } from '@jest/globals';
import { Inbox } from '../../src/wait/inbox.ts';
import { waitFor } from '../../src/wait/wait.ts';
import { measure, SHORT } from '../../trials/simulation/inspection.ts';
import { type Bound, BOUNDS } from '../../trials/simulation/scenes.ts';
import { type Outcome, simulate } from '../../trials/simulation/simulate.ts';
import { drawWorld, type Limits } from '../../trials/simulation/world-plan.ts';

const CODE = { Inbox, waitFor };
const LONG: Limits = { minutes: 300, runs: 3 };

/** How to see a failing seed again, and what happened in it. */
async function play(from: number, count: number, limits: Limits): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await simulate(drawWorld(seed, limits), CODE);
    if (outcome.objections.length > 0) {
      throw new Error(
        [
          `npm run simulate -- --from ${seed} --seeds 1 --minutes ${limits.minutes} --runs ${limits.runs}`,
          ...outcome.objections,
          JSON.stringify(outcome.plan),
          ...outcome.tail,
        ].join('\n'),
      );
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

test('in 500 worlds of up to 10 minutes and 8 runs every run keeps the rules and comes to the right end', async () => {
  const outcomes = await play(1, 500, SHORT);
  const waits = outcomes.flatMap((outcome) => outcome.waits);
  const ends = new Set(waits.map(({ outcome }) => outcome));
  expect(ends).toEqual(new Set(['ended', 'timed-out', 'cancelled']));
  // Where messages keep their order, hardly any work is received twice, far from what its consumer gives up at.
  const orderly = outcomes.filter(({ plan }) => plan.queue.disorder < 0.1);
  expect(Math.max(...orderly.map(({ mostReceived }) => mostReceived.work))).toBeLessThanOrEqual(3);
});

test('in 20 worlds of up to five hours as well', async () => {
  const outcomes = await play(1, 20, LONG);
  const hours = outcomes.reduce((sum, { virtualMs }) => sum + virtualMs, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(15);
});

test('a seed gives the same events again, and another seed gives others', async () => {
  const digests: string[] = [];
  for (const seed of [11, 12, 11]) {
    digests.push((await simulate(drawWorld(seed, SHORT), CODE)).digest);
  }
  expect(digests[2]).toBe(digests[0]);
  expect(digests[1]).not.toBe(digests[0]);
});

test.each(Object.values(BOUNDS))('$name: at most $atMost', async (bound: Bound) => {
  const figure = await measure(bound, CODE);
  expect(figure).toBeLessThanOrEqual(bound.atMost);
});

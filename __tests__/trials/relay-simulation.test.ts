import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  BROKEN_RELAY_RULES,
  type BrokenRelayRule,
  noticedInRelay,
  SMALL,
} from '../../trials/simulation/relay/broken-relay-rules.ts';
import { mutantFolder } from '../../trials/simulation/mutant.ts';
import { RELAY } from '../../trials/simulation/relay/relay-code.ts';
import { drawRelayWorld } from '../../trials/simulation/relay/relay-plan.ts';
import { type RelayOutcome, simulateRelay } from '../../trials/simulation/relay/simulate-relay.ts';

let folder = '';
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await mutantFolder());
});
afterAll(async () => {
  await remove();
});

test('in 16 worlds every training ends delivered or told, and no run is run again without a reason', async () => {
  const outcomes: RelayOutcome[] = [];
  for (let seed = 1; seed <= 16; seed += 1) {
    const outcome = await simulateRelay(drawRelayWorld(seed, SMALL), RELAY);
    const { objections, tail } = outcome;
    if (objections.length > 0) {
      const again = `--relay --from ${seed} --seeds 1 --days ${SMALL.days} --trainings ${SMALL.trainings}`;
      throw new Error([`npm run simulate -- ${again}`, ...objections, ...tail].join('\n'));
    }
    outcomes.push(outcome);
  }
  const sum = (of: (outcome: RelayOutcome) => number): number =>
    outcomes.reduce((all, one) => all + of(one), 0);
  expect(sum(({ delivered }) => delivered)).toBeGreaterThan(0.7 * sum(({ trainings }) => trainings));
  expect(sum(({ sweeps }) => sweeps.length)).toBeGreaterThan(500);
});

test('a seed gives the same events again, and another seed gives others', async () => {
  const digests: string[] = [];
  for (const seed of [2, 3, 2]) {
    digests.push((await simulateRelay(drawRelayWorld(seed, SMALL), RELAY)).digest);
  }
  expect(digests[2]).toBe(digests[0]);
  expect(digests[1]).not.toBe(digests[0]);
});

test.each(BROKEN_RELAY_RULES)('it is noticed if $what: $rule', async (broken: BrokenRelayRule) => {
  expect(await noticedInRelay(broken, folder)).toEqual(expect.any(String));
});

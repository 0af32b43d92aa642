import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BROKEN_RULES, type BrokenRule } from '../../trials/simulation/broken-rules.ts';
import { noticed } from '../../trials/simulation/inspection.ts';
import { mutantFolder } from '../../trials/simulation/mutant.ts';

let folder = '';
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await mutantFolder());
});

afterAll(async () => {
  await remove();
});

test('each of the nine rules is broken in some way', () => {
  expect([...new Set(BROKEN_RULES.map(({ rule }) => rule))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test.each(BROKEN_RULES)('it is noticed if rule $rule is broken: $what', async (broken: BrokenRule) => {
  expect(await noticed(broken, folder)).toEqual(expect.any(String));
});

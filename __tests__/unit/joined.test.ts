import { expect, test } from '@jest/globals';
import { joined } from '../../src/joined.ts';

test('who asks while an answer is on its way shares it, and who asks later gets a new one', async () => {
  let asked = 0;
  const ask = joined(async () => {
    await Promise.resolve();
    asked += 1;
    return asked;
  });
  expect(await Promise.all([ask(1_000), ask(1_000), ask(1_000)])).toEqual([1, 1, 1]);
  expect(await ask(1_000)).toBe(2);
});

test('a failure is shared as well, and the next question is a new one', async () => {
  let fails = true;
  const ask = joined(async () => {
    await Promise.resolve();
    if (fails) {
      throw new Error('busy');
    }
    return 'answer';
  });
  const both = await Promise.allSettled([ask(1_000), ask(1_000)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await ask(1_000)).toBe('answer');
});

test('the first asker says how long the answer is waited for', async () => {
  const times: number[] = [];
  const ask = joined(async (mostMs) => {
    await Promise.resolve();
    times.push(mostMs);
  });
  await Promise.all([ask(1_000), ask(900)]);
  await ask(800);
  expect(times).toEqual([1_000, 800]);
});

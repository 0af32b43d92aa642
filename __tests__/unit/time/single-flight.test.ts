import { expect, test } from '@jest/globals';
import { singleFlight } from '../../../src/time/single-flight.ts';

test('who asks while an answer is on its way shares it, and who asks later gets a new one', async () => {
  let asked = 0;
  const ask = singleFlight(async () => {
    await Promise.resolve();
    asked += 1;
    return asked;
  });
  expect(await Promise.all([ask('?'), ask('?'), ask('?')])).toEqual([1, 1, 1]);
  expect(await ask('?')).toBe(2);
});

test('a failure is shared as well, and the next question is a new one', async () => {
  let fails = true;
  const ask = singleFlight(async () => {
    await Promise.resolve();
    if (fails) {
      throw new Error('busy');
    }
    return 'answer';
  });
  const both = await Promise.allSettled([ask('?'), ask('?')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await ask('?')).toBe('answer');
});

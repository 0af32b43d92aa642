import { expect, test } from '@jest/globals';
import { section } from '../../bench/relay/relay.ts';

test('a sweep costs what it may, whatever is in flight', async () => {
  const figures = await section.measure(() => undefined);
  expect(figures.filter(({ bar }) => bar?.met !== true)).toEqual([]);
  expect(figures.length).toBeGreaterThan(20);
});

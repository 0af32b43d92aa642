import { expect, test } from '@jest/globals';
import { Room } from '../../../src/dataset/room.ts';

test('a room is as large as the longest file so far needs, and never larger than it may be', () => {
  const room = new Room(6_000_000);
  const first = room.for(0);
  expect(first).toHaveLength(65_536);
  expect(room.for(65_536)).toBe(first);
  const second = room.for(65_537);
  expect(second).toHaveLength(131_072);
  expect(room.for(1)).toBe(second);
  expect(room.for(6_000_000)).toHaveLength(6_000_000);
});

import { expect, test } from '@jest/globals';
import { Connections } from '../../src/connections.ts';

/** Lets `ms` milliseconds pass over a link that carries `rate(n)` bytes a millisecond over n connections. */
function wantedAfter(ms: number, rate: (open: number) => number, opensLater = 0): number[] {
  const connections = new Connections();
  const wanted = [connections.wanted];
  let open = 0;
  let opensAt = 0;
  for (let now = 1; now <= ms; now += 1) {
    if (open < connections.wanted && now >= opensAt) {
      for (; open < connections.wanted; open += 1) {
        connections.joined(now);
      }
    }
    for (; open > connections.wanted; open -= 1) {
      connections.left();
    }
    connections.arrived(rate(open), now);
    if (connections.wanted !== wanted.at(-1)) {
      wanted.push(connections.wanted);
      opensAt = now + opensLater;
    }
  }
  return wanted;
}

test('a link that is limited per connection gets more and more of them, up to eight', () => {
  expect(wantedAfter(2_000, (open) => 60 * open)).toEqual([1, 2, 4, 8]);
});

test('where a second connection carries nothing more, one is left', () => {
  expect(wantedAfter(2_000, () => 500)).toEqual([1, 2, 1]);
  expect(wantedAfter(2_000, (open) => 500 - open)).toEqual([1, 2, 1]);
});

test('as many are left as the link as a whole can use', () => {
  expect(wantedAfter(2_000, (open) => Math.min(60 * open, 180))).toEqual([1, 2, 4, 8, 4]);
});

test('what a connection brings is judged only once it delivers, however long it takes to open', () => {
  expect(wantedAfter(5_000, (open) => 60 * open, 400)).toEqual([1, 2, 4, 8]);
});

test('a link that gets slower meanwhile does not grow', () => {
  let sent = 0;
  expect(
    wantedAfter(2_000, () => {
      sent += 1;
      return sent < 100 ? 200 : 100;
    }),
  ).toEqual([1, 2, 1]);
});

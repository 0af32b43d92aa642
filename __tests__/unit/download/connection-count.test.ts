import { expect, test } from '@jest/globals';
import { Connections } from '../../../src/download/connection-count.ts';

/** Lets `ms` milliseconds pass over a link that carries `rate(n)` kB a millisecond over n connections. */
function wantedAfter(ms: number, rate: (open: number) => number, opensLaterMs = 0): number[] {
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
    open = Math.min(open, connections.wanted);
    connections.arrived(rate(open) * 1_000, now);
    if (connections.wanted !== wanted.at(-1)) {
      wanted.push(connections.wanted);
      opensAt = now + opensLaterMs;
    }
  }
  return wanted;
}

test('a link that is limited per connection gets more and more of them, up to eight', () => {
  expect(wantedAfter(2_000, (open) => 60 * open)).toEqual([1, 4, 8]);
});

test('where more connections carry nothing more, one is left', () => {
  expect(wantedAfter(2_000, () => 500)).toEqual([1, 4, 1]);
  expect(wantedAfter(2_000, (open) => 500 - open)).toEqual([1, 4, 1]);
});

test('as many are left as the link as a whole can use', () => {
  expect(wantedAfter(2_000, (open) => Math.min(60 * open, 240))).toEqual([1, 4, 8, 4]);
});

test('what a connection brings is judged only once it delivers, however long it takes to open', () => {
  expect(wantedAfter(5_000, (open) => 60 * open, 400)).toEqual([1, 4, 8]);
});

test('a link that gets slower meanwhile does not grow', () => {
  let sent = 0;
  expect(
    wantedAfter(2_000, () => {
      sent += 1;
      return sent < 30 ? 200 : 100;
    }),
  ).toEqual([1, 4, 1]);
});

test('where the first answer is a while in coming, several are wanted before anything is measured, and more if they pay', () => {
  const connections = new Connections();
  connections.notPrompt();
  expect(connections.wanted).toBe(4);
  [1, 2, 3, 4].forEach((now) => {
    connections.joined(now);
  });
  connections.arrived(4_194_304, 24);
  expect(connections.wanted).toBe(8);
});

test('some that were wanted from the beginning are left, where more of them carry nothing more', () => {
  const connections = new Connections();
  connections.notPrompt();
  const wanted: number[] = [];
  let open = 0;
  for (let now = 1; now <= 2_000; now += 1) {
    for (; open < connections.wanted; open += 1) {
      connections.joined(now);
    }
    open = connections.wanted;
    connections.arrived(500_000, now);
    wanted.push(connections.wanted);
  }
  expect(wanted.filter((count, index) => count !== wanted[index - 1])).toEqual([4, 8, 4]);
});

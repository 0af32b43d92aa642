import { expect, test } from '@jest/globals';
import { Pace } from '../../../src/wait/pace.ts';
import type { View } from '../../../src/storage/queue.ts';

/** A view whose first message has this id. */
function view(front: string, full = true): View {
  return {
    messages: [{ id: front, text: '', insertedAt: 0, expiresAt: 1, dequeueCount: 0 }],
    full,
    queueTime: 0,
  };
}

test('the pause is half a second at first, grows with the root of the time waited, and ends at 5 s', () => {
  const pace = new Pace();
  const pauses = [0, 100, 400, 900, 3_600].map((seconds) => Math.round(pace.pauseMs(seconds * 1_000, 0.5)));
  expect(pauses).toEqual([500, 900, 1_800, 2_700, 5_000]);
});

test('it is spread by a fifth either way', () => {
  const pace = new Pace();
  expect([0, 1].map((random) => Math.round(pace.pauseMs(0, random)))).toEqual([400, 600]);
});

test('each refusal doubles it, up to 32 times and 30 s, and each good look takes a tenth off', () => {
  const pace = new Pace();
  const factors = Array.from({ length: 7 }, () => {
    pace.refused();
    return pace.pauseMs(0, 0.5) / 500;
  });
  expect(factors).toEqual([2, 4, 8, 16, 32, 32, 32]);
  expect(pace.pauseMs(3_600_000, 1)).toBe(30_000);
  pace.looked(view('a', false));
  expect(pace.pauseMs(0, 0.5) / 500).toBeCloseTo(28.8);
  expect(pace.slowed).toBe(true);
  for (let looks = 0; looks < 40; looks += 1) {
    pace.looked(view('a', false));
  }
  expect(pace.pauseMs(0, 0.5)).toBe(500);
  expect(pace.slowed).toBe(false);
});

test('a full view whose first message changed is a moving crowd: the next look comes after half a second', () => {
  const pace = new Pace();
  pace.looked(view('a'));
  expect(pace.pauseMs(3_600_000, 0.5)).toBe(5_000);
  pace.looked(view('b'));
  expect(pace.pauseMs(3_600_000, 0.5)).toBe(500);
  pace.looked(view('b'));
  expect(pace.pauseMs(3_600_000, 0.5)).toBe(5_000);
});

test('nothing hurries while the queue throttles, or while the view is not full', () => {
  const slow = new Pace();
  slow.looked(view('a'));
  slow.refused();
  slow.refused();
  slow.looked(view('b'));
  expect(slow.pauseMs(3_600_000, 0.5)).toBeGreaterThan(5_000);
  const thin = new Pace();
  thin.looked(view('a', false));
  thin.looked(view('b', false));
  thin.looked(view('c'));
  expect(thin.pauseMs(3_600_000, 0.5)).toBe(5_000);
});

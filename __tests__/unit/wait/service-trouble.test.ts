/**
 * Trouble with the service itself while something is waited for: one warning, and the result that its state says by the
 * deadline.
 */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Deadline } from '../../../src/time/clock.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { waitFor } from '../../../src/wait/wait.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  type FakeWorld,
  fakeWorld,
  ITERATION,
  notificationText,
} from '../../../trials/fakes/fake-services.ts';
import { Dice } from '../../../trials/simulation/dice.ts';

const MINUTE_MS = 60_000;
/** A question every minute, spread by a fifth, and one before it that may hang for a minute. */
const NOTICED_WITHIN_MS = 72_000 + MINUTE_MS;
const LAST_ANSWER_MS = 10_000;

interface Kind {
  readonly name: string;
  readonly facts: ConstructorParameters<typeof ServiceError>[0];
  /** How long a question takes until then, if it is not given up before. */
  readonly takesMs?: number;
}

const facts = { operation: 'GetIteration', detail: 'busy' };
const KINDS: readonly Kind[] = [
  { name: '429', facts: { ...facts, httpStatus: 429 } },
  { name: '429 that says when to come again', facts: { ...facts, httpStatus: 429, retryAfterMs: 3_600_000 } },
  { name: '500', facts: { ...facts, httpStatus: 500 } },
  { name: '503', facts: { ...facts, httpStatus: 503 }, takesMs: 3_000 },
  { name: 'answers that cannot be read', facts: { ...facts, httpStatus: 200, garbled: true } },
  { name: 'a connection that is cut', facts: { ...facts, httpStatus: null, cause: { code: 'ECONNRESET' } } },
  { name: 'a host that is not known', facts: { ...facts, httpStatus: null, cause: { code: 'ENOTFOUND' } } },
  { name: 'no answer', facts: { ...facts, httpStatus: null }, takesMs: MINUTE_MS },
];
const QUICK = KINDS.filter(({ takesMs }) => takesMs === undefined);

let world: FakeWorld;
let began: number;
/** When the service was asked, in milliseconds since the wait began, and how long its answer was waited for. */
let asked: { at: number; mostMs: number }[];

beforeEach(() => {
  world = fakeWorld();
  began = world.clock.now();
  asked = [];
});

function now(): number {
  return world.clock.now() - began;
}

/** All in milliseconds since the wait began. */
interface Story {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly endsAt: number;
  readonly messageAt: number | null;
  readonly timeout?: number;
}

/** Plays it, and returns how the wait ended. */
async function play({
  kind,
  from,
  to,
  endsAt,
  messageAt,
  timeout = 330 * MINUTE_MS,
}: Story): Promise<string> {
  const { clock, queue, run } = world;
  if (messageAt !== null) {
    clock.after(messageAt, () => queue.send(notificationText('Training')));
  }
  const outcome = await waitFor(
    {
      what: 'the training',
      isOurs: (notification) => notification.type === 'Training' && notification.iterationId === ITERATION,
      ask: async (mostMs) => {
        await Promise.resolve();
        asked.push({ at: now(), mostMs });
        if (now() >= from && now() < to) {
          clock.advance(Math.min(kind.takesMs ?? 0, mostMs));
          throw new ServiceError(kind.facts);
        }
        return now() >= endsAt ? 'ended' : undefined;
      },
    },
    { ...run, deadline: new Deadline(clock, timeout), random: new Dice(2, 0).next },
  ).catch((error: unknown) => error);
  if (outcome instanceof ServiceError) {
    throw outcome;
  }
  if (outcome !== 'ended') {
    expect(outcome).toMatchObject({ status: 'timed-out' });
    return 'timed out';
  }
  return 'ended';
}

function expectOneWarning(): void {
  const warnings = world.report.of('warning');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(
    'Service could not be asked: Could not ask about the training: GetIteration was ',
  );
}

describe.each(KINDS)('$name', (kind) => {
  test('for an hour in which the training ends and is told of: found when the service answers again', async () => {
    const to = 65 * MINUTE_MS;
    const story = { kind, from: 5 * MINUTE_MS, to, endsAt: 30 * MINUTE_MS, messageAt: 30 * MINUTE_MS };
    expect(await play(story)).toBe('ended');
    expect(now()).toBeGreaterThanOrEqual(to);
    expect(now() - to).toBeLessThanOrEqual(NOTICED_WITHIN_MS);
    expectOneWarning();
    // Once a minute, and seven times for the message.
    expect(asked.length).toBeLessThanOrEqual(65 / 0.8 + 7);
  });

  test('that ends before the training does: the message is seen, and the service asked once', async () => {
    const endsAt = 40 * MINUTE_MS;
    const story = { kind, from: 5 * MINUTE_MS, to: 25 * MINUTE_MS, endsAt, messageAt: endsAt };
    expect(await play(story)).toBe('ended');
    expect(now() - endsAt).toBeLessThanOrEqual(6_000);
    expect(asked.filter(({ at }) => at >= endsAt)).toHaveLength(1);
    expectOneWarning();
  });

  test('until just before the deadline: the last question finds the end', async () => {
    const timeout = 60 * MINUTE_MS;
    const story = {
      kind,
      from: 5 * MINUTE_MS,
      to: timeout - 1,
      endsAt: 30 * MINUTE_MS,
      messageAt: null,
      timeout,
    };
    expect(await play(story)).toBe('ended');
    expect(now()).toBe(timeout);
    expectOneWarning();
  });

  test('beyond the deadline: timed out within 10 s of it, after a few last questions', async () => {
    const timeout = 60 * MINUTE_MS;
    const story = {
      kind,
      from: 5 * MINUTE_MS,
      to: 90 * MINUTE_MS,
      endsAt: 30 * MINUTE_MS,
      messageAt: null,
      timeout,
    };
    expect(await play(story)).toBe('timed out');
    expect(now() - timeout).toBeLessThanOrEqual(LAST_ANSWER_MS);
    const late = asked.filter(({ at }) => at >= timeout);
    expect(late[0]).toEqual({ at: timeout, mostMs: LAST_ANSWER_MS });
    expect(late.length).toBeLessThanOrEqual(4);
    expectOneWarning();
  });

  test('together with the queue: found when the service answers again, with one warning for each', async () => {
    world.queue.trouble = () => new StorageError(403, 'AuthorizationFailure');
    const to = 65 * MINUTE_MS;
    const story = { kind, from: 5 * MINUTE_MS, to, endsAt: 30 * MINUTE_MS, messageAt: 30 * MINUTE_MS };
    expect(await play(story)).toBe('ended');
    expect(now() - to).toBeLessThanOrEqual(NOTICED_WITHIN_MS);
    expect(world.report.of('warning').map((text) => text.slice(0, text.indexOf(':')))).toEqual([
      'Notification queue out of reach',
      'Service could not be asked',
    ]);
  });
});

test.each(QUICK)('$name just at the deadline does not make a time-out of what is done', async (kind) => {
  const timeout = 10 * MINUTE_MS;
  const story = { kind, from: timeout, to: timeout + 3_000, endsAt: timeout - 1, messageAt: null, timeout };
  expect(await play(story)).toBe('ended');
  expect(asked.filter(({ at }) => at >= timeout).map(({ at }) => at - timeout)).toEqual([0, 1_000, 3_000]);
});

test('a question that hangs is given up at the deadline, and a last one has its full time', async () => {
  const timeout = 10 * MINUTE_MS;
  const kind: Kind = { name: 'hangs', facts: { ...facts, httpStatus: null }, takesMs: MINUTE_MS };
  const messageAt = timeout - 20_000;
  const story = { kind, from: messageAt, to: timeout, endsAt: messageAt, messageAt, timeout };
  expect(await play(story)).toBe('ended');
  const [hanging, last] = asked.filter(({ at }) => at >= messageAt);
  expect(hanging?.mostMs).toBe(timeout - (hanging?.at ?? 0));
  expect(last).toEqual({ at: timeout, mostMs: LAST_ANSWER_MS });
  expect(now()).toBe(timeout);
});

test('what the service says after the deadline is its last word: not ended is a time-out at once', async () => {
  const timeout = 10 * MINUTE_MS;
  const [kind] = QUICK;
  expect(kind).toBeDefined();
  if (kind !== undefined) {
    const story = { kind, from: -2, to: -1, endsAt: timeout + 1, messageAt: null, timeout };
    expect(await play(story)).toBe('timed out');
  }
  expect(now()).toBe(timeout);
  expect(asked.filter(({ at }) => at >= timeout)).toHaveLength(1);
});

describe('a login that is refused', () => {
  const kind: Kind = { name: 'no login', facts: { ...facts, httpStatus: null, unsent: 'for good' } };
  const from = 5 * MINUTE_MS;

  test('once is asked for again, and the wait goes on', async () => {
    const endsAt = 40 * MINUTE_MS;
    expect(await play({ kind, from, to: 8 * MINUTE_MS, endsAt, messageAt: endsAt })).toBe('ended');
    expect(asked.filter(({ at }) => at >= from && at < 8 * MINUTE_MS)).toHaveLength(1);
    expectOneWarning();
  });

  test.each([
    ['in silence', null],
    ['after a message', 6 * MINUTE_MS],
  ])('for longer than half a minute, %s, ends the wait with what it says', async (_when, messageAt) => {
    const wait = play({ kind, from, to: 90 * MINUTE_MS, endsAt: 30 * MINUTE_MS, messageAt });
    await expect(wait).rejects.toThrow();
    const refused = asked.filter(({ at }) => at >= from).map(({ at }) => at);
    expect(refused.length).toBeGreaterThan(1);
    expect(now() - (refused[0] ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(now() - (refused[0] ?? 0)).toBeLessThanOrEqual(72_000);
  });

  test('just at the deadline makes no more of it than a time-out, which may detach', async () => {
    const timeout = 10 * MINUTE_MS;
    const story = { kind, from: timeout, to: 90 * MINUTE_MS, endsAt: 1, messageAt: null, timeout };
    expect(await play({ ...story, endsAt: 30 * MINUTE_MS })).toBe('timed out');
  });
});

test('a cancel between two last questions ends the wait with its reason', async () => {
  const { clock, run, cancel } = world;
  const reason = new Error('cancelled');
  clock.after(MINUTE_MS + 500, () => {
    cancel.abort(reason);
  });
  const wait = waitFor(
    {
      what: 'the training',
      isOurs: () => false,
      ask: () => Promise.reject(new ServiceError({ ...facts, httpStatus: 503 })),
    },
    { ...run, deadline: new Deadline(clock, MINUTE_MS) },
  );
  await expect(wait).rejects.toBe(reason);
  expect(now()).toBe(MINUTE_MS + 500);
});

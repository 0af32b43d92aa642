/**
 * Trouble with the queue after the training has begun: one warning, the service asked every minute, and the result that
 * the service's state says by the deadline.
 */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Deadline } from '../../../src/time/clock.ts';
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
/** A question every minute, spread by a fifth, and a look before it that may hang. */
const NOTICED_WITHIN_MS = 72_000 + 15_000;
/** A slowed pace looks every half minute. */
const HEARD_WITHIN_MS = 31_000;

interface Kind {
  readonly name: string;
  /** What the n-th refused look is answered. */
  readonly error: (nth: number) => Error;
  /** The warning's second line. */
  readonly answer: string;
  /** How long a request takes until then. */
  readonly takesMs?: number;
}

const FIREWALL: Kind = {
  name: 'a firewall',
  error: () => new StorageError(403, 'AuthorizationFailure'),
  answer: '| 403 AuthorizationFailure',
};
const THROTTLING: Kind = {
  name: 'throttling',
  error: () => new StorageError(503, 'ServerBusy'),
  answer: '| 503 ServerBusy',
};

const KINDS: readonly Kind[] = [
  FIREWALL,
  THROTTLING,
  {
    name: 'a queue that is deleted',
    error: () => new StorageError(404, 'QueueNotFound'),
    answer: '| 404 QueueNotFound',
  },
  {
    name: 'a queue that is deleted and made again',
    error: (nth) => new StorageError(nth < 60 ? 404 : 409, nth < 60 ? 'QueueNotFound' : 'QueueBeingDeleted'),
    answer: '| 404 QueueNotFound',
  },
  {
    name: 'a role that is taken away',
    error: () => new StorageError(403, 'AuthorizationPermissionMismatch'),
    answer: '| 403 AuthorizationPermissionMismatch',
  },
  {
    name: 'a host that is not known',
    error: () => sendFailure('ENOTFOUND', 'getaddrinfo ENOTFOUND account.queue.core.windows.net'),
    answer: '| ENOTFOUND: getaddrinfo ENOTFOUND account.queue.core.windows.net',
  },
  {
    name: 'a name server that does not answer',
    error: () => sendFailure('EAI_AGAIN', 'getaddrinfo EAI_AGAIN account.queue.core.windows.net'),
    answer: '| EAI_AGAIN: getaddrinfo EAI_AGAIN account.queue.core.windows.net',
    takesMs: 5_000,
  },
  {
    name: 'throttling that says when to come again',
    error: () => Object.assign(new StorageError(503, 'ServerBusy'), { details: { retryAfter: '3600' } }),
    answer: '| 503 ServerBusy',
  },
  {
    name: 'a host that accepts and never answers',
    error: () => sendFailure('ETIMEDOUT', 'no answer within 15 s'),
    answer: '| ETIMEDOUT: no answer within 15 s',
    takesMs: 15_000,
  },
];

/** As the storage SDK reports that nothing could be sent. */
function sendFailure(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'RestError', code });
}

let world: FakeWorld;
let began: number;
/** When the service was asked, in milliseconds since the wait began. */
let asked: number[];

beforeEach(() => {
  world = fakeWorld();
  began = world.clock.now();
  asked = [];
});

/** In milliseconds since the wait began. */
function now(): number {
  return world.clock.now() - began;
}

/** All in minutes since the wait began. */
interface Story {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly endsAt: number;
  /** `null`: the service could not write it either. */
  readonly messageAt: number | null;
  readonly timeout?: number;
}

/** Plays it, and returns how the wait ended, and how long after the training or after the deadline, in milliseconds. */
async function play({ kind, from, to, endsAt, messageAt, timeout = 330 }: Story): Promise<[string, number]> {
  const { clock, queue, run } = world;
  const dice = new Dice(1, 0);
  let refused = 0;
  queue.trouble = () => {
    const at = now() / MINUTE_MS;
    if (at < from || at >= to) {
      return undefined;
    }
    refused += 1;
    clock.advance(kind.takesMs ?? 0);
    return kind.error(refused);
  };
  if (messageAt !== null) {
    clock.after(messageAt * MINUTE_MS, () => queue.send(notificationText('Training')));
  }
  const outcome = await waitFor(
    {
      what: 'the training',
      isOurs: (notification) => notification.type === 'Training' && notification.iterationId === ITERATION,
      ask: async () => {
        await Promise.resolve();
        asked.push(now());
        return now() >= endsAt * MINUTE_MS ? 'ended' : undefined;
      },
    },
    { ...run, deadline: new Deadline(clock, timeout * MINUTE_MS), random: dice.next },
  ).catch((error: unknown) => error);
  if (outcome === 'ended') {
    return ['ended', now() - endsAt * MINUTE_MS];
  }
  expect(outcome).toMatchObject({ status: 'timed-out' });
  return ['timed out', now() - timeout * MINUTE_MS];
}

/** @param mostMs how late it may come */
function expectEnd(actual: [string, number], outcome: 'ended' | 'timed out', mostMs: number): void {
  expect(actual[0]).toBe(outcome);
  expect(actual[1]).toBeGreaterThanOrEqual(0);
  expect(actual[1]).toBeLessThanOrEqual(mostMs);
}

function expectOneWarning({ answer }: Kind): void {
  const warnings = world.report.of('warning');
  expect(warnings).toHaveLength(1);
  const [first, second, third] = warnings[0]?.split('\n') ?? [];
  expect(first).toBe(
    'Notification queue out of reach: The notification queue cannot be read; the run goes on and asks the service itself every minute.',
  );
  expect(second).toBe(answer);
  expect(third).toMatch(/^Next: /);
}

/** The longest time between two questions from one minute to another, in milliseconds. */
function longestSilence(from: number, to: number): number {
  const times = [
    from * MINUTE_MS,
    ...asked.filter((at) => at > from * MINUTE_MS && at < to * MINUTE_MS),
    to * MINUTE_MS,
  ];
  return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
}

describe.each(KINDS)('$name', (kind) => {
  test('for an hour in which the training ends and its message is lost: noticed within a minute and a half', async () => {
    const ended = await play({ kind, from: 5, to: 65, endsAt: 40, messageAt: null });
    expectEnd(ended, 'ended', NOTICED_WITHIN_MS);
    expect(longestSilence(6, 40)).toBeLessThanOrEqual(NOTICED_WITHIN_MS);
    expectOneWarning(kind);
  });

  test('that ends before the training does: its message is seen', async () => {
    const ended = await play({ kind, from: 5, to: 25, endsAt: 30, messageAt: 30 });
    expectEnd(ended, 'ended', HEARD_WITHIN_MS);
    expect(world.report.log).toContain('A notification arrived after 30 min.');
    expect(world.inbox.proven).toBe(true);
    expectOneWarning(kind);
    expect(world.report.of('info').filter((line) => line.includes('can be read again'))).toHaveLength(1);
  });

  test('that ends after the training and before anybody has asked: the message that stands there is seen', async () => {
    const ended = await play({ kind, from: 5, to: 25, endsAt: 24.9, messageAt: 24.9 });
    expectEnd(ended, 'ended', NOTICED_WITHIN_MS);
    expectOneWarning(kind);
  });

  test('whose message was lost is remembered: the service is asked every minute when all is well again', async () => {
    const ended = await play({ kind, from: 5, to: 25, endsAt: 200, messageAt: null });
    expectEnd(ended, 'ended', NOTICED_WITHIN_MS);
    expect(longestSilence(26, 200)).toBeLessThanOrEqual(NOTICED_WITHIN_MS);
    expectOneWarning(kind);
  });

  test('until just before the deadline: the last question finds the end', async () => {
    const ended = await play({ kind, from: 5, to: 59.9, endsAt: 59.99, messageAt: null, timeout: 60 });
    expectEnd(ended, 'ended', 600 + (kind.takesMs ?? 0));
    expectOneWarning(kind);
  });

  test('beyond the deadline, while the training goes on: timed out at the deadline, after a last question', async () => {
    const ended = await play({ kind, from: 5, to: 600, endsAt: 600, messageAt: null, timeout: 60 });
    expectEnd(ended, 'timed out', kind.takesMs ?? 0);
    expect(asked.filter((at) => at >= 60 * MINUTE_MS)).toHaveLength(1);
    expectOneWarning(kind);
  });

  test('from the first look on: the training that ends is found all the same', async () => {
    const ended = await play({ kind, from: 0, to: 600, endsAt: 3, messageAt: 3 });
    expectEnd(ended, 'ended', NOTICED_WITHIN_MS);
    expectOneWarning(kind);
  });
});

test('an hour of trouble costs no more than two looks and a question and a half a minute', async () => {
  await play({ kind: THROTTLING, from: 0, to: 600, endsAt: 60, messageAt: null });
  expect(asked.length).toBeLessThanOrEqual(90);
  expect(world.queue.requests.length).toBeLessThanOrEqual(200);
});

test('trouble that comes again and again is one warning, and one line that it has passed', async () => {
  const ended = play({ kind: FIREWALL, from: 0, to: 0, endsAt: 300, messageAt: 300 });
  world.queue.trouble = () =>
    Math.floor(now() / (10 * MINUTE_MS)) % 2 === 1 ? FIREWALL.error(1) : undefined;
  expectEnd(await ended, 'ended', NOTICED_WITHIN_MS);
  expectOneWarning(FIREWALL);
  expect(world.report.of('info').filter((line) => line.includes('can be read again'))).toHaveLength(1);
});

test.each([1, 2])('%i refused looks in a row are nothing to speak of', async (count) => {
  let looks = 0;
  const ended = play({ kind: THROTTLING, from: 0, to: 0, endsAt: 100, messageAt: 100 });
  world.queue.trouble = () => {
    looks += 1;
    return looks > 5 && looks <= 5 + count ? THROTTLING.error(1) : undefined;
  };
  expectEnd(await ended, 'ended', HEARD_WITHIN_MS);
  expect(world.report.of('warning')).toEqual([]);
  expect(world.inbox.proven).toBe(true);
  // About as often as in a quiet wait of that length: 2, 3, 4.5, 6.75 … minutes, and then every 15.
  expect(asked.length).toBeLessThanOrEqual(14);
});

test('trouble is warned of also where notifications were in doubt before', async () => {
  world.inbox.proven = false;
  const ended = await play({ kind: FIREWALL, from: 5, to: 65, endsAt: 40, messageAt: null });
  expectEnd(ended, 'ended', NOTICED_WITHIN_MS);
  expectOneWarning(FIREWALL);
});

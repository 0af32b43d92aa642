import { beforeEach, expect, test } from '@jest/globals';
import { serviceTrouble } from '../../../src/custom-vision/service-error.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { type Operation, Operations, repeatedly } from '../../../src/custom-vision/operation.ts';
import type { Repetition } from '../../../src/custom-vision/training-api.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

let clock = new FakeClock();
let sent = 0;
let told: ServiceError[] = [];
let cancel = new AbortController();

beforeEach(() => {
  clock = new FakeClock();
  sent = 0;
  told = [];
  cancel = new AbortController();
});

function answered(
  httpStatus: number | null,
  more: { retryAfterMs?: number; garbled?: boolean; unsent?: 'for now' | 'for good' } = {},
): ServiceError {
  return new ServiceError({ operation: 'Test', httpStatus, detail: '', ...more });
}

/** Sends until the answers are used up; the last one stays. An answer that is an error is thrown. */
async function send(repetition: Repetition, answers: unknown[], random = 0.5): Promise<unknown> {
  const patience = {
    clock,
    signal: cancel.signal,
    random: () => random,
    onFirstRetry: (error: ServiceError) => told.push(error),
  };
  return await repeatedly(
    repetition,
    async () => {
      await Promise.resolve();
      const answer = answers[Math.min(sent, answers.length - 1)];
      sent += 1;
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    patience,
  );
}

test('what is answered at once is sent once', async () => {
  expect(await send('safe', ['answer'])).toBe('answer');
  expect([sent, clock.sleeps, told]).toEqual([1, [], []]);
});

test.each([
  ['429', answered(429)],
  ['408', answered(408)],
  ['500', answered(500)],
  ['503', answered(503)],
  ['no answer', answered(null)],
  ['garbled', answered(200, { garbled: true })],
])('what is safe is repeated after %s, and told once', async (_what, trouble) => {
  expect(await send('safe', [trouble, trouble, 'answer'])).toBe('answer');
  expect(clock.sleeps).toEqual([1_000, 2_000]);
  expect(told).toEqual([trouble]);
});

test.each([400, 401, 403, 404, 409, 302])('nothing is repeated after %i', async (httpStatus) => {
  for (const repetition of ['safe', 'costly'] as const) {
    sent = 0;
    await expect(send(repetition, [answered(httpStatus)])).rejects.toMatchObject({ httpStatus });
    expect(sent).toBe(1);
  }
});

test.each([
  ['408', answered(408)],
  ['500', answered(500)],
  ['503', answered(503)],
  ['503 with Retry-After', answered(503, { retryAfterMs: 1_000 })],
  ['no answer', answered(null)],
  ['garbled', answered(200, { garbled: true })],
])('what is costly is not repeated after %s: it may have been carried out', async (_what, trouble) => {
  await expect(send('costly', [trouble])).rejects.toBe(trouble);
  expect([sent, clock.sleeps]).toEqual([1, []]);
});

test('what is costly is repeated after 429', async () => {
  expect(await send('costly', [answered(429), 'answer'])).toBe('answer');
});

test('a lost answer after a 429 is not repeated', async () => {
  await expect(send('costly', [answered(429), answered(503)])).rejects.toMatchObject({ httpStatus: 503 });
  expect(sent).toBe(2);
});

test('six attempts are the most, with doubling pauses up to 16 s', async () => {
  const trouble = answered(503);
  await expect(send('safe', [answered(500), trouble])).rejects.toBe(trouble);
  expect(sent).toBe(6);
  expect(told).toMatchObject([{ httpStatus: 500 }]);
  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
});

test('pauses are spread by a fifth either way', async () => {
  await send('safe', [answered(503), 'answer'], 0);
  await send('safe', [answered(503), 'answer'], 1);
  expect(clock.sleeps[0]).toBeCloseTo(800);
});

test('Retry-After is honoured where it is longer than our own pause, and never shortens it', async () => {
  await send('safe', [
    answered(429, { retryAfterMs: 30_000 }),
    answered(429, { retryAfterMs: 0 }),
    answered(429, { retryAfterMs: 1 }),
    'answer',
  ]);
  expect(clock.sleeps).toEqual([30_000, 2_000, 4_000]);
});

test('a Retry-After beyond two minutes ends it, so that the caller can do something else', async () => {
  await send('safe', [answered(429, { retryAfterMs: 120_000 }), 'answer']);
  expect(clock.sleeps).toEqual([120_000]);
  [sent, clock.sleeps.length, told] = [0, 0, []];
  await expect(send('safe', [answered(429, { retryAfterMs: 120_001 })])).rejects.toMatchObject({
    httpStatus: 429,
  });
  expect([sent, clock.sleeps, told]).toEqual([1, [], []]);
});

test('what is no answer of the service is not repeated', async () => {
  const bug = new TypeError('a bug');
  await expect(send('safe', [bug])).rejects.toBe(bug);
  expect(sent).toBe(1);
});

test('an abort during a pause rejects with its reason, and nothing more is sent', async () => {
  const reason = new Error('cancelled');
  clock.after(1_500, () => {
    cancel.abort(reason);
  });
  await expect(send('safe', [answered(503)])).rejects.toBe(reason);
  expect(sent).toBe(2);
});

test('an abort while a request is on its way rejects with its reason and not with what the request says', async () => {
  const reason = new Error('cancelled');
  cancel.abort(reason);
  await expect(send('safe', [answered(null)])).rejects.toBe(reason);
});

test('what was not sent for want of a token started nothing: it is sent when there is one, or never', async () => {
  for (const repetition of ['safe', 'costly'] as const) {
    sent = 0;
    expect(await send(repetition, [answered(null, { unsent: 'for now' }), 'answer'])).toBe('answer');
    sent = 0;
    const refused = answered(null, { unsent: 'for good' });
    await expect(send(repetition, [refused, 'answer'])).rejects.toBe(refused);
  }
  const unsent = answered(null, { unsent: 'for now' });
  expect([unsent.answerLost, unsent.transient, serviceTrouble(unsent)]).toEqual([
    false,
    true,
    'Test was not sent, for want of a token',
  ]);
});

test.each([
  ['ENOTFOUND', 3],
  ['ECONNREFUSED', 3],
  ['CERT_HAS_EXPIRED', 3],
  ['ECONNRESET', 6],
  [undefined, 6],
])('after %s there are %i attempts', async (code, attempts) => {
  const cause = Object.assign(new Error('no'), { code });
  const error = new ServiceError({ operation: 'Test', httpStatus: null, detail: '', cause });
  await expect(send('safe', [error])).rejects.toBe(error);
  expect(sent).toBe(attempts);
});

test('what may be sent once is not repeated, whatever was answered', async () => {
  for (const error of [answered(429), answered(null)]) {
    sent = 0;
    await expect(send('once', [error])).rejects.toBe(error);
    expect(sent).toBe(1);
  }
});

/** As the clients of the resource and of a project are made. */
class Client extends Operations {
  async get<T>(request: Partial<Operation>, read: (body: unknown) => T): Promise<T> {
    return await this.perform({ operation: 'Test', method: 'GET', path: '/', ...request } as Operation, read);
  }
}

function client(answer: (signal: AbortSignal) => unknown): Client {
  const api = {
    send: async (_request: unknown, signal: AbortSignal): Promise<unknown> => {
      sent += 1;
      return await Promise.resolve(answer(signal));
    },
  } as unknown as ConstructorParameters<typeof Operations>[0];
  const { signal } = cancel;
  return new Client(api, { clock, signal, random: () => 0.5, onFirstRetry: (error) => told.push(error) });
}

test('an operation is sent with the signal of the run, and its answer is read', async () => {
  const signals: AbortSignal[] = [];
  const body = await client((signal) => {
    signals.push(signal);
    return 7;
  }).get({}, (read) => `read ${String(read)}`);
  expect([body, signals]).toEqual(['read 7', [cancel.signal]]);
});

test.each([
  [{}, 6],
  [{ timeoutMs: 1_000 }, 1],
  [{ timeoutMs: 1_000, repetition: 'safe' }, 6],
  [{ repetition: 'once' }, 1],
] as const)('an operation %j is sent %i times where every answer is a 503', async (request, times) => {
  const busy = answered(503);
  const failing = client(() => {
    throw busy;
  });
  await expect(failing.get(request, String)).rejects.toBe(busy);
  expect(sent).toBe(times);
});

test.each([
  [new Error('no id'), 'an answer of another shape than documented (no id)'],
  ['a text', 'an answer of another shape than documented (unknown)'],
])('an answer that cannot be read is garbled (case %#)', async (cause, detail) => {
  const unread = client(() => ({})).get({ repetition: 'once' }, () => {
    throw cause as Error;
  });
  await expect(unread).rejects.toMatchObject({
    operation: 'Test',
    httpStatus: 200,
    detail,
    garbled: true,
    cause,
  });
});

test('an answer with a grace counts after a cancel, and one without does not', async () => {
  const reason = new Error('cancelled');
  const late = client(async (signal) => {
    cancel.abort(reason);
    await Promise.resolve();
    signal.throwIfAborted();
    return 'late';
  });
  expect(await late.get({ graceMs: 500 }, String)).toBe('late');
  cancel = new AbortController();
  const without = client((signal) => {
    cancel.abort(reason);
    signal.throwIfAborted();
  });
  await expect(without.get({}, String)).rejects.toBe(reason);
});

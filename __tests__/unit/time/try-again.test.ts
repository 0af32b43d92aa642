import { beforeEach, describe, expect, test } from '@jest/globals';
import { lookAgain, tryAgain } from '../../../src/time/try-again.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

let clock = new FakeClock();
let cancel = new AbortController();

beforeEach(() => {
  clock = new FakeClock();
  cancel = new AbortController();
});

describe('after errors', () => {
  /** Fails so many times, each time with its number. */
  function failing(times: number): () => Promise<string> {
    let attempts = 0;
    return async () => {
      attempts += 1;
      await Promise.resolve();
      if (attempts <= times) {
        throw new Error(`error ${attempts}`);
      }
      return `attempt ${attempts}`;
    };
  }

  /** Doubles its pauses, and gives up at the given attempt. */
  const doubled = (givesUpAt: number) => (_error: unknown, attempt: number) =>
    attempt < givesUpAt ? 1_000 * 2 ** (attempt - 1) : undefined;

  async function run(fails: number, givesUpAt: number): Promise<string> {
    return await tryAgain(failing(fails), doubled(givesUpAt), { clock, signal: cancel.signal });
  }

  test('what succeeds at once is done once, without a pause', async () => {
    expect(await run(0, 3)).toBe('attempt 1');
    expect(clock.sleeps).toEqual([]);
  });

  test('each attempt follows the pause that the error before it asks for', async () => {
    expect(await run(3, 9)).toBe('attempt 4');
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
  });

  test('the error at which the caller gives up is thrown, without a pause after it', async () => {
    await expect(run(5, 3)).rejects.toThrow('error 3');
    expect(clock.sleeps).toEqual([1_000, 2_000]);
  });

  test('a cancel during a pause or an attempt ends it with its reason', async () => {
    const reason = new Error('cancelled');
    clock.after(500, () => {
      cancel.abort(reason);
    });
    await expect(run(1, 3)).rejects.toBe(reason);
    await expect(run(1, 3)).rejects.toBe(reason);
    expect(clock.sleeps).toEqual([1_000]);
  });
});

describe('after looks that found nothing', () => {
  async function run(pausesMs: Iterable<number>, findsAt: number): Promise<string | undefined> {
    let looks = 0;
    const look = async (): Promise<string | undefined> => {
      looks += 1;
      await Promise.resolve();
      return looks === findsAt ? `look ${looks}` : undefined;
    };
    return await lookAgain(pausesMs, look, { clock, signal: cancel.signal });
  }

  test('each look follows its pause, until something is found', async () => {
    expect(await run([0, 500, 1_000], 2)).toBe('look 2');
    expect(clock.sleeps).toEqual([500]);
  });

  test('after the last look nothing is found, and there is no more pause', async () => {
    expect(await run([500, 1_000], 3)).toBeUndefined();
    expect(clock.sleeps).toEqual([500, 1_000]);
  });

  test('pauses may depend on the time that is left', async () => {
    const until = clock.now() + 5_000;
    function* pauses(): Generator<number> {
      while (clock.now() < until) {
        yield Math.min(2_000, until - clock.now());
      }
    }
    expect(await run(pauses(), 9)).toBeUndefined();
    expect(clock.sleeps).toEqual([2_000, 2_000, 1_000]);
  });

  test('a cancelled run looks no more', async () => {
    const reason = new Error('cancelled');
    cancel.abort(reason);
    await expect(run([0], 1)).rejects.toBe(reason);
  });
});

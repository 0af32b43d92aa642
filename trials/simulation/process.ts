/**
 * The process of one run: its clock, which is not quite right, and its requests, which take time, fail, hang, or are
 * never answered because the process has crashed.
 */
import type { Clock } from '../../src/time/clock.ts';
import type { Dice } from './dice.ts';
import type { Cancel, Timeline } from './timeline.ts';

/** What becomes of a request. `carriedOut`: the server does what was asked, though the answer says something else. */
export type Fate =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly error: Error; readonly carriedOut: boolean }
  | { readonly kind: 'hanging'; readonly error: Error; readonly carriedOut: boolean };

export type Operation = 'peek' | 'count' | 'receive' | 'delete' | 'release' | 'ask' | 'github' | 'sleep';

export interface Request<T> {
  readonly operation: Operation;
  readonly fate: Fate;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly effect: () => T;
}

/** The process ends without a word: at a time, or at the n-th call of a kind, before or after the server has acted. */
export type Crash =
  | { readonly afterMs: number }
  | { readonly operation: Operation; readonly nth: number; readonly carriedOut: boolean };

/** A promise that never settles: what a dead process waits for. */
function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}

export class SimulatedProcess implements Clock {
  dead = false;
  /** Timers and requests that are under way. */
  pending = 0;
  onDeath: () => void = () => undefined;
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly skewMs: number;
  private readonly crash: Crash | undefined;
  private calls = 0;

  constructor(timeline: Timeline, dice: Dice, skewMs: number, crash: Crash | undefined) {
    this.timeline = timeline;
    this.dice = dice;
    this.skewMs = skewMs;
    this.crash = crash;
    if (crash !== undefined && 'afterMs' in crash) {
      timeline.after(crash.afterMs, () => {
        this.die();
      });
    }
  }

  now(): number {
    return this.timeline.now + this.skewMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (this.dead || this.crashesAt('sleep')) {
      return await never();
    }
    await this.until<undefined>(signal, (resolve) => {
      const wake = (): void => {
        resolve(undefined);
      };
      return this.timeline.after(ms, wake);
    });
  }

  async request<T>({ operation, fate, timeoutMs, signal, effect }: Request<T>): Promise<T> {
    const crashes = this.crashesAt(operation);
    if (
      this.dead ||
      (crashes && this.crash !== undefined && !('carriedOut' in this.crash && this.crash.carriedOut))
    ) {
      this.die();
      return await never();
    }
    const latency = this.dice.between(5, 30);
    const carriedOut = fate.kind === 'answered' || fate.carriedOut;
    return await this.until<T>(signal, (resolve, reject) => {
      let answer = (): void => undefined;
      // What is on its way to the server arrives there, whatever becomes of the caller.
      this.timeline.after(latency / 2, () => {
        try {
          const result = carriedOut ? effect() : undefined;
          answer = () => {
            resolve(result as T);
          };
        } catch (error) {
          answer = () => {
            reject(error as Error);
          };
        }
        if (crashes) {
          this.die();
        }
      });
      return this.timeline.after(fate.kind === 'hanging' ? timeoutMs : latency, () => {
        if (fate.kind === 'answered') {
          answer();
        } else {
          reject(fate.error);
        }
      });
    });
  }

  private until<T>(
    signal: AbortSignal | undefined,
    start: (resolve: (value: T) => void, reject: (error: Error) => void) => Cancel,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      this.pending += 1;
      let cancel: Cancel = () => undefined;
      const settle = (how: () => void): void => {
        cancel();
        signal?.removeEventListener('abort', abort);
        this.pending -= 1;
        if (!this.dead) {
          how();
        }
      };
      const abort = (): void => {
        settle(() => {
          reject(signal?.reason as Error);
        });
      };
      signal?.addEventListener('abort', abort);
      cancel = start(
        (value) => {
          settle(() => {
            resolve(value);
          });
        },
        (error) => {
          settle(() => {
            reject(error);
          });
        },
      );
    });
  }

  private crashesAt(operation: Operation): boolean {
    if (this.crash === undefined || 'afterMs' in this.crash || this.crash.operation !== operation) {
      return false;
    }
    this.calls += 1;
    if (this.calls !== this.crash.nth) {
      return false;
    }
    if (operation === 'sleep') {
      this.die();
    }
    return true;
  }

  private die(): void {
    if (!this.dead) {
      this.dead = true;
      this.onDeath();
    }
  }
}

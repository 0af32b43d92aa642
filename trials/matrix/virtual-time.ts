/**
 * Time for a run and for the emulated service at once: it stands still while anything is being done, and jumps to the
 * next moment that anybody has planned something for.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock as ServiceClock } from '../../emulator/custom-vision/resource/clock.ts';
import type { Clock } from '../../src/time/clock.ts';
import { type Cancel, Timeline } from '../simulation/timeline.ts';

/** How Node names what goes on in the file system. */
const FILE_WORK = /^(FSReq|CloseReq)/;
/** One step of a stream may need a few turns to set the next one in motion. */
const QUIET_TURNS = 4;

export class VirtualTime implements Clock, ServiceClock {
  private readonly timeline: Timeline;
  private readonly appointments = new Set<Cancel>();

  /** @param atRest resolves when nothing else goes on, beside what is read from and written to files */
  constructor(atRest: () => Promise<void>) {
    this.timeline = new Timeline(Date.UTC(2026, 10, 22, 12), async () => {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
        await turn();
        if (process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name))) {
          quiet = -1;
        }
      }
      await atRest();
    });
  }

  now(): number {
    return this.timeline.now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.timeline.after(ms, () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  schedule(delayMs: number, action: () => void): Cancel {
    const cancel = this.timeline.after(delayMs, () => {
      this.appointments.delete(cancel);
      action();
    });
    this.appointments.add(cancel);
    return cancel;
  }

  close(): void {
    for (const cancel of this.appointments) {
      cancel();
    }
    this.appointments.clear();
  }

  /** Lets time pass until the promise has settled. @throws Error if it waits for something that never happens */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const seen = promise.finally(() => {
      settled = true;
    });
    // It is awaited below; until then it is no unhandled rejection.
    seen.catch(() => undefined);
    await this.timeline.run(() => settled);
    return await seen;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(this.sleep(ms, new AbortController().signal));
  }
}

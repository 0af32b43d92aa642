/**
 * What goes wrong with the requests to queue, container and artifact service. The training API's own faults are the
 * emulator's; those of messages and backups as well.
 */
import type { Clock } from '../../src/time/clock.ts';
import { StorageError } from '../fakes/fake-queue.ts';

export type StorageFault =
  | { readonly status: number; readonly code: string; readonly when: 'before' | 'after' }
  | { readonly reset: 'before' | 'after' }
  /** Nothing is done, and nothing is answered. */
  | { readonly hang: true }
  /** Of a download: the connection breaks in the middle, bytes are missing at the end, or other bytes arrive. */
  | { readonly bytes: 'cut' | 'short' | 'altered' };

export interface StorageRule {
  /** As it stands in the log. */
  readonly request: string;
  /** The first that is hit, counted from 1. */
  readonly nth: number;
  readonly times: number;
  readonly fault: StorageFault;
}

interface Bounds {
  readonly signal?: AbortSignal;
  /** As the real connection has it. */
  readonly timeoutMs: number;
}

const LATENCY_MS = 10;

export class StorageRequests {
  /** Every request in the order of arrival, such as `peek`, `download-ONNX`, `upload`. */
  readonly log: string[] = [];
  rule: StorageRule | undefined;
  private seen = 0;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @param onFault decides what a fault of the bytes means; others are thrown */
  async send<T>(
    request: string,
    { signal = new AbortController().signal, timeoutMs }: Bounds,
    effect: () => Promise<T>,
    onFault: (bytes: 'cut' | 'short' | 'altered', result: T) => T = (_bytes, result) => result,
  ): Promise<T> {
    await this.clock.sleep(LATENCY_MS, signal);
    this.log.push(request);
    const fault = this.take(request);
    if (fault === undefined) {
      return await effect();
    }
    if ('bytes' in fault) {
      return onFault(fault.bytes, await effect());
    }
    if ('hang' in fault) {
      await this.clock.sleep(timeoutMs, signal);
      throw Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
    }
    if (('reset' in fault ? fault.reset : fault.when) === 'after') {
      await effect();
    }
    throw 'reset' in fault
      ? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
      : new StorageError(fault.status, fault.code);
  }

  private take(request: string): StorageFault | undefined {
    if (this.rule?.request !== request) {
      return undefined;
    }
    this.seen += 1;
    const { nth, times, fault } = this.rule;
    return this.seen >= nth && this.seen < nth + times ? fault : undefined;
  }
}

/**
 * The other ends of the time line, as the process sees them that has the time.
 */
import type { Socket } from 'node:net';
import { say } from './time-line.ts';

/** An action that runs: it waits, or has something to do. */
export class ActionFollower {
  /** Until when it waits; `undefined` while it has something to do. */
  dueMs: number | undefined;
  private line: Socket | undefined;
  private sequence = 0;

  connect(line: Socket, nowMs: number): void {
    this.line = line;
    this.tell(nowMs);
  }

  /** What it says before it has seen the last message is out of date. */
  idle(dueMs: number, seen: number): void {
    if (seen === this.sequence) {
      this.dueMs = dueMs;
    }
  }

  tell(nowMs: number): void {
    this.dueMs = undefined;
    if (this.line !== undefined) {
      this.sequence += 1;
      say(this.line, 'time', nowMs, this.sequence);
    }
  }
}

/** A storage emulator. */
export class StorageFollower {
  private readonly line: Socket;
  private readonly waiting = new Map<number, () => void>();
  private sequence = 0;

  constructor(line: Socket) {
    this.line = line;
  }

  /** Resolves when it knows; at once if it has ended. */
  async tell(nowMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.sequence += 1;
    this.waiting.set(this.sequence, () => {
      resolve(undefined);
    });
    say(this.line, 'time', nowMs, this.sequence);
    await promise;
  }

  seen(sequence: number): void {
    this.waiting.get(sequence)?.();
    this.waiting.delete(sequence);
  }

  closed(): void {
    for (const resolve of this.waiting.values()) {
      resolve();
    }
  }
}

/**
 * Ways of waiting for the end of a training or an export: the action's own, and those it is compared with.
 */
import type { Clock, Deadline } from '../../src/time/clock.ts';
import type { Notification } from '../../src/wait/notification.ts';
import type { NotificationQueue } from '../../src/storage/queue.ts';

export interface Place {
  readonly queue: NotificationQueue;
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly random: () => number;
}

/** The waits of one run, one after the other. */
export interface Waiter {
  /**
   * Resolves when the run may go on, or at the deadline.
   * @param ask reads the service: whether it has ended
   */
  wait(isOurs: (notification: Notification) => boolean, ask: () => Promise<boolean>): Promise<void>;
  /** Clears up at the end of the run. */
  close(): Promise<void>;
}

export type Way = (place: Place) => Waiter;

/**
 * A day of waiting on the virtual clock in a process of its own, so that nothing else moves its heap: the real wait on a
 * simulated queue that others use as well. Prints one JSON document.
 *
 * node --expose-gc day-of-waiting.ts
 */
import { getEventListeners } from 'node:events';
import { Dice } from '../../__tests__/simulation/dice.ts';
import { guid } from '../../__tests__/simulation/neighbours.ts';
import { SimulatedProcess } from '../../__tests__/simulation/process.ts';
import { SimulatedQueue } from '../../__tests__/simulation/simulated-queue.ts';
import { Timeline } from '../../__tests__/simulation/timeline.ts';
import { Deadline } from '../../src/clock.ts';
import { Failure } from '../../src/errors.ts';
import { Inbox } from '../../src/inbox.ts';
import type { Notification } from '../../src/notification.ts';
import { waitFor } from '../../src/wait.ts';
import { CountedQueue } from '../counted-queue.ts';
import { notificationText } from '../notification-text.ts';
import { silentReport } from '../silent-report.ts';
import { VirtualQueue } from '../virtual-queue.ts';

export interface DayOfWaiting {
  readonly looks: number;
  readonly questions: number;
  /** In bytes, after a collection: when the wait has warmed up, and at its end. */
  readonly heapAtStart: number;
  readonly heapAtEnd: number;
  readonly listeners: number;
  /** Timers and requests that are still under way. */
  readonly pending: number;
}

const HOUR_MS = 3_600_000;
/** By then every path of the wait has run and been compiled. */
const WARM_MS = HOUR_MS / 2;
const FOREIGN_EVERY_MS = 60_000;
const TAKEN_AFTER_MS = 15_000;
const SUBJECT: Notification = { type: 'Training', projectId: guid(0xa0, 1), iterationId: guid(0xa1, 1) };

if (gc === undefined) {
  throw new Error('day-of-waiting.ts measures the heap: run it with node --expose-gc');
}
const collect = gc;
const timeline = new Timeline(Date.UTC(2026, 10, 22, 12));
const stored = new SimulatedQueue(timeline, new Dice(1, 1), { skewMs: 0, disorder: 0, returnsBehind: true });
const simulated = new SimulatedProcess(timeline, new Dice(1, 2), 0, undefined);
const queue = new CountedQueue(new VirtualQueue(stored, simulated));
const dice = new Dice(1, 3);
const { signal } = new AbortController();

const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};
let heapAtStart = 0;
timeline.after(WARM_MS, () => {
  heapAtStart = heap();
});
sendForeign(1);

let questions = 0;
const inbox = new Inbox(queue, simulated, silentReport);
const waiting = waitFor(
  {
    what: 'the training',
    isOurs: ({ projectId }) => projectId === SUBJECT.projectId,
    ask: async () => {
      questions += 1;
      await simulated.request({
        operation: 'ask',
        fate: { kind: 'answered' },
        timeoutMs: 60_000,
        signal,
        effect: () => undefined,
      });
      return undefined;
    },
  },
  {
    inbox,
    clock: simulated,
    deadline: new Deadline(simulated, 24 * HOUR_MS),
    signal,
    report: silentReport,
    random: dice.next,
    reconcileMs: HOUR_MS / 4,
  },
).catch((error: unknown) => {
  if (!(error instanceof Failure) || error.status !== 'timed-out') {
    throw error;
  }
});
let over = false;
const ended = waiting.finally(() => {
  over = true;
});
await Promise.all([ended, timeline.run(() => over)]);

const result: DayOfWaiting = {
  looks: queue.looks,
  questions,
  heapAtStart,
  heapAtEnd: heap(),
  listeners: getEventListeners(signal, 'abort').length,
  pending: simulated.pending,
};
process.stdout.write(JSON.stringify(result));

/** Others use the queue as well: a notification a minute, which its own run takes soon. */
function sendForeign(number: number): void {
  timeline.after(FOREIGN_EVERY_MS, () => {
    const foreign: Notification = {
      type: 'Training',
      projectId: guid(0xf0, number),
      iterationId: guid(0xf1, number),
    };
    stored.send(notificationText(foreign), foreign);
    const sent = stored.all.at(-1);
    timeline.after(TAKEN_AFTER_MS, () => {
      if (sent !== undefined) {
        stored.delete(sent.id, sent.popReceipt);
      }
    });
    sendForeign(number + 1);
  });
}

/**
 * The back-off of the queue trigger of Azure Functions: it receives, and while the queue is empty it pauses for 100 ms
 * at first and twice as long each time, up to a minute, ± 20 % (its RandomizedExponentialBackoffStrategy with the
 * defaults of host.json). It starts with the wait, which favours it: a trigger that was idle for two minutes pauses for
 * a minute.
 */
import type { HeldMessage } from '../../src/storage/queue.ts';
import { parseNotification } from '../../src/wait/notification.ts';
import type { Way } from './way.ts';

const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 60_000;
const SPREAD = 0.2;
const BATCH = 16;
/** The visibility timeout while the message is being processed. */
const HOLD_SECONDS = 600;

/** @param empty how many receives in a row have found no message, 1 for the first */
export function triggerPauseMs(empty: number, random: number): number {
  const factor = 1 - SPREAD + 2 * SPREAD * random;
  const more = empty === 1 ? 0 : factor * 2 ** (empty - 2) * LEAST_PAUSE_MS;
  return Math.min(MOST_PAUSE_MS, LEAST_PAUSE_MS + more);
}

export const triggerBackOff: Way = ({ queue, clock, deadline, signal, random }) => {
  const taken: HeldMessage[] = [];
  return {
    wait: async (isOurs, ask) => {
      for (let empty = 0; !deadline.passed;) {
        const received = await again(() => queue.receive(BATCH, HOLD_SECONDS, signal));
        taken.push(...received);
        const rang = received.some(({ text }) => {
          const notification = parseNotification(text);
          return notification !== undefined && isOurs(notification);
        });
        if (rang && (await ask())) {
          return;
        }
        empty = received.length > 0 ? 0 : empty + 1;
        if (empty > 0) {
          await clock.sleep(triggerPauseMs(empty, random()), signal);
        }
      }
    },
    close: async () => {
      for (const message of taken) {
        await again(() => queue.delete(message));
      }
    },
  };
};

/** The trigger's storage client repeats calls that fail, such as one on a connection that was idle for too long. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch {
    return await call();
  }
}

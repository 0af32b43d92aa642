/** How a simulated run closes its inbox, and what it has to leave behind: nothing. */
import { getEventListeners } from 'node:events';
import type { Inbox } from '../../src/wait/inbox.ts';
import type { Conduct } from './conduct.ts';
import type { SimulatedProcess } from './process.ts';
import type { QueueConnection } from './queue-connection.ts';
import type { Surroundings } from './surroundings.ts';

const CLOSING_MS = 15_000;
const CANCELLED_CLOSING_MS = 500;
/** A give-back that is under way may take so long. */
const LETTING_GO_MS = 1_100;
const HOLD_MS = 5_000;

/** @param signal of the run */
export async function closed(
  inbox: Inbox,
  conduct: Conduct,
  signal: AbortSignal,
  { timeline, object }: Surroundings,
): Promise<void> {
  const began = timeline.now;
  conduct.closing = true;
  const closing = new AbortController();
  const abort = (): void => {
    closing.abort(new Error('closed'));
  };
  const mostMs = signal.aborted ? CANCELLED_CLOSING_MS : CLOSING_MS;
  const timer = timeline.after(mostMs, abort);
  signal.addEventListener('abort', abort);
  await inbox.close(closing.signal);
  signal.removeEventListener('abort', abort);
  timer();
  conduct.allLetGo();
  if (timeline.now - began > mostMs + LETTING_GO_MS) {
    object(`took ${timeline.now - began} ms to close`);
  }
  if (getEventListeners(closing.signal, 'abort').length > 0) {
    object('left a listener on the closing signal');
  }
}

/** @param signal of the run */
export function leavesNothing(
  { process, connection }: { readonly process: SimulatedProcess; readonly connection: QueueConnection },
  signal: AbortSignal,
  { queue, object }: Surroundings,
): void {
  const listeners = getEventListeners(signal, 'abort').length;
  if (process.pending > 0 || listeners > 0) {
    object(`left ${process.pending} timers and requests and ${listeners} listeners`);
  }
  for (const { id, popReceipt, visibleAt } of queue.all) {
    if (connection.holds.get(id) === popReceipt && visibleAt > queue.now + HOLD_MS) {
      object(`holds ${id} for ${visibleAt - queue.now} ms`);
    }
  }
}

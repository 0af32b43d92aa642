/**
 * The test message that the service sends when it integrates a project. It proves that the service's identity may write
 * to the queue. Source: the guide "Integrate Azure storage for notifications and backup".
 */
import type { Run } from '../services.ts';
import { patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';
import { Deadline } from '../time/clock.ts';
import type { Notification } from '../wait/notification.ts';

const CONNECTION_TEST_MS = 60_000;

/** The queue's own time: a test message from before that moment is no answer to what the run does next. */
export async function queueTime(
  uri: StorageUri,
  { queue, clock, signal }: Pick<Run, 'queue' | 'clock' | 'signal'>,
): Promise<number> {
  return (await patiently(uri, () => queue.peek(signal), { clock, signal })).queueTime;
}

/** Whether a notification is a test message of this project. */
export function isConnectionTest(projectId: string): (notification: Notification) => boolean {
  return (notification) => notification.type === 'ConnectionTest' && notification.projectId === projectId;
}

/**
 * Waits up to a minute for a test message. If none arrives, the run goes on but asks the service often, because the queue
 * may stay silent. No document says whether an update of a project sends a test message.
 * @param notBefore by the queue's clock, in milliseconds since the epoch
 */
export async function awaitConnectionTest(
  notBefore: number,
  { inbox, clock, report, random, signal }: Pick<Run, 'inbox' | 'clock' | 'report' | 'random' | 'signal'>,
): Promise<void> {
  const deadline = new Deadline(clock, CONNECTION_TEST_MS);
  for (;;) {
    const heard = await inbox.look(signal);
    if (heard.some(({ type, insertedAt }) => type === 'ConnectionTest' && insertedAt >= notBefore)) {
      report.info('Its test message arrived on the queue.');
      return;
    }
    const restMs = deadline.remainingMs();
    if (restMs === 0) {
      break;
    }
    const pauseMs = Math.min(inbox.pace.pauseMs(CONNECTION_TEST_MS - restMs, random()), restMs);
    inbox.tellSight(pauseMs, report);
    await clock.sleep(pauseMs, signal);
  }
  inbox.proven = false;
  report.warning('No test message', [
    'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
    'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
  ]);
}

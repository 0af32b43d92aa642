/**
 * The test message that the service sends when it integrates a project. It proves that the service's identity may write
 * to the queue. Source: the guide "Integrate Azure storage for notifications and backup".
 */
import type { Run } from '../services.ts';
import type { View } from '../storage/queue.ts';
import { explainedStorage } from '../storage/refusals.ts';
import { patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';
import { Deadline } from '../time/clock.ts';
import { lookAgain } from '../time/try-again.ts';
import type { Notification } from '../wait/notification.ts';
import type { Heard } from '../wait/subscription.ts';

const CONNECTION_TEST_MS = 60_000;

/** The queue's own time: a test message from before that moment is no answer to what the run does next. */
export async function queueTime(
  uri: StorageUri,
  { queue, clock, signal }: Pick<Run, 'queue' | 'clock' | 'signal'>,
): Promise<number> {
  const peek = (): Promise<View> => patiently(() => queue.peek(signal), { clock, signal });
  return (await explainedStorage('read', uri, signal, peek)).queueTime;
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
  run: Pick<Run, 'inbox' | 'clock' | 'report' | 'random' | 'signal'>,
): Promise<void> {
  const { inbox, clock, report, random, signal } = run;
  const started = clock.now();
  const deadline = new Deadline(clock, CONNECTION_TEST_MS);
  function* pauses(): Generator<number> {
    yield 0;
    while (!deadline.passed) {
      const pauseMs = Math.min(inbox.pace.pauseMs(clock.now() - started, random()), deadline.remainingMs());
      inbox.tellSight(pauseMs, report);
      yield pauseMs;
    }
  }
  const isTheTest = ({ type, insertedAt }: Heard): boolean =>
    type === 'ConnectionTest' && insertedAt >= notBefore;
  if (await lookAgain(pauses(), async () => (await inbox.look(signal)).find(isTheTest), run)) {
    report.info('Its test message arrived on the queue.');
    return;
  }
  inbox.proven = false;
  report.warning('No test message', [
    'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
    'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
  ]);
}

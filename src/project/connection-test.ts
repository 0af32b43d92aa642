/**
 * The test message that the service sends when a project is integrated: it proves that the service's identity may
 * write to the queue. Source: the guide "Integrate Azure storage for notifications and backup".
 */
import { Deadline } from '../time/clock.ts';
import type { Notification } from '../wait/notification.ts';
import type { Run } from '../services.ts';
import { storageFailure } from '../storage/refusals.ts';
import { lookAgain } from '../time/try-again.ts';
import { patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';

const CONNECTION_TEST_MS = 60_000;

/** The queue's own time, so that an older test message cannot be taken for the answer to what is done next. */
export async function queueTime(
  uri: StorageUri,
  { queue, clock, signal }: Pick<Run, 'queue' | 'clock' | 'signal'>,
): Promise<number> {
  try {
    return (await patiently(() => queue.peek(signal), { clock, signal })).queueTime;
  } catch (error) {
    signal.throwIfAborted();
    throw storageFailure('read', 'queue', uri, error);
  }
}

/** Whether a notification is a test message of this project. */
export function isConnectionTest(projectId: string): (notification: Notification) => boolean {
  return (notification) => notification.type === 'ConnectionTest' && notification.projectId === projectId;
}

/**
 * Waits up to a minute for an expected test message. Without one the run goes on, and trusts no silence of the queue:
 * whether an update sends one is not documented.
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
  const arrived = await lookAgain(
    pauses(),
    async () =>
      (await inbox.look(signal)).find(
        ({ type, insertedAt }) => type === 'ConnectionTest' && insertedAt >= notBefore,
      ),
    run,
  );
  if (arrived !== undefined) {
    report.info('Its test message arrived on the queue.');
    return;
  }
  inbox.proven = false;
  report.warning('No test message', [
    'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
    'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
  ]);
}

/**
 * Storage on disk whose queues hold notifications that somebody left behind two hours ago. An Azurite whose clock is
 * two hours slow writes them. In the end another Azurite, two hours fast, shows all messages that are left, also those
 * that were put aside for an hour.
 */
import { QueueServiceClient, StorageSharedKeyCredential } from '@azure/storage-queue';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { guid } from '../../trials/simulation/neighbours.ts';
import { notificationText } from '../notification-text.ts';

export interface StaleQueue {
  readonly name: string;
  readonly stale: number;
}

/** A message that is left. */
interface Left {
  readonly id: string;
  /** Without the receive that has shown it here. */
  readonly received: number;
}

const AGE_HOURS = 2;
const STALE_KIND = 0xf0;
const SENT_AT_ONCE = 20;
const RECEIVED_AT_ONCE = 32;
const HIDDEN_S = 7_200;

export class StaleStorage {
  /** Ids of the stale messages, by queue. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly folder: string;

  private constructor(folder: string, ids: ReadonlyMap<string, ReadonlySet<string>>) {
    this.folder = folder;
    this.ids = ids;
  }

  /** Makes the queues in an empty folder. */
  static async fill(folder: string, queues: readonly StaleQueue[]): Promise<StaleStorage> {
    const ids = await withAzurite(folder, -AGE_HOURS, async (service) => {
      const filled = new Map<string, Set<string>>();
      for (const { name, stale } of queues) {
        const queue = service.getQueueClient(name);
        await queue.create();
        const sent = new Set<string>();
        for (let from = 0; from < stale; from += SENT_AT_ONCE) {
          const numbers = Array.from(
            { length: Math.min(SENT_AT_ONCE, stale - from) },
            (_one, at) => from + at,
          );
          const receipts = await Promise.all(
            numbers.map((number) => queue.sendMessage(staleNotification(number))),
          );
          receipts.forEach(({ messageId }) => sent.add(messageId));
        }
        filled.set(name, sent);
      }
      return filled;
    });
    return new StaleStorage(folder, ids);
  }

  /** Starts an Azurite with the right time on it. */
  async start(): Promise<Azurite> {
    return await startAzurite({ folder: this.folder });
  }

  /** Reads what is left on each queue. No Azurite may be running on it. */
  async inspect(): Promise<Map<string, Left[]>> {
    return await withAzurite(this.folder, AGE_HOURS, async (service) => {
      const left = new Map<string, Left[]>();
      for (const name of this.ids.keys()) {
        const found: Left[] = [];
        const queue = service.getQueueClient(name);
        for (;;) {
          const { receivedMessageItems } = await queue.receiveMessages({
            numberOfMessages: RECEIVED_AT_ONCE,
            visibilityTimeout: HIDDEN_S,
          });
          found.push(
            ...receivedMessageItems.map(({ messageId, dequeueCount }) => ({
              id: messageId,
              received: dequeueCount - 1,
            })),
          );
          if (receivedMessageItems.length < RECEIVED_AT_ONCE) {
            break;
          }
        }
        left.set(name, found);
      }
      return left;
    });
  }
}

function staleNotification(number: number): string {
  return notificationText({
    type: 'Training',
    projectId: guid(STALE_KIND, number % 7),
    iterationId: guid(STALE_KIND + 1, number),
  });
}

async function withAzurite<T>(
  folder: string,
  hours: number,
  use: (service: QueueServiceClient) => Promise<T>,
): Promise<T> {
  const clock = new URL(`shifted-clock.ts?hours=${hours}`, import.meta.url).href;
  const azurite = await startAzurite({ folder, nodeOptions: ['--import', clock] });
  try {
    const key = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
    return await use(new QueueServiceClient(azurite.queueEndpoint, key));
  } finally {
    await azurite.stop();
  }
}

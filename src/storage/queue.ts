/**
 * The notification queue: peek, receive, delete, release. The retries of the storage SDK are off, because they would
 * hide the throttling from the wait, which then looks less often.
 */
import type { PeekedMessageItem, QueueClient } from '@azure/storage-queue';
import { errorCode } from '../network/connection-errors.ts';
import { withGrace } from '../time/limits.ts';
import { StorageClient, type StorageCredential } from './client.ts';

export type QueueMessage = Readonly<ReturnType<typeof asMessage>>;

export type HeldMessage = QueueMessage & { readonly popReceipt: string };

/** What one peek shows: the messages at the front, which are usually the oldest visible ones. */
export interface View {
  readonly messages: readonly QueueMessage[];
  /** The queue may hold more messages behind the last one. */
  readonly full: boolean;
  /** The queue's clock, in milliseconds since the epoch; it has whole seconds. */
  readonly queueTime: number;
}

/** A peek or a receive returns at most this many messages (Azure Storage queues). */
export const VIEW_SIZE = 32;

/**
 * A cancelled run has no more time than this to delete and release what it holds. A message that it does not release
 * becomes visible again by itself, when its visibility timeout ends.
 */
const RELEASE_TIMEOUT_MS = 1_000;
const RECEIVE_GRACE_MS = 300;

export type NotificationQueue = Pick<AzureQueue, 'peek' | 'count' | 'receive' | 'delete' | 'release'>;

/** Every method throws the SDK's RestError (`code`, `statusCode`), and the signal's reason when aborted. */
export class AzureQueue extends StorageClient<QueueClient> {
  protected override readonly limitMs = 15_000;

  async peek(signal: AbortSignal): Promise<View> {
    const { peekedMessageItems, date } = await this.request(signal, (client, abortSignal) =>
      client.peekMessages({ numberOfMessages: VIEW_SIZE, abortSignal }),
    );
    const messages = peekedMessageItems.map(asMessage);
    return { messages, full: messages.length === VIEW_SIZE, queueTime: date?.getTime() ?? Date.now() };
  }

  /** About how many messages the queue holds, hidden ones included. Azure promises no exact number. */
  async count(signal: AbortSignal): Promise<number> {
    const properties = await this.request(signal, (client, abortSignal) =>
      client.getProperties({ abortSignal }),
    );
    return properties.approximateMessagesCount ?? 0;
  }

  /** Receives up to `count` messages and hides them for `holdSeconds`. */
  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    const options = { numberOfMessages: count, visibilityTimeout: holdSeconds };
    // A cancelled run still awaits the answer for a moment: it can release only messages whose pop receipts it has.
    const { receivedMessageItems } = await withGrace(
      (late) =>
        this.request(late, (client, abortSignal) => client.receiveMessages({ ...options, abortSignal })),
      RECEIVE_GRACE_MS,
      this.clock,
      signal,
    );
    return receivedMessageItems.map((item) => ({ ...asMessage(item), popReceipt: item.popReceipt }));
  }

  /** @returns false if somebody else has received or deleted it by now */
  async delete({ id, popReceipt }: HeldMessage): Promise<boolean> {
    return await this.letGo((client, abortSignal) => client.deleteMessage(id, popReceipt, { abortSignal }));
  }

  /** Makes a held message visible again after so many seconds. @returns as `delete` does */
  async release({ id, popReceipt }: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    return await this.letGo((client, abortSignal) =>
      client.updateMessage(id, popReceipt, undefined, hiddenSeconds, { abortSignal }),
    );
  }

  protected override async connect(url: string, credential: StorageCredential): Promise<QueueClient> {
    const { QueueClient } = await import('@azure/storage-queue');
    return new QueueClient(url, credential, { retryOptions: { maxTries: 1 } });
  }

  /** A cancelled run lets go of its messages as well, so no signal of the run ends this. */
  private async letGo(
    send: (client: QueueClient, signal: AbortSignal) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await this.request(new AbortController().signal, send, RELEASE_TIMEOUT_MS);
      return true;
    } catch (error) {
      // The pop receipt is no longer valid: somebody else has received or deleted the message.
      if (['PopReceiptMismatch', 'MessageNotFound'].includes(errorCode(error) ?? '')) {
        return false;
      }
      throw error;
    }
  }
}

function asMessage(item: PeekedMessageItem) {
  return {
    id: item.messageId,
    text: item.messageText,
    /** By the queue's clock, in milliseconds since the epoch. */
    insertedAt: item.insertedOn.getTime(),
    /** By the queue's clock, too. */
    expiresAt: item.expiresOn.getTime(),
    dequeueCount: item.dequeueCount,
  };
}

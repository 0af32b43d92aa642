/**
 * The notification queue: peek, receive, delete, give back, on the storage SDK with its retries off. They would hide
 * the throttling that the pace of the looks answers to (see inbox.ts).
 */
import type { QueueClient } from '@azure/storage-queue';
import { systemClock } from '../time/clock.ts';
import { withGrace } from '../time/limits.ts';
import type { StorageCredential } from './credential.ts';
import { errorCode, noAnswerInTime } from '../network/connection-errors.ts';
import type { StorageUri } from './uri.ts';

export interface QueueMessage {
  readonly id: string;
  readonly text: string;
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly insertedAt: number;
  /** By the queue's clock as well. */
  readonly expiresAt: number;
  readonly dequeueCount: number;
}

export interface HeldMessage extends QueueMessage {
  readonly popReceipt: string;
}

/** What one peek shows: the messages at the front, usually the oldest visible. */
export interface View {
  readonly messages: readonly QueueMessage[];
  /** More may stand behind the last one. */
  readonly full: boolean;
  /** The queue's clock, in milliseconds since the epoch; it has whole seconds. */
  readonly queueTime: number;
}

/** A peek or a receive returns at most this many messages (Azure Storage queues). */
export const VIEW_SIZE = 32;

const REQUEST_TIMEOUT_MS = 15_000;

/** What is not given back within this comes back by itself; a cancelled run has no more time than this. */
const GIVE_BACK_TIMEOUT_MS = 1_000;
const RECEIVE_GRACE_MS = 300;

/** Every method throws the SDK's RestError (`code`, `statusCode`), and an AbortError when aborted. */
export interface NotificationQueue {
  peek(signal: AbortSignal): Promise<View>;
  /** About how many messages there are, hidden ones included: Azure promises no exact number. */
  count(signal: AbortSignal): Promise<number>;
  /** Receives up to `count` messages and hides them for `holdSeconds`. */
  receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]>;
  /** @returns false if somebody else has it by now */
  delete(message: HeldMessage): Promise<boolean>;
  /** Makes a held message visible again after so many seconds. @returns false if somebody else has it by now */
  release(message: HeldMessage, hiddenSeconds: number): Promise<boolean>;
}

export class AzureQueue implements NotificationQueue {
  private readonly uri: StorageUri;
  private readonly credential: () => Promise<StorageCredential>;
  private client: Promise<QueueClient> | undefined;

  constructor(uri: StorageUri, credential: () => Promise<StorageCredential>) {
    this.uri = uri;
    this.credential = credential;
  }

  async peek(signal: AbortSignal): Promise<View> {
    const client = await this.load();
    const answer = await answered(signal, (abortSignal) =>
      client.peekMessages({ numberOfMessages: VIEW_SIZE, abortSignal }),
    );
    const messages = answer.peekedMessageItems.map((item) => ({
      id: item.messageId,
      text: item.messageText,
      insertedAt: item.insertedOn.getTime(),
      expiresAt: item.expiresOn.getTime(),
      dequeueCount: item.dequeueCount,
    }));
    return { messages, full: messages.length === VIEW_SIZE, queueTime: answer.date?.getTime() ?? Date.now() };
  }

  async count(signal: AbortSignal): Promise<number> {
    const client = await this.load();
    const properties = await answered(signal, (abortSignal) => client.getProperties({ abortSignal }));
    return properties.approximateMessagesCount ?? 0;
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    const client = await this.load();
    // What is received and never heard of is hidden until the hold ends: a cancelled run hears of it and gives it back.
    const answer = await withGrace(
      (late) =>
        answered(late, (abortSignal) =>
          client.receiveMessages({ numberOfMessages: count, visibilityTimeout: holdSeconds, abortSignal }),
        ),
      RECEIVE_GRACE_MS,
      systemClock,
      signal,
    );
    return answer.receivedMessageItems.map((item) => ({
      id: item.messageId,
      text: item.messageText,
      insertedAt: item.insertedOn.getTime(),
      expiresAt: item.expiresOn.getTime(),
      dequeueCount: item.dequeueCount,
      popReceipt: item.popReceipt,
    }));
  }

  async delete({ id, popReceipt }: HeldMessage): Promise<boolean> {
    const client = await this.load();
    return await stillOurs(
      client.deleteMessage(id, popReceipt, { abortSignal: AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS) }),
    );
  }

  async release({ id, popReceipt }: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    const client = await this.load();
    return await stillOurs(
      client.updateMessage(id, popReceipt, undefined, hiddenSeconds, {
        abortSignal: AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS),
      }),
    );
  }

  /** The SDK is loaded when the credential is there, and not before it is needed. */
  private load(): Promise<QueueClient> {
    this.client ??= this.connect();
    return this.client;
  }

  private async connect(): Promise<QueueClient> {
    const { plain, sas } = this.uri;
    const credential = await this.credential();
    const { QueueClient } = await import('@azure/storage-queue');
    return new QueueClient(sas === null ? plain : `${plain}?${sas}`, credential, {
      retryOptions: { maxTries: 1 },
    });
  }
}

/** @throws Error `ETIMEDOUT` where nothing answers; the SDK would say only that the request was aborted */
async function answered<T>(signal: AbortSignal, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    return await send(AbortSignal.any([signal, late]));
  } catch (error) {
    if (late.aborted && !signal.aborted) {
      const text = `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
      throw noAnswerInTime(text, error);
    }
    throw error;
  }
}

/** A pop receipt that is no longer valid means that somebody else has received or deleted the message. */
async function stillOurs(action: Promise<unknown>): Promise<boolean> {
  try {
    await action;
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'PopReceiptMismatch' || code === 'MessageNotFound') {
      return false;
    }
    throw error;
  }
}

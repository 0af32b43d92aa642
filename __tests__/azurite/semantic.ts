/** One row of the table, and the calls that rows are made of. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient, ReceivedMessageItem } from '@azure/storage-queue';
import { expect } from '@jest/globals';
import type { QueueAccount } from './queue-account.ts';

export interface Semantic {
  readonly says: string;
  /** Why a live account may answer otherwise. */
  readonly mayDifferLive?: string;
  /** Makes a SAS, which takes the account's key. */
  readonly needsKey?: true;
  /** Gets an empty queue of its own. */
  readonly holds: (queue: QueueClient, account: QueueAccount) => Promise<void>;
}

/** A peek or a receive handles at most this many. */
export const WIDTH = 32;
export const LONG_S = 300;
export const ORDER =
  'the service promises no order; what is out of order is received a little later, or not first';
const LOOKS = 60;
const LOOK_PAUSE_MS = 250;

export function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `message ${index + 1}`);
}

export async function send(queue: QueueClient, all: readonly string[]): Promise<void> {
  for (const text of all) await queue.sendMessage(text);
}

export async function peek(
  queue: QueueClient,
): Promise<Awaited<ReturnType<QueueClient['peekMessages']>>['peekedMessageItems']> {
  return (await queue.peekMessages({ numberOfMessages: WIDTH })).peekedMessageItems;
}

export async function texts(queue: QueueClient): Promise<string[]> {
  return (await peek(queue)).map(({ messageText }) => messageText);
}

export async function receive(
  queue: QueueClient,
  count: number,
  hiddenForSeconds = LONG_S,
): Promise<ReceivedMessageItem[]> {
  const answer = await queue.receiveMessages({
    numberOfMessages: count,
    visibilityTimeout: hiddenForSeconds,
  });
  return answer.receivedMessageItems;
}

export async function receiveOne(
  queue: QueueClient,
  hiddenForSeconds?: number,
): Promise<ReceivedMessageItem> {
  const [message] = await receive(queue, 1, hiddenForSeconds);
  if (message === undefined) throw new Error('no message is visible');
  return message;
}

/** @returns the receipt that is good from now on */
export async function release(queue: QueueClient, held: ReceivedMessageItem): Promise<string> {
  const { popReceipt } = await queue.updateMessage(held.messageId, held.popReceipt, undefined, 0);
  return popReceipt ?? '';
}

/** Looks until the queue shows this, for a quarter of a minute at most. */
export async function eventually(queue: QueueClient, wanted: readonly string[]): Promise<void> {
  for (let look = 1; look < LOOKS; look += 1) {
    if (JSON.stringify(await texts(queue)) === JSON.stringify(wanted)) return;
    await sleep(LOOK_PAUSE_MS);
  }
  expect(await texts(queue)).toEqual(wanted);
}

/** Status and code of the refusal, such as `404 QueueNotFound`. */
export async function refusal(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    const { statusCode, code } = error as { statusCode?: number; code?: string };
    return `${String(statusCode)} ${String(code)}`;
  }
  return 'not refused';
}

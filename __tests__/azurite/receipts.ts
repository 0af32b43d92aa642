/** Who may delete a message or give it back, and how it ends by itself. */
import { expect } from '@jest/globals';
import {
  eventually,
  peek,
  receive,
  receiveOne,
  refusal,
  release,
  send,
  WIDTH,
  type Semantic,
} from './semantic.ts';

const DAY_MS = 86_400_000;
/** A slow machine may take some seconds for an answer; another clock or zone is further away. */
const MINUTE_MS = 60_000;

export const RECEIPTS_AND_ENDS: readonly Semantic[] = [
  {
    says: 'each receive and each update makes a new receipt, and the one before is good for nothing',
    async holds(queue) {
      await send(queue, ['passed on']);
      const first = await receiveOne(queue);
      const second = await release(queue, first);
      const { popReceipt: third } = await receiveOne(queue);
      expect(new Set([first.popReceipt, second, third]).size).toBe(3);
      for (const outdated of [first.popReceipt, second]) {
        const answers = [
          await refusal(queue.deleteMessage(first.messageId, outdated)),
          await refusal(queue.updateMessage(first.messageId, outdated, undefined, 0)),
        ];
        // The two codes mean the same to the wait: somebody else has it by now.
        for (const answer of answers)
          expect(answer).toMatch(/^400 PopReceiptMismatch$|^404 MessageNotFound$/);
      }
      await queue.deleteMessage(first.messageId, third);
    },
  },
  {
    says: 'an outdated receipt is refused as PopReceiptMismatch, by delete and update alike',
    mayDifferLive: 'the reference has 404 for Delete Message; the wait takes both codes for one',
    async holds(queue) {
      await send(queue, ['passed on']);
      const { messageId, popReceipt } = await receiveOne(queue, 1);
      await eventually(queue, ['passed on']);
      await receiveOne(queue);
      for (const action of [
        queue.deleteMessage(messageId, popReceipt),
        queue.updateMessage(messageId, popReceipt, undefined, 0),
      ]) {
        expect(await refusal(action)).toBe('400 PopReceiptMismatch');
      }
    },
  },
  {
    says: 'a receipt outlives its time-out as long as nobody else receives the message',
    async holds(queue) {
      await send(queue, ['late']);
      const { messageId, popReceipt } = await receiveOne(queue, 1);
      await eventually(queue, ['late']);
      await queue.deleteMessage(messageId, popReceipt);
      expect(await peek(queue)).toEqual([]);
    },
  },
  {
    says: 'what is deleted is gone: a second delete and an update are told MessageNotFound',
    async holds(queue) {
      await send(queue, ['cleared']);
      const { messageId, popReceipt } = await receiveOne(queue);
      await queue.deleteMessage(messageId, popReceipt);
      expect(await refusal(queue.deleteMessage(messageId, popReceipt))).toBe('404 MessageNotFound');
      expect(await refusal(queue.updateMessage(messageId, popReceipt, undefined, 0))).toBe(
        '404 MessageNotFound',
      );
    },
  },
  {
    says: 'a message expires by itself when its life ends, the others stay',
    async holds(queue) {
      await queue.sendMessage('short-lived', { messageTimeToLive: 1 });
      await send(queue, ['long-lived']);
      await eventually(queue, ['long-lived']);
      expect((await receive(queue, WIDTH)).map(({ messageText }) => messageText)).toEqual(['long-lived']);
    },
  },
  {
    says: 'a message lives seven days where nothing else is said',
    async holds(queue) {
      await send(queue, ['notification']);
      const [message] = await peek(queue);
      expect((message?.expiresOn.getTime() ?? 0) - (message?.insertedOn.getTime() ?? 0)).toBe(7 * DAY_MS);
    },
  },
  {
    says: 'the Date of an answer and the insertion time of a message are of one clock, in whole seconds',
    async holds(queue) {
      const sent = await queue.sendMessage('timed');
      const { date, peekedMessageItems } = await queue.peekMessages();
      const inserted = peekedMessageItems[0]?.insertedOn.getTime() ?? 0;
      expect(inserted).toBe(sent.insertedOn.getTime());
      expect([inserted % 1_000, (date?.getTime() ?? 1) % 1_000]).toEqual([0, 0]);
      expect(date?.getTime() ?? 0).toBeGreaterThanOrEqual(inserted);
      expect(Math.abs((sent.date?.getTime() ?? 0) - inserted)).toBeLessThanOrEqual(MINUTE_MS);
    },
  },
];

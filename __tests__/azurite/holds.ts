/** What a receive takes and hides, and how it comes back. */
import { expect } from '@jest/globals';
import {
  eventually,
  LONG_S,
  names,
  ORDER,
  peek,
  receive,
  receiveOne,
  refusal,
  release,
  send,
  texts,
  WIDTH,
  type Semantic,
} from './semantic.ts';

export const HOLDS: readonly Semantic[] = [
  {
    says: 'each receive raises the dequeue count by one, which the next peek shows',
    async holds(queue) {
      await send(queue, ['counted']);
      for (const count of [1, 2, 3]) {
        const message = await receiveOne(queue);
        expect(message.dequeueCount).toBe(count);
        await release(queue, message);
        expect((await peek(queue)).map(({ dequeueCount }) => dequeueCount)).toEqual([count]);
      }
    },
  },
  {
    says: 'what is received is hidden from peeks and from other receives',
    async holds(queue) {
      await send(queue, names(3));
      const held = await receive(queue, 2);
      expect(held).toHaveLength(2);
      expect(await peek(queue)).toHaveLength(1);
      expect(await receive(queue, WIDTH)).toHaveLength(1);
      expect(await peek(queue)).toEqual([]);
    },
  },
  {
    says: 'no message goes to two that receive at the same time',
    async holds(queue) {
      await send(queue, names(12));
      const all = (await Promise.all(names(6).map(() => receive(queue, 3)))).flat();
      expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(all.length);
    },
  },
  {
    says: 'what is not given back comes back by itself when its time-out ends, with its count',
    async holds(queue) {
      await send(queue, ['held']);
      const held = await receiveOne(queue, 1);
      await eventually(queue, ['held']);
      expect(await peek(queue)).toMatchObject([{ messageId: held.messageId, dequeueCount: 1 }]);
    },
  },
  {
    says: 'a message that comes back by itself stands behind the others',
    mayDifferLive: ORDER,
    async holds(queue) {
      await send(queue, ['first', 'second']);
      await receiveOne(queue, 1);
      await eventually(queue, ['second', 'first']);
    },
  },
  {
    says: 'an update with a time-out of 0 releases at once and changes nothing but the receipt',
    async holds(queue) {
      await send(queue, ['given back']);
      const [before] = await peek(queue);
      await release(queue, await receiveOne(queue));
      expect(await peek(queue)).toEqual([{ ...before, dequeueCount: 1 }]);
    },
  },
  {
    says: 'a released message stands behind the others',
    mayDifferLive: ORDER,
    async holds(queue) {
      await send(queue, ['first', 'second', 'third']);
      await release(queue, await receiveOne(queue));
      expect(await texts(queue)).toEqual(['second', 'third', 'first']);
    },
  },
  {
    says: 'an update with another time-out hides from now on for that long',
    async holds(queue) {
      await send(queue, ['put aside']);
      const held = await receiveOne(queue, LONG_S);
      const { popReceipt } = await queue.updateMessage(held.messageId, held.popReceipt, undefined, 1);
      await eventually(queue, ['put aside']);
      await queue.updateMessage(held.messageId, popReceipt ?? '', undefined, LONG_S);
      expect(await peek(queue)).toEqual([]);
    },
  },
  {
    says: 'a receive cannot hide for less than a second',
    async holds(queue) {
      expect(await refusal(queue.receiveMessages({ visibilityTimeout: 0 }))).toBe(
        '400 OutOfRangeQueryParameterValue',
      );
    },
  },
  {
    says: 'an update may hide a message past its expiry',
    mayDifferLive: 'the reference forbids it; the wait never asks for it',
    async holds(queue) {
      await queue.sendMessage('short-lived', { messageTimeToLive: 60 });
      const { messageId, popReceipt } = await receiveOne(queue);
      await queue.updateMessage(messageId, popReceipt, undefined, 3_600);
    },
  },
];

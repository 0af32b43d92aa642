/** What a peek shows. */
import { expect } from '@jest/globals';
import { names, ORDER, peek, receive, refusal, send, texts, WIDTH, type Semantic } from './semantic.ts';

export const PEEKS: readonly Semantic[] = [
  {
    says: 'a peek shows up to 32 messages, and one that asks for more is refused',
    async holds(queue) {
      await send(queue, names(WIDTH + 1));
      expect(await peek(queue)).toHaveLength(WIDTH);
      expect(await refusal(queue.peekMessages({ numberOfMessages: WIDTH + 1 }))).toBe(
        '400 OutOfRangeQueryParameterValue',
      );
    },
  },
  {
    says: 'a peek shows the oldest visible messages, in the order in which they were sent',
    mayDifferLive: ORDER,
    async holds(queue) {
      await send(queue, names(WIDTH + 8));
      expect(await texts(queue)).toEqual(names(WIDTH + 8).slice(0, WIDTH));
      await receive(queue, WIDTH);
      expect(await texts(queue)).toEqual(names(WIDTH + 8).slice(WIDTH));
    },
  },
  {
    says: 'a peek changes nothing: the next one shows the same, with a dequeue count of 0 and no receipt',
    async holds(queue) {
      await send(queue, ['one', 'two']);
      const first = await peek(queue);
      expect(await peek(queue)).toEqual(first);
      expect(first.map(({ dequeueCount }) => dequeueCount)).toEqual([0, 0]);
      expect(first.every((message) => !('popReceipt' in message))).toBe(true);
    },
  },
  {
    says: 'a peek shows whole texts, also of nearly 64 KiB',
    async holds(queue) {
      const text = 'x'.repeat(65_000);
      await send(queue, [text]);
      expect(await texts(queue)).toEqual([text]);
    },
  },
  {
    says: 'texts are neither encoded nor decoded on the way, neither by the queue nor by the SDK',
    async holds(queue) {
      const sent = [
        '{"name":"<é & \u{1F600}>"}',
        'eyJ2ZXJzaW9uIjoiMS4wIn0=',
        '  two blanks around  ',
        '%7B%7D',
      ];
      for (const text of sent) {
        await send(queue, [text]);
        const [message] = await receive(queue, 1);
        expect(message?.messageText).toBe(text);
      }
    },
  },
  {
    says: 'an empty queue is no error, and a receive of more than there is gives what there is',
    async holds(queue) {
      expect(await peek(queue)).toEqual([]);
      expect(await receive(queue, WIDTH)).toEqual([]);
      await send(queue, ['only']);
      expect(await receive(queue, WIDTH)).toHaveLength(1);
    },
  },
  {
    says: 'a receive takes from the front exactly what a peek has just shown there',
    mayDifferLive: ORDER,
    async holds(queue) {
      await send(queue, names(6));
      const shown = (await peek(queue)).slice(0, 4).map(({ messageId }) => messageId);
      expect((await receive(queue, 4)).map(({ messageId }) => messageId)).toEqual(shown);
    },
  },
];

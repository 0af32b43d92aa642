/**
 * What a run finds on the queue at its end, whatever has gone before: one notification of its own behind one of somebody
 * else's, and when it has cleared that away, once more. How many a run would clear by itself depends on how long it
 * took, and so on the machine.
 */
import type { QueueClient } from '@azure/storage-queue';
import { messageText } from '../../emulator/custom-vision/resource/notifications.ts';
import type { Moment } from './gate.ts';
import type { KillWorld } from './kill-world.ts';
import { ROUNDS_OF_CLOSING, type Told } from './story.ts';

/** As many as a peek shows. */
const VIEW_SIZE = 32;

export class ClosingQueue {
  private readonly world: KillWorld;
  /** Of each round: when the other's notification was given back. */
  private readonly givenBack = Array.from({ length: ROUNDS_OF_CLOSING }, () =>
    Promise.withResolvers<undefined>(),
  );

  constructor(world: KillWorld) {
    this.world = world;
  }

  /** Resolves when everything is there that the run is to find next; until then, its request has to wait. */
  async prepare({ phase, request, nth }: Told, moment: Moment): Promise<void> {
    if (phase !== 'close') {
      return;
    }
    if (request === 'peek' && nth === 1 && moment === 'before') {
      await this.clear(this.world.project.queue);
      await this.notify();
    }
    if (request === 'release' && moment === 'after') {
      this.givenBack[nth - 1]?.resolve(undefined);
    }
    if (request === 'delete' && nth < ROUNDS_OF_CLOSING && moment === 'after') {
      // Both are sent side by side. What is sent now stands behind what was given back before.
      await this.givenBack[nth - 1]?.promise;
      await this.notify();
    }
  }

  private async clear(queue: QueueClient): Promise<void> {
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: VIEW_SIZE });
    await Promise.all(
      receivedMessageItems.map(({ messageId, popReceipt, messageText: text }) =>
        text.includes(this.world.project.projectId)
          ? queue.deleteMessage(messageId, popReceipt)
          : queue.updateMessage(messageId, popReceipt),
      ),
    );
  }

  /** The service promises no exactly-once delivery: it may say the same again. */
  private async notify(): Promise<void> {
    const { projectId, project, queue } = this.world.project;
    // The run's own is the one that was trained last.
    const iterationId = project.iterations.at(-1)?.id ?? '';
    const said = { type: 'Training', projectId, iterationId, succeeded: true } as const;
    await queue.sendMessage(messageText(said, project.behavior));
  }
}

/** A training that a run has begun, as the service has it, and what became of it. */
import type { Iteration } from '../../../src/custom-vision/entities.ts';
import type { Notification } from '../../../src/wait/notification.ts';
import type { Dice } from '../dice.ts';
import type { SimulatedQueue } from '../simulated-queue.ts';
import { type Delivery, notificationText } from '../simulated-service.ts';
import type { Timeline } from '../timeline.ts';
import type { TrainingPlan } from './relay-plan.ts';

export interface TrainingWorld {
  readonly timeline: Timeline;
  readonly queue: SimulatedQueue;
  readonly dice: Dice;
}

export function completed(id: string, name: string, trainedAt: number): Iteration {
  return {
    ...{ id, name, state: 'completed', created: trainedAt, trainedAt, lastModified: trainedAt },
    ...{ trainingType: 'Regular', reservedBudgetHours: null, domainId: null },
    ...{ publishName: null, publishResourceId: null, trainingErrorDetails: null },
  };
}

export class SimulatedTraining {
  readonly plan: TrainingPlan;
  readonly projectId: string;
  readonly iterationId: string;
  /** `gh-…`, or what the service calls it. */
  readonly name: string;
  startedAt = Infinity;
  exportEndsAt = Infinity;
  deliveredAt = Infinity;
  /** A sweep has said that it gives up, or that somebody has to do something. */
  isTold = false;
  /** When something about it was written that nobody waits for, or was left on the queue. */
  readonly oddMessages: number[] = [];
  /** An attempt has seen that it failed. */
  hasFailedRun = false;
  private readonly world: TrainingWorld;

  constructor(
    plan: TrainingPlan,
    subject: { projectId: string; iterationId: string; name: string },
    world: TrainingWorld,
  ) {
    this.plan = plan;
    this.projectId = subject.projectId;
    this.iterationId = subject.iterationId;
    this.name = subject.name;
    this.world = world;
  }

  get endsAt(): number {
    return this.startedAt + this.plan.durationMs;
  }

  /** What the service says: times are by its own clock, which is right. */
  get iteration(): Iteration {
    const hasEnded = this.world.timeline.now >= this.endsAt;
    return {
      ...completed(this.iterationId, this.name, this.endsAt),
      created: this.startedAt,
      ...(!hasEnded && { state: 'running', trainedAt: null, lastModified: this.startedAt }),
      ...(hasEnded && !this.plan.completes && { state: 'failed', trainedAt: null }),
    };
  }

  /** Whether an attempt that begins now can do anything for it. */
  get waitsForAttempt(): boolean {
    const { now } = this.world.timeline;
    const isOver = this.deliveredAt < Infinity || this.hasFailedRun;
    const isExporting = this.exportEndsAt < Infinity && this.exportEndsAt > now;
    return !isOver && now >= this.endsAt && !isExporting;
  }

  begin(): void {
    this.startedAt = this.world.timeline.now;
    this.send({ type: 'Training', ...this.subject }, this.plan.deliveries, this.plan.durationMs);
    for (const atMs of this.plan.forgedAtMs) {
      this.world.timeline.after(atMs, () => {
        this.forge();
      });
    }
  }

  export(): void {
    if (this.exportEndsAt < Infinity) return;
    this.exportEndsAt = this.world.timeline.now + this.plan.exportMs;
    const message = { type: 'Export', ...this.subject, modelUri: null } as const;
    this.send(message, this.plan.exportDeliveries, this.plan.exportMs);
  }

  private get subject(): { projectId: string; iterationId: string } {
    return { projectId: this.projectId, iterationId: this.iterationId };
  }

  private forge(): void {
    const { queue, dice, timeline } = this.world;
    const forged: Notification = dice.chance(0.5)
      ? { type: 'Training', ...this.subject }
      : { type: 'Export', ...this.subject, modelUri: 'https://a.example/forged' };
    this.oddMessages.push(timeline.now);
    queue.send(notificationText(forged, dice), forged);
  }

  private send(message: Notification, deliveries: readonly Delivery[], durationMs: number): void {
    const { timeline, queue, dice } = this.world;
    for (const [index, { delayMs, garbled }] of deliveries.entries()) {
      timeline.after(durationMs + delayMs, () => {
        const text = notificationText(message, dice);
        const isSeen = message.type === 'Training' && this.exportEndsAt < Infinity;
        const isOdd = index > 0 || delayMs < 0 || isSeen || this.deliveredAt < Infinity;
        if (isOdd) this.oddMessages.push(timeline.now);
        if (garbled) queue.send(text.slice(0, text.length - 30), undefined);
        else queue.send(text, message);
      });
    }
  }
}

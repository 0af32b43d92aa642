/**
 * One run with the real code of the wait: it waits for a training, an export or both, delivers, and closes its inbox.
 */
import { Deadline } from '../../src/time/clock.ts';
import { Failure } from '../../src/report/failure.ts';
import { RecordedReport } from '../fakes/recorded-report.ts';
import { Conduct } from './conduct.ts';
import { closed, leavesNothing } from './run-closing.ts';
import { ours, sameIteration } from './subject.ts';
import type { Dice } from './dice.ts';
import { SimulatedProcess } from './process.ts';
import { type Asked, judged, type WaitRecord } from './judgement.ts';
import { QueueConnection } from './queue-connection.ts';
import type { Activity } from './simulated-service.ts';
import { type WatchedInbox, watchedInbox } from './watched-inbox.ts';
import type { Surroundings } from './surroundings.ts';
import type { RunPlan } from './world-plan.ts';

const SERVICE_TIMEOUT_MS = 60_000;

export class SimulatedRun {
  over = false;
  readonly waits: WaitRecord[] = [];
  readonly process: SimulatedProcess;
  readonly connection: QueueConnection;
  readonly conduct: Conduct;
  private cancelledAt = Infinity;
  /** Of all waits. */
  private questions = 0;
  private readonly report = new RecordedReport();
  private readonly cancel = new AbortController();
  private readonly plan: RunPlan;
  /** What goes on side by side is waited for side by side. */
  private readonly steps: readonly (readonly Activity[])[];
  private readonly dice: Dice;
  private readonly world: Surroundings;
  private readonly warned = new Set<string>();

  constructor(plan: RunPlan, steps: readonly (readonly Activity[])[], dice: Dice, world: Surroundings) {
    const { timeline, queue, network, mayUpdate, tell, object } = world;
    this.plan = plan;
    this.steps = steps;
    this.dice = dice;
    this.world = world;
    const process = new SimulatedProcess(timeline, dice, plan.skewMs, plan.crash ?? undefined);
    this.process = process;
    this.conduct = new Conduct(
      () => process.now(),
      (id) => queue.meanings.get(id),
      object,
    );
    this.connection = new QueueConnection(queue, process, network, this.conduct, mayUpdate, tell);
    process.onDeath = () => {
      tell('dies');
      this.over = true;
    };
  }

  async live(): Promise<void> {
    const { timeline, tell, object } = this.world;
    const { signal } = this.cancel;
    const ended = (): void => {
      this.over = true;
    };
    timeline.after(this.plan.startsAtMs, () => {
      void this.go().then(ended, (error: unknown) => {
        object(`failed: ${String(error)}`);
        ended();
      });
    });
    if (this.plan.cancelledAtMs !== null) {
      timeline.after(this.plan.cancelledAtMs, () => {
        if (!this.over && !signal.aborted) {
          tell('is cancelled');
          this.cancelledAt = timeline.now;
          this.cancel.abort(new Error('cancelled'));
        }
      });
    }
    await Promise.resolve();
  }

  private async go(): Promise<void> {
    const { timeline, tell } = this.world;
    const { signal } = this.cancel;
    const inbox = watchedInbox(
      this.world.code,
      [this.connection, this.process, this.report],
      this.conduct,
      () => timeline.now,
      this.world.object,
    );
    const deadline = new Deadline(this.process, this.plan.timeoutMs);
    tell('begins');
    let ended = true;
    for (const activities of this.steps) {
      activities.forEach((activity) => {
        activity.start(timeline, this.world.queue, this.dice);
      });
      // A run reads first, and waits only for what has not ended; sometimes it ends right after that.
      const awaited = activities.filter(({ endsAt }) => endsAt > timeline.now || this.dice.chance(0.2));
      const ends = await Promise.all(awaited.map((activity) => this.wait(activity, inbox, deadline)));
      ended &&= !ends.includes(false);
    }
    const subject = this.steps[0]?.[0]?.subject;
    if (ended && subject !== undefined) {
      inbox.claim(sameIteration(subject));
      await this.process.sleep(this.plan.deliveryMs, signal).catch(() => undefined);
    }
    await closed(inbox, this.conduct, signal, this.world);
    tell('ends');
    leavesNothing(this, signal, this.world);
  }

  /** @returns whether it found the end */
  private async wait(activity: Activity, inbox: WatchedInbox, deadline: Deadline): Promise<boolean> {
    const { timeline, code, network, object, tell } = this.world;
    const { signal } = this.cancel;
    const { process } = this;
    const began = timeline.now;
    const heardBefore = this.conduct.shownOfOurs.size;
    const looksBefore = inbox.looks;
    const questionsBefore = this.questions;
    const doubtedBefore = inbox.doubtful;
    const asked: Asked = { questions: 0, late: 0, lastWord: undefined, unanswered: false };
    const ask = async (mostMs: number): Promise<string | undefined> => {
      asked.questions += 1;
      this.questions += 1;
      asked.late += deadline.passed ? 1 : 0;
      asked.lastWord = undefined;
      const ended = await process.request({
        operation: 'ask',
        fate: network.fate('service'),
        timeoutMs: Math.min(SERVICE_TIMEOUT_MS, mostMs),
        signal,
        effect: () => activity.asked(timeline.now),
      });
      asked.lastWord = ended;
      tell(ended ? 'is told: ended' : 'is told: not yet');
      return ended ? 'ended' : undefined;
    };
    const { type } = activity.subject;
    const isOurs = ours(activity.subject);
    const outcome = await code
      .waitFor(
        {
          what: `the ${type}`,
          isOurs,
          since: process.now() - (timeline.now - activity.startedAt),
          ask: (mostMs) =>
            ask(mostMs).catch((error: unknown) => {
              asked.unanswered = true;
              throw error;
            }),
        },
        {
          inbox,
          clock: process,
          deadline,
          signal,
          report: this.report,
          random: this.dice.next,
          reconcileMs: this.plan.reconcileMs,
          warned: this.warned,
        },
      )
      .then(
        (value) => (asked.lastWord === true && value === 'ended' ? 'ended' : 'broken'),
        (error: unknown) => {
          if (error instanceof Failure && error.status === 'timed-out') {
            return 'timed-out';
          }
          return signal.aborted && error === signal.reason ? 'cancelled' : 'broken';
        },
      );
    tell(`${type} ${outcome}`);
    const record = judged(
      {
        outcome,
        activity,
        began,
        now: timeline.now,
        asked,
        overtimeMs: process.now() - deadline.at,
        sinceCancelMs: timeline.now - this.cancelledAt,
        heard: this.conduct.shownOfOurs.size - heardBefore,
        looks: inbox.looks - looksBefore,
        questionsOfAll: this.questions - questionsBefore,
        blocked: inbox.blockedAt >= began,
        doubted: doubtedBefore || inbox.doubtedAt >= began,
        viewsWereFull: this.conduct.viewsWereFull > 0,
        reconcileMs: this.plan.reconcileMs,
      },
      object,
    );
    this.waits.push(record);
    return outcome === 'ended';
  }
}

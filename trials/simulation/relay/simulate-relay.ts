/**
 * Plays one world of the relay to its end: until every training is delivered or told, or too much time has passed. The
 * same plan with the same code always gives the same events.
 */
import type { Repository } from '../../../emulator/github/rest/repository.ts';
import { RestApi } from '../../../emulator/github/rest/rest-api.ts';
import type { Iteration } from '../../../src/custom-vision/entities.ts';
import type { Clock } from '../../../emulator/custom-vision/resource/clock.ts';
import { Dice } from '../dice.ts';
import { Journal } from '../journal.ts';
import { guid } from '../neighbours.ts';
import { Network } from '../network.ts';
import { SimulatedQueue } from '../simulated-queue.ts';
import { notificationText } from '../simulated-service.ts';
import { Timeline } from '../timeline.ts';
import { Judge } from './judge.ts';
import { LeavingRun } from './leaving-run.ts';
import type { RelayWorldPlan } from './relay-plan.ts';
import type { RelayCode } from './relay-code.ts';
import type { Arrival } from './rerun-ledger.ts';
import { runRelay, type SweepRecord } from './sweeping.ts';
import { completed, SimulatedTraining } from './training.ts';

export interface RelayOutcome {
  readonly plan: RelayWorldPlan;
  /** What was done against the rules, in words; empty if all is well. */
  readonly objections: readonly string[];
  /** The last events. */
  readonly tail: readonly string[];
  /** The number and the hash of all events. */
  readonly digest: string;
  readonly virtualMs: number;
  readonly sweeps: readonly SweepRecord[];
  readonly trainings: number;
  readonly delivered: number;
  /** Of the others: a sweep has told of them, or their own run is red because the training failed. */
  readonly told: number;
  readonly failed: number;
  /** From a training's end to its delivery, in milliseconds. */
  readonly delaysMs: readonly number[];
  readonly needless: number;
}

const STARTS_AT = Date.UTC(2026, 10, 2, 12);
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const FIRST_RUN_ID = 8_000_000_000;

export async function simulateRelay(plan: RelayWorldPlan, code: RelayCode): Promise<RelayOutcome> {
  const timeline = new Timeline(STARTS_AT);
  const journal = new Journal(STARTS_AT);
  const dice = new Dice(plan.seed, 101);
  const queue = new SimulatedQueue(timeline, new Dice(plan.seed, 102), plan.queue);
  const network = new Network(timeline, new Dice(plan.seed, 103), plan.network);
  const api = new RestApi({ clock: clockOf(timeline) });
  const { repository, tokens } = api;
  repository.readLagMs = plan.readLagMs;
  repository.addWorkflow('train.yml');
  const relay = repository.addWorkflow('relay.yml');
  repository.jobs.protectedEnvironments.add('production');
  const token = tokens.issue({ actions: 'write', ...(plan.relay.readsChecks && { checks: 'read' }) });
  const tell = (what: string): void => {
    journal.write(timeline.now, 'world', what);
  };

  const runs = new Map<number, LeavingRun>();
  const trainings: SimulatedTraining[] = [];
  for (const [index, runPlan] of plan.runs.entries()) {
    const id = FIRST_RUN_ID + index;
    const its = runPlan.trainings.map((training, leg) => {
      const number = trainings.length + leg;
      const name = training.isNamed ? `gh-${id}-${(0xabc0_0000 + leg).toString(16)}` : `Iteration ${number}`;
      const subject = { projectId: guid(0xb0, number), iterationId: guid(0xb1, number), name };
      return new SimulatedTraining(training, subject, { timeline, queue, dice });
    });
    trainings.push(...its);
    const world = { timeline, queue, repository, dice, kept: plan.kept, tell, onLeft: () => undefined };
    const onLeft = (): void => {
      if (plan.relay.disableWhenIdle) repository.setState(relay, 'active');
    };
    runs.set(id, new LeavingRun(runPlan, its, { ...world, onLeft }));
  }
  repository.jobs.onQueued = (job) => runs.get(job.run.id)?.queued(job);
  for (const [id, run] of runs) {
    timeline.after(run.plan.startsAtMs, () => {
      run.start(id);
    });
  }
  crowd(plan, queue, dice);
  const strangers = strange(plan, queue, dice);
  reviewers(timeline, repository, runs);

  const judge = new Judge([...runs.values()], plan, {
    timeline,
    tell,
    rests: () => relay.state !== 'active',
  });
  const byProject = new Map(trainings.map((training) => [training.projectId, training]));
  const began = (training: SimulatedTraining): boolean => training.startedAt <= timeline.now;
  const sweeps: SweepRecord[] = [];
  const world = {
    ...{
      timeline,
      queue,
      network,
      api,
      token,
      habits: plan.relay,
      githubFaults: plan.githubFaults,
      code,
      tell,
    },
    projectIds: [...trainings.map(({ projectId }) => projectId), ...strangers.keys()],
    iterationsOf: (projectId: string) => {
      const training = byProject.get(projectId);
      if (training === undefined) return strangers.get(projectId);
      return began(training) ? [training.iteration] : [];
    },
    onArrival: (arrival: Arrival) => judge.arrival(arrival, api),
    object: judge.object,
  };
  let count = 0;
  const sweepNow = (): void => {
    const number = (count += 1);
    void runRelay(world, new Dice(plan.seed, 1_000 + number), `sweep ${number}`).then(
      (record) => {
        sweeps.push(record);
        judge.swept(record);
      },
      (error: unknown) => {
        judge.object(`sweep ${number} broke: ${String(error)}`);
      },
    );
  };
  const tick = (): void => {
    const { everyMs, lateMs, leftOut, doubled } = plan.relay;
    timeline.after(everyMs, tick);
    if (dice.chance(leftOut)) return;
    timeline.after(dice.skewed(0, lateMs), () => {
      if (relay.state !== 'active') return;
      sweepNow();
      if (dice.chance(doubled)) timeline.after(dice.skewed(0, MINUTE_MS), sweepNow);
    });
  };
  tick();
  await timeline.run(() => judge.isOver());
  judge.concludes(queue);
  return {
    plan,
    objections: judge.objections,
    tail: journal.tail,
    digest: journal.digest,
    virtualMs: timeline.now - STARTS_AT,
    sweeps,
    trainings: trainings.length,
    delivered: trainings.filter(isDelivered).length,
    told: trainings.filter((one) => one.isTold && !isDelivered(one) && !one.hasFailedRun).length,
    failed: trainings.filter((one) => one.hasFailedRun && !isDelivered(one)).length,
    delaysMs: trainings.flatMap(({ deliveredAt, endsAt }) =>
      deliveredAt < Infinity ? [deliveredAt - endsAt] : [],
    ),
    needless: judge.needless,
  };
}

function isDelivered({ deliveredAt }: SimulatedTraining): boolean {
  return deliveredAt < Infinity;
}

function clockOf(timeline: Timeline): Clock {
  return {
    now: () => timeline.now,
    schedule: (delayMs, action) => timeline.after(delayMs, action),
    close: () => undefined,
  };
}

/** Messages that have nothing to do with any run here stand in front: of other projects, and work. */
function crowd({ foreign, work }: RelayWorldPlan, queue: SimulatedQueue, dice: Dice): void {
  for (let count = 0; count < foreign; count += 1) {
    const message = {
      type: 'Training',
      projectId: guid(0xc0, count),
      iterationId: guid(0xc1, count),
    } as const;
    queue.send(notificationText(message, dice), message);
  }
  for (let count = 0; count < work; count += 1) queue.send(`{"job":${count}}`, undefined);
}

/** Of another repository that shares the resource and the queue. */
function strange({ strangers }: RelayWorldPlan, queue: SimulatedQueue, dice: Dice): Map<string, Iteration[]> {
  const found = new Map<string, Iteration[]>();
  for (let count = 0; count < strangers; count += 1) {
    const [projectId, id] = [guid(0xc2, count), guid(0xc3, count)];
    const message = { type: 'Training', projectId, iterationId: id } as const;
    queue.send(notificationText(message, dice), message);
    found.set(projectId, [completed(id, `gh-${6_000_000_000 + count}-0a1b2c3d`, STARTS_AT)]);
  }
  return found;
}

/** They come every few hours. */
function reviewers(timeline: Timeline, repository: Repository, runs: ReadonlyMap<number, LeavingRun>): void {
  timeline.after(5 * HOUR_MS, () => {
    for (const job of repository.jobs.waiting) {
      const isRejected = runs.get(job.run.id)?.plan.deploy === 'rejected';
      repository.jobs.review(job, isRejected ? 'rejected' : 'approved');
    }
    reviewers(timeline, repository, runs);
  });
}

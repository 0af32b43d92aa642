/**
 * What the relay has to keep: every training ends delivered or told, nobody is run again without a reason, and a message
 * that is forged costs an attempt at most.
 */
import type { RestAnswer, RestApi } from '../../../emulator/github/rest/rest-api.ts';
import { latestOf, statusOf } from '../../../emulator/github/rest/run.ts';
import type { SimulatedQueue } from '../simulated-queue.ts';
import type { Timeline } from '../timeline.ts';
import type { LeavingRun } from './leaving-run.ts';
import type { RelayWorldPlan } from './relay-plan.ts';
import { type Arrival, type Asked, RerunLedger } from './rerun-ledger.ts';
import type { SweepRecord } from './sweeping.ts';
import type { SimulatedTraining } from './training.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOOKED_EVERY_MS = HOUR_MS;
const SIX_HOURS_MS = 6 * HOUR_MS;
/** What ended sooner after a runner was lost may have ended before. */
const LEAST_MS = 3 * 60_000;
/** Of so many trainings one may leave a message there that nobody goes on with. */
const LEFT_OVER = 3;
/** For so long reads of GitHub may show what was before. */
const LAG_MS = 10_000;

export class Judge {
  readonly objections: string[] = [];
  private readonly runs: readonly LeavingRun[];
  private readonly timeline: Timeline;
  private readonly plan: RelayWorldPlan;
  private readonly tell: (what: string) => void;
  private readonly rests: () => boolean;
  private readonly startsAt: number;
  private readonly ledger = new RerunLedger();
  private readonly trainingOf: ReadonlyMap<string, readonly [LeavingRun, SimulatedTraining]>;
  private lookAt = 0;

  /** @param world with whether the relay has disabled itself */
  constructor(
    runs: readonly LeavingRun[],
    plan: RelayWorldPlan,
    world: { timeline: Timeline; tell: (what: string) => void; rests: () => boolean },
  ) {
    this.runs = runs;
    this.plan = plan;
    this.timeline = world.timeline;
    this.tell = world.tell;
    this.rests = world.rests;
    this.startsAt = world.timeline.now;
    this.trainingOf = new Map(
      runs.flatMap((run) =>
        run.trainings.map((training) => [training.iterationId, [run, training]] as const),
      ),
    );
  }

  get needless(): number {
    return this.ledger.needless;
  }

  readonly object = (what: string): void => {
    this.objections.push(`at ${((this.timeline.now - this.startsAt) / 1_000).toFixed(0)} s ${what}`);
  };

  /**
   * A request reaches GitHub.
   * @param sweep what stands for the sweep that sends it
   * @returns what judges its answer
   */
  arrival({ method, path, sweep }: Arrival, { repository }: RestApi): (answer: RestAnswer) => void {
    const [, kind, id] = /\/actions\/(runs|jobs)\/(\d+)\/rerun$/.exec(path) ?? [];
    if (method !== 'POST' || kind === undefined) {
      return () => undefined;
    }
    const job = kind === 'jobs' ? repository.jobs.get(Number(id)) : undefined;
    const runId = job?.run.id ?? Number(id);
    const leaving = this.runs.find(({ run }) => run?.id === runId);
    if (leaving === undefined) return () => undefined;
    if (this.ledger.isRepeated(leaving, { job, sweep })) {
      this.object(`a sweep asks once more for ${path}, which it has run again`);
    }
    const isNeeded = leaving.trainings.some(({ waitsForAttempt }) => waitsForAttempt);
    return ({ status }) => {
      if (status === 201) this.resumed(leaving, path, { job, sweep }, isNeeded);
    };
  }

  /** A sweep has ended, somehow. */
  swept({ swept, beganAt }: SweepRecord): void {
    for (const { kind, why, iterationId } of swept?.outcomes ?? []) {
      const [run, training] = this.trainingOf.get(iterationId) ?? [];
      if (run === undefined || training === undefined || kind !== 'given up') continue;
      if (!training.isTold) this.tell(`gives up ${iterationId}: ${why}`);
      training.isTold = true;
      const latest = run.run === undefined ? undefined : latestOf(run.run);
      // What nobody has named is told as it is, whatever its run does.
      if (
        why !== 'unnamed' &&
        latest !== undefined &&
        statusOf(latest) !== 'completed' &&
        latest.startedAt < beganAt - LAG_MS
      ) {
        this.object(`a sweep gives up ${iterationId}, and its run goes on: ${why}`);
      }
    }
  }

  /** Whether there is nothing more to wait for. */
  isOver(): boolean {
    const { now } = this.timeline;
    if (now < this.lookAt) {
      return false;
    }
    this.lookAt = now + LOOKED_EVERY_MS;
    return (
      this.objections.length > 0 || now > this.patienceEndsAt || this.runs.every((run) => this.isSettled(run))
    );
  }

  concludes(queue: SimulatedQueue): void {
    const unsettled = this.objections.length > 0 ? [] : this.runs.filter((one) => !this.isSettled(one));
    for (const run of unsettled) {
      const states = run.trainings
        .filter((training) => !this.isSettledTraining(training, run))
        .map(
          (training) =>
            `${training.iterationId} of ${training.name}, which ended at ${this.seconds(training.endsAt)} s`,
        );
      this.object(
        states.length > 0
          ? `nobody has delivered ${states.join(', ')}, or told of it`
          : `run ${run.run?.id ?? 0} is delivered, and its last job has not run`,
      );
    }
    const received = queue.all.filter(({ dequeueCount }) => dequeueCount > 0);
    if (received.length > 0) this.object(`${received.length} messages were received`);
    for (const run of this.runs) this.ofRun(run);
  }

  private ofRun(run: LeavingRun): void {
    for (const what of this.ledger.objectionsTo(run)) this.object(what);
    const isSimple =
      run.trainings.length === 1 && run.plan.leaves === 'detached' && this.plan.relay.readsChecks;
    if (isSimple && run.prepared > 1)
      this.object(`run ${run.run?.id ?? 0} has repeated the job before the training`);
  }

  private resumed(run: LeavingRun, path: string, asked: Asked, isNeeded: boolean): void {
    this.tell(`${path}${isNeeded ? '' : ', in vain'}`);
    if (run.plan.leaves === 'cancelled' && run.trainings.length === 1)
      this.object(`${path}: somebody has cancelled it`);
    if (this.ledger.enter(run, asked, isNeeded, this.timeline.now))
      this.object(`${path}: it was run again before, and nothing has ended since`);
  }

  private isSettled(run: LeavingRun): boolean {
    const deploys = run.isDelivered && run.plan.deploy === 'plain';
    return (
      run.trainings.every((training) => this.isSettledTraining(training, run)) &&
      (!deploys || run.deployed > 0)
    );
  }

  /** So long after the last training that each message may have been lost, and each sweep late. */
  private get patienceEndsAt(): number {
    const { relay, runs } = this.plan;
    const ends = runs.map(
      ({ startsAtMs, queuedMs, trainings }) =>
        startsAtMs +
        2 * queuedMs +
        Math.max(...trainings.map(({ durationMs, exportMs }) => durationMs + exportMs)),
    );
    const many = (this.trainingOf.size / relay.mostReruns) * 2 * (relay.everyMs + relay.lateMs);
    return this.startsAt + Math.max(...ends) + 6 * DAY_MS + many;
  }

  private seconds(at: number): string {
    return ((at - this.startsAt) / 1_000).toFixed(0);
  }

  private isSettledTraining(training: SimulatedTraining, run: LeavingRun): boolean {
    if (training.deliveredAt < Infinity || training.hasFailedRun) {
      return true;
    }
    if (training.endsAt >= this.timeline.now) {
      return false;
    }
    const { plan, hasLostRunner } = run;
    // What its own run shows as red, nobody else has to tell: a runner that was lost for good, or a run without a name.
    const hasNoName = !training.plan.isNamed && plan.leaves !== 'detached';
    // A run that is killed enables no relay that has disabled itself.
    const isAsleep = plan.leaves !== 'detached' && this.rests();
    // Without a name, and without a message that a look can show, nobody can know of it.
    const { foreign, work, strangers } = this.plan;
    const isHidden = foreign + work + strangers + this.trainingOf.size / LEFT_OVER > 32;
    const isUnknown =
      !training.plan.isNamed && (isHidden || training.plan.deliveries.every(({ garbled }) => garbled));
    const isTold = training.isTold && !this.mustBeDelivered(training, run);
    return plan.leaves === 'cancelled' || hasLostRunner || hasNoName || isAsleep || isUnknown || isTold;
  }

  /** Whether it is not enough to tell of a training: the relay can find out that and how its run goes on. */
  private mustBeDelivered(
    { plan: { isNamed, durationMs } }: SimulatedTraining,
    { plan }: LeavingRun,
  ): boolean {
    const wasKilledFirst =
      (plan.leaves === 'killed' && durationMs > LEAST_MS) ||
      (plan.leaves === 'timed out' && durationMs > SIX_HOURS_MS + LEAST_MS);
    return (
      isNamed &&
      this.plan.relay.readsChecks &&
      plan.lostAttempt === 0 &&
      (plan.leaves === 'detached' || wasKilledFirst)
    );
  }
}

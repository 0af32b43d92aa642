/**
 * A workflow run whose jobs leave trainings that go on, as GitHub and the root action play it: a job that runs again finds
 * its own training, delivers it, or leaves it once more; the job that deploys follows when all are delivered.
 */
import { type Annotation, type Conclusion, type Job, type Run } from '../../../emulator/github/rest/run.ts';
import type { Repository } from '../../../emulator/github/rest/repository.ts';
import type { Dice } from '../dice.ts';
import type { SimulatedQueue } from '../simulated-queue.ts';
import type { Timeline } from '../timeline.ts';
import type { LeavingRunPlan } from './relay-plan.ts';
import type { SimulatedTraining } from './training.ts';

export interface RunWorld {
  readonly timeline: Timeline;
  readonly queue: SimulatedQueue;
  readonly repository: Repository;
  readonly dice: Dice;
  /** Of the messages that an attempt has to clear, these stay. */
  readonly kept: number;
  /** Called whenever a job has left a training. */
  readonly onLeft: () => void;
  readonly tell: (what: string) => void;
}

/** A job takes so long beside what it waits for. */
const WORK_MS = 40_000;
const HOUR_MS = 3_600_000;
const SIX_HOURS_MS = 6 * HOUR_MS;
const LOST: Annotation = {
  level: 'failure',
  title: '',
  message: 'The self-hosted runner lost communication with the server.',
};
const TOO_LONG: Annotation = {
  level: 'failure',
  title: '',
  message: 'The job has exceeded the maximum execution time of 6h0m0s',
};

export class LeavingRun {
  readonly plan: LeavingRunPlan;
  readonly trainings: readonly SimulatedTraining[];
  run: Run | undefined;
  /** How often the job before the trainings has run. */
  prepared = 0;
  deployed = 0;
  /** When a later attempt has lost its runner. */
  lostRunnerAt = Infinity;
  private readonly world: RunWorld;

  constructor(plan: LeavingRunPlan, trainings: readonly SimulatedTraining[], world: RunWorld) {
    this.plan = plan;
    this.trainings = trainings;
    this.world = world;
  }

  get hasLostRunner(): boolean {
    return this.lostRunnerAt < Infinity;
  }

  get isDelivered(): boolean {
    return this.trainings.every(({ deliveredAt }) => deliveredAt < Infinity);
  }

  /** What a job trains; `undefined`: nothing. */
  trainingOf({ plan: { name } }: Job): SimulatedTraining | undefined {
    return this.trainings[Number(/^train-(\d+)$/.exec(name)?.[1])];
  }

  /** @param id of the run @returns the run, as GitHub has it */
  start(id: number): Run {
    const { repository } = this.world;
    const [workflow] = repository.workflows;
    if (workflow === undefined) throw new Error('there is no workflow');
    const names = this.trainings.map((_training, index) => `train-${index}`);
    const deploy = {
      ...{ name: 'deploy', needs: names, runsIf: () => this.isDelivered },
      ...(this.plan.deploy !== 'plain' && { environment: 'production' }),
    };
    this.run = repository.addRun(workflow, {
      id,
      jobs: [
        ...(this.plan.prepares ? [{ name: 'prepare' }] : []),
        ...names.map((name) => ({ name, needs: this.plan.prepares ? ['prepare'] : [] })),
        ...(this.plan.deploy === 'none' ? [] : [deploy]),
      ],
    });
    return this.run;
  }

  /** A job of this run waits for a runner. */
  queued(job: Job): void {
    const { timeline, repository } = this.world;
    timeline.after(this.plan.queuedMs, () => {
      if (job.status !== 'queued') return;
      repository.jobs.begin(job);
      const training = this.trainingOf(job);
      if (training !== undefined) this.train(training, job);
      else this.other(job);
    });
  }

  private other(job: Job): void {
    const isDeploy = job.plan.name === 'deploy';
    if (isDeploy) this.deployed += 1;
    else this.prepared += 1;
    this.end(job, WORK_MS, 'success');
  }

  private train(training: SimulatedTraining, job: Job): void {
    const { timeline, tell } = this.world;
    const { plan } = this;
    if (job.attempt === 1) {
      training.begin();
    }
    const isLost = job.attempt === 1 ? plan.leaves === 'killed' : job.attempt === plan.lostAttempt;
    if (isLost) {
      if (job.attempt > 1) this.lostRunnerAt = timeline.now + WORK_MS / 2;
      this.end(job, WORK_MS / 2, 'failure', [LOST]);
    } else if (job.attempt === 1 && plan.leaves === 'cancelled') {
      this.end(job, WORK_MS, 'cancelled');
    } else {
      tell(`${job.plan.name} of run ${job.run.id}, attempt ${job.attempt}`);
      const waitsMs = this.timesOut(job) ? SIX_HOURS_MS : this.waitOf(job);
      timeline.after(WORK_MS, () => {
        this.look(training, job, timeline.now + waitsMs);
      });
    }
  }

  /** An attempt that goes on has an hour to deliver where the first one has had no time. */
  private waitOf({ attempt }: Job): number {
    return attempt > 1 && this.plan.waitsMs === 0 ? HOUR_MS : this.plan.waitsMs;
  }

  /** Whether GitHub ends the job after six hours. */
  private timesOut({ attempt }: Job): boolean {
    return attempt === 1 && this.plan.leaves === 'timed out';
  }

  /** The job asks the service, and goes on, waits, or leaves. */
  private look(training: SimulatedTraining, job: Job, deadline: number): void {
    const { timeline } = this.world;
    if (job.status !== 'in_progress') return;
    const { state } = training.iteration;
    if (state === 'failed') {
      training.hasFailedRun = true;
      this.clear(training);
      this.end(job, 0, 'failure', [
        { level: 'failure', title: 'Training failed', message: 'The training failed.' },
      ]);
      return;
    }
    if (state === 'completed') training.export();
    const dueAt = state === 'completed' ? training.exportEndsAt : training.endsAt;
    if (dueAt <= timeline.now) {
      training.deliveredAt = Math.min(training.deliveredAt, timeline.now);
      this.clear(training);
      this.end(job, 0, 'success');
    } else if (dueAt <= deadline) {
      timeline.after(dueAt - timeline.now, () => {
        this.look(training, job, deadline);
      });
    } else {
      timeline.after(deadline - timeline.now, () => {
        this.leave(training, job);
      });
    }
  }

  private leave(training: SimulatedTraining, job: Job): void {
    if (this.timesOut(job)) {
      this.end(job, 0, 'timed_out', [TOO_LONG]);
      return;
    }
    if (training.exportEndsAt < Infinity) this.clear(training, 'Training');
    const message = `The iteration ${training.iterationId} goes on.`;
    this.end(job, 0, 'success', [{ level: 'notice', title: 'Detached', message }]);
    this.world.onLeft();
  }

  /** An attempt clears what tells of an end that it has seen. @param type default: all */
  private clear(training: SimulatedTraining, type?: 'Training'): void {
    const { queue, dice, kept, timeline } = this.world;
    for (const { id, meaning, visibleAt } of queue.all) {
      const isIts =
        meaning !== undefined &&
        meaning.type !== 'ConnectionTest' &&
        meaning.iterationId === training.iterationId &&
        (type === undefined || meaning.type === type);
      if (!isIts || visibleAt > queue.now) continue;
      if (dice.chance(kept)) training.oddMessages.push(timeline.now);
      else queue.clear(id);
    }
  }

  private end(
    job: Job,
    afterMs: number,
    conclusion: Conclusion,
    annotations: readonly Annotation[] = [],
  ): void {
    this.world.timeline.after(afterMs, () => {
      if (job.status === 'in_progress') this.world.repository.jobs.finish(job, conclusion, annotations);
    });
  }
}

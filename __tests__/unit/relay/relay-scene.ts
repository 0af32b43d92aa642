/**
 * A repository and a training resource in memory, for sweeps.
 */
import { type Iteration, readIteration, readProject } from '../../../src/custom-vision/entities.ts';
import type { Annotation, Job, ListedRun, RunsApi, RunsError } from '../../../src/github/workflow-runs.ts';
import type { RelayRun, SweepInputs } from '../../../src/relay/run.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { FakeQueue } from '../../../trials/fakes/fake-queue.ts';
import { iterationJson, notificationText, PROJECT, QUEUE_URI } from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';

export const NOW = Date.UTC(2026, 10, 26, 12);
const MINUTE_MS = 60_000;

/** So many minutes before now, in milliseconds since the epoch. */
export function ago(minutes: number): number {
  return NOW - minutes * MINUTE_MS;
}

export const INPUTS: SweepInputs = {
  queue: parseStorageUri(QUEUE_URI, 'queue'),
  reconcileHours: 24,
  mostReruns: 200,
  disableWhenIdle: false,
  dryRun: false,
};

/** One that began three hours ago and ended two hours ago, well. */
export function job(more: Partial<Job> = {}): Job {
  return {
    ...{ id: '70', name: 'train', attempt: 1, conclusion: 'success' },
    ...{ startedAt: ago(180), completedAt: ago(120) },
    ...more,
  };
}

export function iterationId(number: number): string {
  return `0a1b2c3d-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

interface Training {
  readonly number: number;
  readonly runId: string | null;
  readonly status?: string;
  /** Minutes ago. */
  readonly endedAgo?: number;
}

export class RelayScene implements RelayRun {
  readonly clock = new FakeClock(NOW);
  readonly report = new RecordedReport();
  readonly queue = new FakeQueue(this.clock);
  readonly signal = new AbortController().signal;
  workflow: string | null = 'relay.yml';
  /** What was asked for, of the service and of GitHub, in order. */
  readonly requests: string[] = [];
  readonly jobs = new Map<string, readonly Job[]>();
  readonly annotations = new Map<string, readonly Annotation[]>();
  readonly listed: ListedRun[] = [];
  /** Errors by the beginning of the request, each thrown once. */
  readonly troubles: [string, RunsError][] = [];
  /** What the service refuses, by the number of the iteration; 0: the list of a project. */
  readonly refused = new Map<number, Error>();
  /** Whether an earlier sweep of this window succeeded. */
  sweptBefore = true;
  /** From when on that was asked for. */
  sweptSince = 0;
  /** Happens when a workflow is disabled. */
  onDisabled: () => void = () => undefined;
  /** Happens at each request to GitHub. */
  onAsked: (request: string) => void | Promise<void> = () => undefined;
  private readonly iterations: Iteration[] = [];

  /** A training that ended an hour ago, unless it says otherwise; its message was written then. */
  train({ number, runId, status = 'Completed', endedAgo = 60 }: Training, { tells = true } = {}): void {
    const id = iterationId(number);
    const name = runId === null ? 'Iteration 1' : `gh-${runId}-0123abcd`;
    const ended = new Date(ago(endedAgo)).toISOString();
    const isDone = status === 'Completed';
    this.iterations.push(
      readIteration(
        iterationJson(id, status, { name, lastModified: ended, ...(isDone && { trainedAt: ended }) }),
      ),
    );
    if (tells) {
      this.tell(number, endedAgo);
    }
  }

  tell(number: number, minutesAgo: number, type: 'Training' | 'Export' = 'Training'): void {
    const text = notificationText(type, { iterationId: iterationId(number) });
    this.queue.send(text, { insertedAt: ago(minutesAgo) });
  }

  readonly resource = {
    getProjects: () => {
      this.requests.push('projects');
      return Promise.resolve([readProject({ id: PROJECT, name: 'models', settings: {} })]);
    },
  };

  readonly inProject = () => ({
    getIteration: (id: string) => {
      const found = this.iterations.find((one) => one.id === id);
      this.requests.push(`iteration ${Number(id.slice(-12))}`);
      const refused = this.refused.get(Number(id.slice(-12)));
      return refused !== undefined || found === undefined
        ? Promise.reject(refused ?? refusal('NotFoundIteration', 404))
        : Promise.resolve(found);
    },
    getIterations: () => {
      this.requests.push('iterations');
      const refused = this.refused.get(0);
      return refused === undefined ? Promise.resolve(this.iterations) : Promise.reject(refused);
    },
  });

  readonly runs: RunsApi & { left: number } = {
    sent: 0,
    left: 1,
    jobs: (runId, attempts) =>
      this.asked(`jobs of ${runId}${attempts === 'all' ? ', all' : ''}`, () => {
        const all = this.jobs.get(runId) ?? [];
        const latest = Math.max(...all.map(({ attempt }) => attempt));
        return attempts === 'all' ? all : all.filter(({ attempt }) => attempt === latest);
      }),
    annotations: (jobId) => this.asked(`annotations of ${jobId}`, () => this.annotations.get(jobId) ?? []),
    rerunJob: (jobId) => this.asked(`rerun job ${jobId}`, () => undefined),
    rerunRun: (runId) => this.asked(`rerun run ${runId}`, () => undefined),
    runsIn: ({ since, until }, page) =>
      this.asked(`runs, page ${page}`, () => {
        const found = this.listed.filter(({ createdAt }) => createdAt !== null && createdAt <= until);
        const ofTime = found.filter(({ createdAt }) => (createdAt ?? 0) >= since).slice(0, 1_000);
        return ofTime.slice((page - 1) * 100, page * 100);
      }),
    hasSucceededSince: (_workflow, since) => {
      this.sweptSince = since;
      return this.asked('own runs', () => this.sweptBefore);
    },
    setEnabled: (workflow, enabled) =>
      this.asked(`${enabled ? 'enable' : 'disable'} ${workflow}`, () => {
        if (!enabled) this.onDisabled();
      }),
  };

  private async asked<T>(request: string, answer: () => T): Promise<T> {
    this.requests.push(request);
    await this.onAsked(request);
    const at = this.troubles.findIndex(([start]) => request.startsWith(start));
    const [trouble] = at === -1 ? [] : this.troubles.splice(at, 1);
    if (trouble !== undefined) {
      throw trouble[1];
    }
    return answer();
  }
}

/** What a job says of an iteration that it has left. */
export function left(number: number, title = 'Detached'): Annotation {
  return { title, message: `Waited 0 s for the training of iteration ${iterationId(number)}, and so on.` };
}

/**
 * One sweep of the relay with its real code, in virtual time: how many requests it sends, and how long its runner is taken.
 */
import type { Clock as ServiceClock } from '../../emulator/custom-vision/resource/clock.ts';
import { RestApi } from '../../emulator/github/rest/rest-api.ts';
import { latestOf } from '../../emulator/github/rest/run.ts';
import type { Iteration } from '../../src/custom-vision/entities.ts';
import type { RelayRun } from '../../src/relay/run.ts';
import { sweep } from '../../src/relay/sweep.ts';
import { parseStorageUri } from '../../src/storage/uri.ts';
import { RecordedReport } from '../../trials/fakes/recorded-report.ts';
import { guid } from '../../trials/simulation/neighbours.ts';
import { runsOver } from '../../trials/simulation/relay/relay-code.ts';
import { Timeline } from '../../trials/simulation/timeline.ts';
import { notificationText } from '../notification-text.ts';

export interface MeasuredSweep {
  readonly resumed: number;
  readonly requests: { readonly queue: number; readonly service: number; readonly github: number };
  readonly seconds: number;
}

/** What one request takes, in milliseconds: as seen from a hosted runner, rather more than less. */
const TAKES = { queue: 40, service: 150, github: 300 };
const STARTS_AT = Date.UTC(2026, 10, 2, 12);
const HOUR_MS = 3_600_000;
export const PROJECTS = 100;
const FIRST_RUN_ID = 8_000_000_000;

/**
 * @param inFlight trainings that runs have left, spread over up to 100 projects
 * @param ended how many of them have ended, each with its message on the queue
 * @param readsThrough whether it is the first sweep of the day, which reads what the projects have
 */
export async function measuredSweep(
  inFlight: number,
  ended: number,
  readsThrough: boolean,
): Promise<MeasuredSweep> {
  const timeline = new Timeline(STARTS_AT);
  const clock: ServiceClock = {
    now: () => timeline.now,
    schedule: (delayMs, action) => timeline.after(delayMs, action),
    close: () => undefined,
  };
  const api = new RestApi({ clock });
  const projects = leftTrainings(api, inFlight, ended);
  if (!readsThrough) earlierSweep(api);
  const requests = { queue: 0, service: 0, github: 0 };
  const took = async <T>(of: keyof typeof TAKES, effect: () => T): Promise<T> => {
    requests[of] += 1;
    await new Promise<void>((resolve) => {
      timeline.after(TAKES[of], resolve);
    });
    return effect();
  };
  const run = relayRun(timeline, api, projects, took);
  const queue = parseStorageUri('https://account.queue.core.windows.net/notifications', 'queue');
  const inputs = { queue, reconcileHours: 24, mostReruns: 200, disableWhenIdle: false, dryRun: false };
  let swept: Awaited<ReturnType<typeof sweep>> | undefined;
  const sweeping = sweep(inputs, run).then((result) => {
    swept = result;
  });
  await timeline.run(() => swept !== undefined);
  await sweeping;
  return {
    resumed: swept?.outcomes.filter(({ kind }) => kind === 'resumed').length ?? 0,
    requests,
    seconds: (timeline.now - STARTS_AT) / 1_000,
  };
}

type Took = <T>(of: keyof typeof TAKES, effect: () => T) => Promise<T>;
type Projects = ReadonlyMap<string, readonly Iteration[]>;

function relayRun(timeline: Timeline, api: RestApi, projects: Projects, took: Took): RelayRun {
  const { signal } = new AbortController();
  const clock = {
    now: () => timeline.now,
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        timeline.after(ms, resolve);
      }),
  };
  const token = api.tokens.issue({ actions: 'write', checks: 'read' });
  const iterationsOf = (id: string): Iteration[] => [...(projects.get(id) ?? [])];
  return {
    resource: {
      getProjects: () => took('service', () => [...projects.keys()].map((id) => ({ id }) as never)),
    },
    inProject: (projectId) => ({
      getIterations: () => took('service', () => iterationsOf(projectId)),
      getIteration: (iterationId) =>
        took('service', () => {
          const found = iterationsOf(projectId).find(({ id }) => id === iterationId);
          if (found === undefined) throw new Error(`there is no iteration ${iterationId}`);
          return found;
        }),
    }),
    queue: {
      peek: () =>
        took('queue', () => {
          const messages = [...projects].flatMap(([projectId, iterations]) =>
            iterations.filter(({ state }) => state === 'completed').map(({ id }) => messageOf(projectId, id)),
          );
          return { messages: messages.slice(0, 32), full: messages.length >= 32, queueTime: timeline.now };
        }),
    },
    runs: runsOver(async (request) => await took('github', () => api.answer(request)), token, {
      clock,
      signal,
    }),
    ...{ clock, signal, report: new RecordedReport(), workflow: 'relay.yml' },
  };
}

function messageOf(projectId: string, iterationId: string) {
  const text = notificationText({ type: 'Training', projectId, iterationId });
  const insertedAt = STARTS_AT - HOUR_MS;
  return { id: iterationId, text, insertedAt, expiresAt: insertedAt + 7 * 24 * HOUR_MS, dequeueCount: 0 };
}

/** Runs that left a training two hours ago; some of these ended an hour ago. */
function leftTrainings({ repository }: RestApi, inFlight: number, ended: number): Projects {
  const workflow = repository.addWorkflow('train.yml');
  const projects = new Map<string, Iteration[]>();
  for (let number = 0; number < inFlight; number += 1) {
    const runId = FIRST_RUN_ID + number;
    const createdAt = STARTS_AT - 2 * HOUR_MS;
    const run = repository.addRun(workflow, { id: runId, createdAt, jobs: [{ name: 'train' }] });
    const [job] = latestOf(run).jobs;
    if (job === undefined) throw new Error('a run without a job');
    repository.jobs.finish(job, 'success');
    Object.assign(job, { startedAt: createdAt, completedAt: createdAt + 60_000 });
    latestOf(run).updatedAt = createdAt + 60_000;
    const projectId = guid(0xd0, number % PROJECTS);
    const hasEnded = number < ended;
    const iterations = projects.get(projectId) ?? [];
    projects.set(projectId, iterations);
    iterations.push({
      ...{ id: guid(0xd1, number), name: `gh-${runId}-0a1b2c3d`, created: createdAt },
      ...{ state: hasEnded ? 'completed' : 'running', trainedAt: hasEnded ? STARTS_AT - HOUR_MS : null },
      ...{ lastModified: createdAt, trainingType: 'Advanced', reservedBudgetHours: 24, domainId: null },
      ...{ publishName: null, publishResourceId: null, trainingErrorDetails: null },
    });
  }
  return projects;
}

function earlierSweep({ repository }: RestApi): void {
  const workflow = repository.addWorkflow('relay.yml');
  const run = repository.addRun(workflow, { jobs: [{ name: 'relay' }], event: 'schedule' });
  for (const job of latestOf(run).jobs) repository.jobs.finish(job, 'success');
}

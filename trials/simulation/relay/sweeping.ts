/** One run of the relay with its real code: a process that peeks, asks, runs runs again, and may end at any request. */
import type { RestAnswer, RestApi } from '../../../emulator/github/rest/rest-api.ts';
import { latestOf, type Run } from '../../../emulator/github/rest/run.ts';
import type { Iteration } from '../../../src/custom-vision/entities.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { RunsError } from '../../../src/github/workflow-runs.ts';
import type { RelayRun, SweepInputs } from '../../../src/relay/run.ts';
import type { Swept } from '../../../src/relay/sweep.ts';
import { Failure } from '../../../src/report/failure.ts';
import type { View } from '../../../src/storage/queue.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { tryAgain } from '../../../src/time/try-again.ts';
import { RecordedReport } from '../../fakes/recorded-report.ts';
import type { Dice } from '../dice.ts';
import type { Network } from '../network.ts';
import { type Crash, SimulatedProcess } from '../process.ts';
import type { SimulatedQueue } from '../simulated-queue.ts';
import type { Timeline } from '../timeline.ts';
import { GitHubLine } from './github-line.ts';
import { type RelayCode, runsOver } from './relay-code.ts';
import type { RelayHabits } from './relay-plan.ts';
import type { Arrival } from './rerun-ledger.ts';

export interface SweepWorld {
  readonly timeline: Timeline;
  readonly queue: SimulatedQueue;
  readonly network: Network;
  readonly api: RestApi;
  readonly token: string;
  readonly habits: RelayHabits;
  readonly githubFaults: number;
  readonly code: RelayCode;
  /** What the service has, by project. */
  readonly iterationsOf: (projectId: string) => readonly Iteration[] | undefined;
  readonly projectIds: readonly string[];
  readonly onArrival: (arrival: Arrival) => (answer: RestAnswer) => void;
  readonly tell: (what: string) => void;
  readonly object: (what: string) => void;
}

/** What a sweep came to, and what it cost. */
export interface SweepRecord {
  readonly beganAt: number;
  /** `null`: it was ended, or failed. */
  readonly swept: Swept | null;
  readonly tookMs: number;
  readonly requests: { readonly github: number; readonly service: number; readonly queue: number };
}

const QUEUE = parseStorageUri('https://account.queue.core.windows.net/notifications', 'queue');
const REQUEST_TIMEOUT_MS = 15_000;
const PAUSES_MS = [1_000, 2_000, 4_000];
const FULL = 32;
const HOUR_MS = 3_600_000;
/** Writes are a second apart, so many of them take minutes. */
const LONGEST_MS = 15 * 60_000;

export async function runRelay(world: SweepWorld, dice: Dice, who: string): Promise<SweepRecord> {
  const { timeline, api, habits, code } = world;
  const tell = (what: string): void => {
    world.tell(`${who} ${what}`);
  };
  const object = (what: string): void => {
    world.object(`${who} ${what}`);
  };
  const workflow = api.repository.workflows.find(({ path }) => path.endsWith('/relay.yml'));
  if (workflow === undefined) throw new Error('there is no relay.yml');
  const own = api.repository.addRun(workflow, { event: 'schedule', jobs: [{ name: 'relay' }] });
  // A runner takes the job a moment after GitHub has made the run.
  const taken = Promise.withResolvers<undefined>();
  timeline.after(dice.between(2_000, 40_000), () => {
    taken.resolve(undefined);
  });
  await taken.promise;
  const crash = dice.chance(habits.crashes) ? drawCrash(dice) : undefined;
  const process = new SimulatedProcess(timeline, dice, habits.skewMs, crash);
  const died = Promise.withResolvers<null>();
  process.onDeath = () => {
    tell('dies');
    died.resolve(null);
  };
  const { run, line, counted } = reach(world, process, dice, object);
  const began = timeline.now;
  const swept = await Promise.race([
    died.promise,
    sweepAndRest(code, habits, run).catch((error: unknown) => {
      tell(`fails: ${String(error)}`);
      if (!(error instanceof Failure || error instanceof RunsError))
        object(`breaks: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return null;
    }),
  ]);
  const tookMs = timeline.now - began;
  if (tookMs > LONGEST_MS) object(`took ${Math.round(tookMs / 1_000)} s`);
  if (!process.dead && process.pending > 0) object(`left ${process.pending} timers and requests`);
  concludes(own, swept !== null, api);
  // GitHub keeps them longer; here they would only take time.
  timeline.after((habits.reconcileHours + 2) * HOUR_MS, () => {
    api.repository.removeRun(own.id);
  });
  const resumed = swept?.outcomes.filter(({ kind }) => kind === 'resumed').map(({ runId }) => runId) ?? [];
  if (new Set(resumed).size > habits.mostReruns) object(`has run ${resumed.length} runs again`);
  return { swept, beganAt: began, tookMs, requests: { ...counted, github: line.requests } };
}

async function sweepAndRest(code: RelayCode, habits: RelayHabits, run: RelayRun): Promise<Swept> {
  const { reconcileHours, mostReruns, disableWhenIdle } = habits;
  const inputs: SweepInputs = { queue: QUEUE, reconcileHours, mostReruns, disableWhenIdle, dryRun: false };
  const swept = await code.sweep(inputs, run);
  if (disableWhenIdle) await code.rest(swept, run);
  return swept;
}

function concludes(own: Run, succeeded: boolean, { repository }: RestApi): void {
  for (const job of latestOf(own).jobs) repository.jobs.finish(job, succeeded ? 'success' : 'failure');
}

/** What is in the reach of a sweep: nothing that changes the queue or the service. */
function reach(world: SweepWorld, process: SimulatedProcess, dice: Dice, object: (what: string) => void) {
  const { queue, network, api } = world;
  const counted = { service: 0, queue: 0 };
  const { signal } = new AbortController();
  const asked = new Set<string>();
  const line = new GitHubLine({
    ...{ api, process, dice, faults: world.githubFaults, object },
    onArrival: (method, path) => world.onArrival({ method, path, sweep: process }),
  });
  // As the real client does, which asks again after trouble that may pass.
  const ask = async <T>(effect: () => T): Promise<T> => {
    const once = async (): Promise<T> => {
      counted.service += 1;
      return await process.request({
        ...{ operation: 'ask', fate: network.fate('service'), timeoutMs: REQUEST_TIMEOUT_MS, effect },
      });
    };
    const pauseAfter = (error: unknown, attempt: number): number | undefined =>
      error instanceof ServiceError && error.transient ? PAUSES_MS[attempt - 1] : undefined;
    return await tryAgain(once, pauseAfter, { clock: process, signal });
  };
  const iterationsOf = (projectId: string): readonly Iteration[] => {
    const found = world.iterationsOf(projectId);
    if (found === undefined) throw absent('GetIterations', 'NotFoundProject');
    return found;
  };
  const run: RelayRun = {
    resource: { getProjects: () => ask(() => world.projectIds.map((id) => ({ id, name: id }) as never)) },
    inProject: (projectId) => ({
      getIterations: () => ask(() => [...iterationsOf(projectId)]),
      getIteration: async (iterationId) => {
        if (asked.has(iterationId)) object(`asked twice for the iteration ${iterationId}`);
        asked.add(iterationId);
        return await ask(() => {
          const found = iterationsOf(projectId).find(({ id }) => id === iterationId);
          if (found === undefined) throw absent('GetIteration', 'NotFoundIteration');
          return found;
        });
      },
    }),
    queue: {
      peek: async (abort): Promise<View> => {
        counted.queue += 1;
        return await process.request({
          ...{ operation: 'peek', fate: network.fate('queue'), timeoutMs: REQUEST_TIMEOUT_MS, signal: abort },
          effect: (): View => {
            const messages = queue.peek();
            return { messages, full: messages.length === FULL, queueTime: queue.date };
          },
        });
      },
    },
    runs: runsOver(line.send, world.token, { clock: process, signal }),
    clock: process,
    report: new RecordedReport(),
    signal,
    workflow: 'relay.yml',
  };
  return { run, line, counted };
}

function absent(operation: string, code: string): ServiceError {
  return new ServiceError({ operation, httpStatus: 404, code, detail: 'there is none' });
}

function drawCrash(dice: Dice): Crash {
  if (dice.chance(0.2)) {
    return { afterMs: dice.skewed(0, 60_000) };
  }
  return {
    operation: dice.pick(['peek', 'ask', 'github', 'github', 'github', 'sleep']),
    nth: Math.round(dice.skewed(1, 12)),
    carriedOut: dice.chance(0.5),
  };
}

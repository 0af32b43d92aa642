/**
 * Reads the service through, for messages that were lost or that stand behind others: which trainings have ended, and
 * which of them no attempt of their run can have delivered.
 */
import type { ServiceError } from '../custom-vision/service-error.ts';
import { type ListedRun, RunsError } from '../github/workflow-runs.ts';
import type { View } from '../storage/queue.ts';
import { endIn, isOfOne, keyOf, serviceError } from './ends.ts';
import { OLDEST_RUN_MS } from './plan.ts';
import type { Ended, RelayRun, SweepInputs } from './run.ts';

const HOUR_MS = 3_600_000;
/** A run may wait for its turn before it trains; one that waits for longer is not in the list, and is asked for itself. */
const QUEUED_MS = 24 * HOUR_MS;
/**
 * Where reconcile-hours names none. While a queue is crowded, three windows of fewer hours would be over before GitHub's
 * limit of an hour has let the relay come by all of a busy day.
 */
const USUAL_HOURS = 24;
/** An attempt that ended so soon after the training may have left it, or its export, and not seen the end of that. */
const NEAR_MS = HOUR_MS;
/** A sweep may be cut off and count as one that read all, and the next one be late: what is there is looked at thrice. */
const LOOKS = 3;
/**
 * With the next look so late, what has had so many may have had its last: it is told where it has no turn. While a queue is
 * crowded, it has turns between them as well.
 */
const LAST_LOOKS = 1.5;
const LAST_LOOKS_OF_CROWDED = 2.5;
/**
 * GitHub says when a run was created, by a clock of its own: only one that was created so long after a window has begun
 * surely took it for that window.
 */
const CLOCKS_MS = 120_000;
/** A prime number: the ids of a repository's runs have anything in common but that. */
const TURNS = 1_009;
/** The golden ratio: a share of a window that leaves moments far apart, however often it is added. */
const SHIFT = (Math.sqrt(5) - 1) / 2;
/** Of one time, GitHub lists no more; the times before it are asked for anew. */
const PAGES_OF_A_TIME = 10;
const MOST_PAGES = 30;
const PAGE_SIZE = 100;

/** Why the service is to be read through; `null`: it is not. */
export type Due = 'first of its window' | 'queue is full' | null;

/** Nothing is kept between sweeps: GitHub tells whether one of this window has succeeded. */
export async function isDue(view: View, inputs: SweepInputs, run: RelayRun): Promise<Due> {
  if (await isFirst(inputs, run)) {
    return 'first of its window';
  }
  return view.full ? 'queue is full' : null;
}

async function isFirst({ reconcileHours }: SweepInputs, run: RelayRun): Promise<boolean> {
  if (reconcileHours === 0) {
    return false;
  }
  const { runs, workflow, clock } = run;
  const windowMs = reconcileHours * HOUR_MS;
  const began = Math.floor(clock.now() / windowMs) * windowMs;
  try {
    return workflow === null || !(await runs.hasSucceededSince(workflow, began + CLOCKS_MS));
  } catch (error) {
    // What its answer decides is not urgent; what GitHub says to the others counts.
    if (error instanceof RunsError) {
      return error.refusal === 'not found';
    }
    throw error;
  }
}

/** What the projects of the resource have. */
export interface Fleet {
  /** The trainings of runs that have ended, of the last 30 days. */
  readonly ended: readonly Ended[];
  /** How many iterations are being trained. */
  readonly running: number;
  /** Why not all projects were read. */
  readonly trouble: ServiceError | null;
}

/** Reads project by project. A project that the service refuses is left out. @throws the signal's reason */
export async function readFleet({ resource, inProject, clock }: RelayRun): Promise<Fleet> {
  const since = clock.now() - OLDEST_RUN_MS;
  const ended: Ended[] = [];
  let [running, trouble]: [number, ServiceError | null] = [0, null];
  try {
    for (const { id } of await resource.getProjects()) {
      const iterations = await inProject(id)
        .getIterations()
        .catch((error: unknown) => {
          trouble ??= serviceError(error);
          if (!isOfOne(serviceError(error))) {
            throw error;
          }
          return [];
        });
      running += iterations.filter(({ state }) => state === 'running').length;
      ended.push(...iterations.flatMap((iteration) => endIn(iteration, id, null) ?? []));
    }
  } catch (error) {
    trouble ??= serviceError(error);
  }
  return { ended: ended.filter(({ endedAt }) => endedAt >= since), running, trouble };
}

/** From when on a training that ended is told of, although no message is there. */
export function recentSince(inputs: SweepInputs, now: number, looks = LOOKS): number {
  return now - looks * windowHours(inputs) * HOUR_MS;
}

function windowHours({ reconcileHours }: SweepInputs): number {
  return reconcileHours || USUAL_HOURS;
}

/** What may wait for another attempt. */
interface Undelivered {
  /** No attempt can have delivered these, and their runs are green: the oldest end first. */
  readonly sure: readonly Ended[];
  /** Only their jobs tell: those that are red and that nothing has changed since, then the latest change of a run first. */
  readonly doubtful: readonly Ended[];
  /** Nothing has changed for long, and their runs are red: somebody has cancelled most of these. */
  readonly red: readonly Ended[];
  /** Of the doubtful, those that no later sweep may look at, by their keys. */
  readonly last: ReadonlySet<string>;
}

/**
 * Those that may wait for another attempt, by the times of their runs: most have been delivered, and cost nothing more.
 * @throws RunsError; the signal's reason
 */
export async function undelivered(
  ended: readonly Ended[],
  inputs: SweepInputs,
  run: RelayRun,
  isCrowded: boolean,
): Promise<Undelivered> {
  const listed = await listRuns(ended, run);
  const now = run.clock.now();
  const looked = { ...inputs, reconcileHours: Math.max(windowHours(inputs), isCrowded ? USUAL_HOURS : 0) };
  const recent = recentSince(looked, now);
  const changedAt = ({ runId }: Ended): number => listed.get(runId)?.updatedAt ?? 0;
  const newestOf = (one: Ended): number => Math.max(one.endedAt, changedAt(one));
  const isBefore = (one: Ended): boolean => listed.has(one.runId) && changedAt(one) <= one.endedAt;
  const isGreen = ({ runId }: Ended): boolean => listed.get(runId)?.conclusion === 'success';
  const mayWait = (one: Ended): boolean => {
    // A later attempt may have left an export, whose message was lost.
    const isLater = (listed.get(one.runId)?.attempt ?? 2) > 1;
    return newestOf(one) >= recent && (changedAt(one) - one.endedAt <= NEAR_MS || isLater);
  };
  const over = ended.filter(({ runId }) => listed.get(runId)?.completed !== false);
  const before = over.filter(isBefore).sort((a, b) => a.endedAt - b.endedAt);
  const doubtful = over.filter((one) => !isBefore(one) && mayWait(one));
  const isDoubtful = (one: Ended): boolean => !isGreen(one) && newestOf(one) >= recent;
  const leaving = recentSince(looked, now, isCrowded ? LAST_LOOKS_OF_CROWDED : LAST_LOOKS);
  return {
    sure: before.filter(isGreen),
    doubtful: [...before.filter(isDoubtful), ...doubtful.sort((a, b) => changedAt(b) - changedAt(a))],
    red: before.filter((one) => !isGreen(one) && !isDoubtful(one)),
    last: new Set(doubtful.filter((one) => newestOf(one) < leaving).map(keyOf)),
  };
}

/**
 * Whose turn it is comes first: each run has its own moment in a window, so that sweeps that know nothing of one another
 * come by all of them. It is another one in the next window: what comes last before a sweep that is on time would come
 * last in each, and a sweep whose requests do not last would never look at it.
 */
export function inTurn(doubtful: readonly Ended[], inputs: SweepInputs, now: number): Ended[] {
  const windowMs = windowHours(inputs) * HOUR_MS;
  const passed = (now % windowMs) / windowMs;
  const shift = SHIFT * Math.floor(now / windowMs);
  const until = ({ runId }: Ended): number => {
    const turn = ((Number(runId) % TURNS) / TURNS + shift) % 1;
    return turn < passed ? turn + 1 : turn;
  };
  return [...doubtful].sort((a, b) => until(a) - until(b));
}

/** The runs of these ids, a hundred an answer. Those that it does not find are deleted, or too many came after them. */
async function listRuns(ended: readonly Ended[], { runs, clock }: RelayRun): Promise<Map<string, ListedRun>> {
  const found = new Map<string, ListedRun>();
  const ids = new Set(ended.map(({ runId }) => runId));
  const oldest = Math.min(...ended.map(({ madeAt }) => madeAt)) - QUEUED_MS;
  const since = Math.max(oldest, clock.now() - OLDEST_RUN_MS);
  let until = Math.max(...ended.map(({ endedAt }) => endedAt));
  for (let asked = 0; asked < MOST_PAGES && found.size < ids.size; asked += 1) {
    const page = (asked % PAGES_OF_A_TIME) + 1;
    const listed = await runs.runsIn({ since, until }, page);
    listed.filter(({ id }) => ids.has(id)).forEach((its) => found.set(its.id, its));
    if (listed.length < PAGE_SIZE) {
      break;
    }
    if (page === PAGES_OF_A_TIME) {
      until = listed.at(-1)?.createdAt ?? until;
    }
  }
  return found;
}

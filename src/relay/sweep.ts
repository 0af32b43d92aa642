/**
 * A sweep: peek, ask the service once for each iteration that a message is about, and run again what waits for that. It
 * keeps nothing: the messages on the queue and the names of the iterations are the list of what is to be done.
 */
import type { ServiceError } from '../custom-vision/service-error.ts';
import { RunsError } from '../github/workflow-runs.ts';
import { patiently } from '../storage/retry.ts';
import { endsOf, heardIn, isIdle, keyOf, outcome } from './ends.ts';
import { type Due, type Fleet, inTurn, isDue, readFleet, recentSince, undelivered } from './reconcile.ts';
import type { Why } from './reasons.ts';
import { Resuming } from './resume.ts';
import type { Ended, Outcome, RelayRun, Subject, SweepInputs } from './run.ts';

/** Why a sweep did not look at a run. */
const NO_TURN: readonly Why[] = ['most-reruns', 'time', 'rate limit', 'GitHub in trouble'];

/** Of GitHub's limit, this share is not used for what is in doubt while a queue is crowded. */
const SPARED = 0.25;

/** What a sweep came to. */
export interface Swept {
  readonly outcomes: readonly Outcome[];
  /** How many messages the queue showed, and whether others may stand behind them. */
  readonly messages: number;
  readonly full: boolean;
  /** What the projects have; `null`: the service was not read through. */
  readonly fleet: Fleet | null;
  /** Why the service, or GitHub, was asked no more. */
  readonly serviceTrouble: ServiceError | null;
  readonly githubTrouble: RunsError | null;
  /** Whether the service has answered, where it was asked. */
  readonly serviceAnswered: boolean;
}

/** @throws Failure if the queue cannot be read; the signal's reason */
export async function sweep(inputs: SweepInputs, run: RelayRun): Promise<Swept> {
  const beganAt = run.clock.now();
  const view = await patiently(inputs.queue, () => run.queue.peek(run.signal), run);
  const { ended, others, trouble, stopped, known } = await endsOf(heardIn(view), run);
  const resuming = new Resuming(inputs, run, beganAt);
  const oldestFirst = [...ended].sort((a, b) => a.endedAt - b.endedAt);
  // It is read through anyway where the queue does not show all: meanwhile, for a minute of the runner less.
  const [resumed, readMeanwhile] = await Promise.all([
    resumeAll(oldestFirst, resuming),
    view.full && !stopped ? readFleet(run) : null,
  ]);
  const outcomes = [...others, ...resumed];
  const due = stopped ? null : await isDue(view, inputs, run);
  // A full queue may hide what it waits for.
  const mayRest = !stopped && !view.full && inputs.disableWhenIdle && isIdle(outcomes);
  const readsThrough = due !== null || mayRest;
  const fleet = readMeanwhile ?? (readsThrough ? await readFleet(run) : null);
  if (fleet !== null) {
    const heard = new Set(outcomes.map(keyOf));
    const unheard = fleet.ended.filter((one) => !heard.has(keyOf(one)));
    // Before it rests, it asks for all that may wait.
    const asFirst = mayRest ? 'first of its window' : due;
    outcomes.push(
      ...(await reconcile(unheard, resuming, { inputs, run, due: asFirst, isCrowded: view.full })),
    );
  }
  return {
    outcomes,
    messages: view.messages.length,
    full: view.full,
    fleet,
    serviceTrouble: trouble ?? fleet?.trouble ?? null,
    githubTrouble: resuming.trouble ?? resuming.unanswered,
    serviceAnswered: known || (fleet !== null && fleet.trouble === null),
  };
}

/**
 * In their order, but all trainings of a run together: one may have begun several, as one with a matrix does.
 * @param passedOver what is said of a run that is not to be looked at, asked when its turn has come
 */
async function resumeAll(
  ended: readonly Ended[],
  resuming: Resuming,
  passedOver: (all: readonly Ended[]) => readonly Outcome[] | undefined = () => undefined,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [runId, all] of Map.groupBy(ended, (one) => one.runId)) {
    outcomes.push(...(passedOver(all) ?? (await resuming.resume(runId, all))));
  }
  return outcomes;
}

/** What a sweep reads the service through for. */
interface Reading {
  readonly inputs: SweepInputs;
  readonly run: RelayRun;
  readonly due: Due;
  /** Whether the queue does not show all. */
  readonly isCrowded: boolean;
}

/** @param unheard trainings that no message has told of */
async function reconcile(
  unheard: readonly Ended[],
  resuming: Resuming,
  { inputs, run, due, isCrowded }: Reading,
): Promise<Outcome[]> {
  if (unheard.length === 0 || resuming.trouble !== null) {
    return [];
  }
  const { sure, doubtful, red, last } = await undelivered(unheard, inputs, run, isCrowded).catch(
    (error: unknown) => {
      if (!(error instanceof RunsError)) {
        throw error;
      }
      resuming.trouble = error;
      return { sure: [], doubtful: [], red: [], last: new Set<string>() };
    },
  );
  // While a queue is crowded each sweep reads through: what was most often delivered has its turn once a window, and
  // some of GitHub's limit is left to what surely waits, and to other workflows.
  const isFirst = due === 'first of its window';
  const left = [
    ...sure,
    ...(isCrowded ? inTurn(doubtful, inputs, run.clock.now()) : doubtful),
    ...(isFirst || !isCrowded ? red : []),
  ];
  const isSure = new Set(sure);
  const isLast = (one: Subject): boolean => last.has(keyOf(one));
  const spared = (all: readonly Ended[]): readonly Outcome[] | undefined =>
    isFirst || run.runs.left > SPARED || all.some((one) => isSure.has(one))
      ? undefined
      : all.filter(isLast).map((one) => outcome(one, 'given up', 'no turn'));
  const recent = new Set(
    left.filter(({ endedAt }) => endedAt >= recentSince(inputs, run.clock.now())).map(keyOf),
  );
  const outcomes = (await resumeAll(left, resuming, spared)).map((one) =>
    NO_TURN.includes(one.why) && isLast(one) ? ({ ...one, kind: 'given up', why: 'no turn' } as const) : one,
  );
  // Nothing is kept, so that what nobody can change would be told each time; and other repositories have runs, too.
  return outcomes.filter(
    (one) =>
      one.kind !== 'given up' ||
      one.why === 'no turn' ||
      (recent.has(keyOf(one)) && one.why !== 'no such run'),
  );
}

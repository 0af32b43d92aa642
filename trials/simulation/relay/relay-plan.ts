/**
 * What kind of world a seed stands for: which runs leave which trainings, how often the relay comes, who else writes to
 * the queue, and what goes wrong. Times are milliseconds since the beginning of the world.
 */
import { Dice } from '../dice.ts';
import type { NetworkHabits } from '../network.ts';
import type { QueueHabits } from '../simulated-queue.ts';
import type { Delivery } from '../simulated-service.ts';

export interface TrainingPlan {
  readonly durationMs: number;
  readonly completes: boolean;
  /** Whether its run came to give it its name. */
  readonly isNamed: boolean;
  readonly deliveries: readonly Delivery[];
  readonly exportMs: number;
  readonly exportDeliveries: readonly Delivery[];
  readonly forgedAtMs: readonly number[];
}

export interface LeavingRunPlan {
  readonly startsAtMs: number;
  /** Each in a project and in a job of its own. */
  readonly trainings: readonly TrainingPlan[];
  /** How the first attempt ends: it leaves the training, its runner is lost, it takes too long, or somebody cancels it. */
  readonly leaves: 'detached' | 'killed' | 'timed out' | 'cancelled';
  /** How long an attempt waits before it leaves. */
  readonly waitsMs: number;
  readonly queuedMs: number;
  /** The attempt whose runner is lost; 0: none. */
  readonly lostAttempt: number;
  /** Whether a job comes before the trainings. */
  readonly prepares: boolean;
  readonly deploy: 'none' | 'plain' | 'approved' | 'rejected';
}

export interface RelayHabits {
  readonly everyMs: number;
  /** GitHub starts schedules late, by so much at most, and leaves some out. */
  readonly lateMs: number;
  readonly leftOut: number;
  /** Of the sweeps have another one beside them. */
  readonly doubled: number;
  /** Of the sweeps are ended at one of their requests. */
  readonly crashes: number;
  readonly skewMs: number;
  readonly readsChecks: boolean;
  readonly reconcileHours: number;
  readonly mostReruns: number;
  readonly disableWhenIdle: boolean;
}

export interface RelayWorldPlan {
  readonly seed: number;
  readonly runs: readonly LeavingRunPlan[];
  readonly relay: RelayHabits;
  readonly queue: QueueHabits;
  readonly network: NetworkHabits;
  /** Of the requests to GitHub get no answer, or one of trouble. */
  readonly githubFaults: number;
  readonly readLagMs: number;
  /** Of the messages that an attempt has to clear stay where they are. */
  readonly kept: number;
  /** Messages of nobody here, that stand in front, and that come. */
  readonly foreign: number;
  /** Trainings of another repository's runs that have ended, each with its message. */
  readonly strangers: number;
  readonly work: number;
}

export interface RelayLimits {
  readonly days: number;
  readonly trainings: number;
}

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const DAY_MS = 24 * HOUR_MS;
/** The longest that the service trains. */
const LONGEST_MS = 120 * HOUR_MS;

export function drawRelayWorld(seed: number, limits: RelayLimits): RelayWorldPlan {
  const dice = new Dice(seed, 100);
  const lengthMs = dice.skewed(0.1, 1) * limits.days * DAY_MS;
  const calm = dice.chance(0.3);
  const most = Math.round(dice.skewed(1, limits.trainings));
  const runs: LeavingRunPlan[] = [];
  for (let count = 0; count < most; count += runs.at(-1)?.trainings.length ?? 1) {
    runs.push(drawRun(dice, lengthMs, calm));
  }
  return {
    seed,
    runs,
    relay: drawHabits(dice, calm, most),
    queue: {
      skewMs: dice.pick([0, 0, dice.between(-20_000, 20_000)]),
      disorder: dice.pick([0, 0.05, 0.5]),
      returnsBehind: dice.chance(0.5),
    },
    network: { faults: calm ? 0 : dice.pick([0.005, 0.02, 0.1]), hangs: dice.chance(0.5), troubles: [] },
    githubFaults: calm ? 0 : dice.pick([0, 0.01, 0.05]),
    readLagMs: dice.pick([0, 0, dice.between(500, 10_000)]),
    kept: calm ? 0 : dice.pick([0, 0.05, 0.2]),
    foreign: dice.pick([0, 0, dice.whole(1, 20), dice.whole(20, 60)]),
    strangers: dice.pick([0, 0, 1, 3]),
    work: dice.pick([0, 0, 0, dice.whole(1, 40)]),
  };
}

function drawRun(dice: Dice, lengthMs: number, calm: boolean): LeavingRunPlan {
  const leaves = dice.next();
  return {
    startsAtMs: dice.between(0, lengthMs),
    trainings: Array.from({ length: dice.pick([1, 1, 1, 1, 2, 3]) }, () =>
      drawTraining(dice, lengthMs, calm),
    ),
    leaves:
      calm || leaves < 0.8
        ? 'detached'
        : leaves < 0.87
          ? 'killed'
          : leaves < 0.94
            ? 'timed out'
            : 'cancelled',
    waitsMs: dice.pick([0, 0, 5 * MINUTE_MS, 90 * MINUTE_MS]),
    queuedMs: dice.pick([2_000, 2_000, dice.skewed(2_000, HOUR_MS)]),
    lostAttempt: !calm && dice.chance(0.05) ? dice.whole(2, 3) : 0,
    prepares: dice.chance(0.5),
    deploy: dice.pick(['none', 'plain', 'plain', 'approved', 'rejected']),
  };
}

function drawTraining(dice: Dice, lengthMs: number, calm: boolean): TrainingPlan {
  const durationMs = dice.chance(0.2)
    ? dice.skewed(MINUTE_MS, LONGEST_MS)
    : dice.skewed(MINUTE_MS, 6 * HOUR_MS);
  return {
    durationMs,
    completes: dice.chance(0.9),
    isNamed: calm || dice.chance(0.96),
    deliveries: drawDeliveries(dice, calm),
    exportMs: dice.skewed(30_000, 20 * MINUTE_MS),
    exportDeliveries: drawDeliveries(dice, calm),
    forgedAtMs: dice.chance(0.15)
      ? Array.from({ length: dice.whole(1, 3) }, () => dice.between(0, lengthMs + durationMs))
      : [],
  };
}

/** The messages about an end: most are there at once; some are lost, doubled, early, late or cannot be read. */
function drawDeliveries(dice: Dice, calm: boolean): Delivery[] {
  const prompt = { delayMs: dice.between(0, 2_000), garbled: false };
  const fate = calm ? 0 : dice.next();
  if (fate < 0.65) return [prompt];
  if (fate < 0.75) return [];
  if (fate < 0.85) return [prompt, { delayMs: dice.skewed(-3_000, 3 * HOUR_MS), garbled: false }];
  if (fate < 0.92) return [{ delayMs: -dice.skewed(100, 90_000), garbled: false }];
  return fate < 0.97
    ? [{ delayMs: dice.skewed(2_000, HOUR_MS), garbled: false }]
    : [{ ...prompt, garbled: true }];
}

function drawHabits(dice: Dice, calm: boolean, trainings: number): RelayHabits {
  return {
    everyMs: dice.pick([15, 30, 30, 60]) * MINUTE_MS,
    lateMs: dice.pick([0, 10 * MINUTE_MS, 2 * HOUR_MS]),
    leftOut: calm ? 0 : dice.pick([0, 0.05, 0.3]),
    doubled: dice.pick([0, 0.1, 0.3]),
    crashes: calm ? 0 : dice.pick([0, 0.1, 0.4]),
    skewMs: dice.pick([0, dice.between(-20_000, 20_000)]),
    readsChecks: dice.chance(0.8),
    reconcileHours: dice.pick([24, 24, 6]),
    mostReruns: trainings > 200 ? 200 : dice.pick([200, 200, 5, 1]),
    disableWhenIdle: dice.chance(0.4),
  };
}

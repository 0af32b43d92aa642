/**
 * What kind of world a seed stands for: who waits for what and how long, who else uses the queue, and what goes wrong.
 */
import { Dice } from './dice.ts';
import type { NetworkHabits, Trouble, TroubleKind } from './network.ts';
import type { Crash, Operation } from './process.ts';
import type { QueueHabits } from './simulated-queue.ts';
import type { ActivityPlan, Delivery } from './simulated-service.ts';

interface IterationPlan {
  readonly training: ActivityPlan;
  /** To one platform each, side by side. */
  readonly exports: readonly ActivityPlan[];
  /** When forged notifications of it appear. */
  readonly forgedAtMs: readonly number[];
}

export interface RunPlan {
  readonly startsAtMs: number;
  readonly timeoutMs: number;
  readonly iteration: number;
  readonly waitsFor: readonly ('training' | 'exports')[];
  /** Between the end of the last wait and the end of the run: the model is delivered. */
  readonly deliveryMs: number;
  readonly reconcileMs: number | null;
  readonly skewMs: number;
  readonly cancelledAtMs: number | null;
  readonly crash: Crash | null;
}

/** Messages that have nothing to do with the runs. */
export interface CrowdPlan {
  /** Notifications that stand there already, by age. */
  readonly staleAgesMs: readonly number[];
  /** Work that stands there already, by dequeue count. */
  readonly workDequeued: readonly number[];
  /** The mean time between two more; `null`: none come. */
  readonly notificationEveryMs: number | null;
  readonly workEveryMs: number | null;
  /** Of the notifications that come are taken by their owners within 20 s. */
  readonly taken: number;
  /** A consumer like Azure Functions takes messages, and gives up each after five receives. */
  readonly consumer: boolean;
}

export interface WorldPlan {
  readonly seed: number;
  readonly queue: QueueHabits;
  readonly network: NetworkHabits;
  readonly mayUpdate: boolean;
  /** From when to when there is no queue. */
  readonly deletedMs: readonly [number, number] | null;
  readonly iterations: readonly IterationPlan[];
  readonly runs: readonly RunPlan[];
  readonly crowd: CrowdPlan;
}

export interface Limits {
  readonly minutes: number;
  readonly runs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function drawWorld(seed: number, limits: Limits): WorldPlan {
  const dice = new Dice(seed, 0);
  const lengthMs = dice.skewed(0.15, 1) * limits.minutes * MINUTE_MS;
  const runs = Math.round(dice.skewed(1, limits.runs));
  const iterations = Array.from({ length: dice.whole(Math.ceil(runs / 2), runs) }, () =>
    drawIteration(dice, lengthMs),
  );
  const calm = dice.chance(0.3);
  return {
    seed,
    queue: {
      skewMs: dice.pick([0, 0, dice.between(-5_000, 5_000), dice.between(-900_000, 900_000)]),
      disorder: dice.pick([0, 0, 0.05, 0.5]),
      returnsBehind: dice.chance(0.5),
    },
    network: {
      faults: calm ? 0 : dice.pick([0.005, 0.02, 0.1, 0.3]),
      hangs: dice.chance(0.5),
      troubles: calm ? [] : drawTroubles(dice, lengthMs),
    },
    mayUpdate: calm || dice.chance(0.8),
    deletedMs: !calm && dice.chance(0.05) ? drawWindow(dice, lengthMs) : null,
    iterations,
    runs: Array.from({ length: runs }, () => drawRun(dice, lengthMs, iterations.length, calm)),
    crowd: drawCrowd(dice),
  };
}

function drawIteration(dice: Dice, lengthMs: number): IterationPlan {
  return {
    training: drawActivity(dice, lengthMs),
    exports: Array.from({ length: dice.pick([1, 1, 2, 4]) }, () => drawActivity(dice, lengthMs / 3)),
    forgedAtMs: dice.chance(0.2)
      ? Array.from({ length: dice.whole(1, 4) }, () => dice.between(0, lengthMs))
      : [],
  };
}

function drawActivity(dice: Dice, lengthMs: number): ActivityPlan {
  return {
    durationMs: dice.skewed(1_000, dice.chance(0.1) ? 2 * lengthMs : 0.7 * lengthMs),
    deliveries: drawDeliveries(dice),
  };
}

function drawDeliveries(dice: Dice): Delivery[] {
  const prompt = { delayMs: dice.between(0, 2_000), garbled: false };
  const fate = dice.next();
  if (fate < 0.5) {
    return [prompt];
  }
  if (fate < 0.62) {
    // Lost.
    return [];
  }
  if (fate < 0.72) {
    return Array.from({ length: dice.whole(2, 3) }, () => ({
      delayMs: dice.between(-3_000, 20_000),
      garbled: false,
    }));
  }
  if (fate < 0.84) {
    return [{ delayMs: -dice.skewed(100, 90_000), garbled: false }];
  }
  return fate < 0.93
    ? [{ delayMs: dice.skewed(2_000, 300_000), garbled: false }]
    : [{ ...prompt, garbled: true }];
}

function drawRun(dice: Dice, lengthMs: number, iterations: number, calm: boolean): RunPlan {
  const startsAtMs = dice.skewed(0, lengthMs / 2);
  const timeoutMs = dice.between(0.1, 1) * (lengthMs - startsAtMs);
  return {
    startsAtMs,
    timeoutMs,
    iteration: dice.whole(0, iterations - 1),
    waitsFor: dice.pick([['training'], ['training', 'exports'], ['training', 'exports'], ['exports']]),
    deliveryMs: dice.skewed(500, 30_000),
    reconcileMs: dice.pick([null, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 15 * MINUTE_MS]),
    skewMs: dice.pick([0, dice.between(-2_000, 2_000), dice.between(-600_000, 600_000)]),
    cancelledAtMs: dice.chance(0.07) ? startsAtMs + dice.between(0, timeoutMs) : null,
    crash: !calm && dice.chance(0.15) ? drawCrash(dice, lengthMs) : null,
  };
}

function drawCrash(dice: Dice, lengthMs: number): Crash {
  if (dice.chance(0.3)) {
    return { afterMs: dice.between(0, lengthMs) };
  }
  const operation = dice.pick<Operation>([
    'peek',
    'receive',
    'receive',
    'delete',
    'release',
    'release',
    'ask',
    'sleep',
  ]);
  const often = operation === 'peek' || operation === 'sleep';
  return {
    operation,
    nth: Math.round(dice.skewed(1, often ? 200 : 12)),
    carriedOut: dice.chance(0.7),
  };
}

function drawTroubles(dice: Dice, lengthMs: number): Trouble[] {
  return Array.from({ length: dice.whole(0, 2) }, () => {
    const of = dice.pick<Trouble['of']>(['queue', 'queue', 'service']);
    const kind = dice.pick<TroubleKind>(
      of === 'queue'
        ? ['throttled', 'unreachable', 'forbidden', 'hanging']
        : ['throttled', 'unreachable', 'hanging'],
    );
    const [fromMs, untilMs] = drawWindow(dice, lengthMs);
    return { of, kind, fromMs, untilMs };
  });
}

function drawWindow(dice: Dice, lengthMs: number): [number, number] {
  const from = dice.between(0, lengthMs);
  return [from, from + dice.skewed(1_000, lengthMs)];
}

function drawCrowd(dice: Dice): CrowdPlan {
  const size = (): number => {
    const kind = dice.next();
    if (kind < 0.4) {
      return 0;
    }
    return kind < 0.8 ? dice.whole(1, 12) : dice.whole(20, kind < 0.95 ? 40 : 120);
  };
  const every = (): number | null => (dice.chance(0.6) ? null : dice.skewed(3_000, 120_000));
  return {
    staleAgesMs: Array.from({ length: size() }, () =>
      dice.pick([
        dice.between(0, 60_000),
        dice.skewed(0, 2 * 3_600_000),
        dice.between(6.98 * DAY_MS, 7 * DAY_MS),
      ]),
    ),
    workDequeued: Array.from({ length: size() }, () => dice.pick([0, 0, 0, 1, 1, 2, 4])),
    notificationEveryMs: every(),
    workEveryMs: every(),
    taken: dice.pick([0, 0.5, 1]),
    consumer: dice.chance(0.2),
  };
}

/**
 * Worlds that are made for one question each, and the figures that answer it.
 */
import type { Outcome } from './simulate.ts';
import type { ActivityPlan } from './simulated-service.ts';
import type { CrowdPlan, RunPlan, WorldPlan } from './world-plan.ts';

export interface Bound {
  readonly name: string;
  readonly scene: (seed: number) => WorldPlan;
  readonly figure: (outcomes: readonly Outcome[]) => number;
  readonly atMost: number;
}

const MINUTE_MS = 60_000;
const NOBODY: CrowdPlan = {
  staleAgesMs: [],
  workDequeued: [],
  notificationEveryMs: null,
  workEveryMs: null,
  taken: 0,
  consumer: false,
};
const RUN: RunPlan = {
  startsAtMs: 0,
  timeoutMs: 60 * MINUTE_MS,
  iteration: 0,
  waitsFor: ['training'],
  deliveryMs: 20_000,
  reconcileMs: 15 * MINUTE_MS,
  skewMs: 0,
  cancelledAtMs: null,
  crash: null,
};
const PROMPT = [{ delayMs: 500, garbled: false }];
const CALM = { faults: 0, hangs: false, troubles: [] };

/** Some runs that begin at about the same time and wait for the same training, in a world without faults. */
function scene(
  seed: number,
  training: ActivityPlan,
  runs: number,
  more: Partial<Pick<WorldPlan, 'crowd' | 'network'>> = {},
): WorldPlan {
  return {
    seed,
    queue: { skewMs: 0, disorder: 0, returnsBehind: true },
    network: CALM,
    mayUpdate: true,
    deletedMs: null,
    iterations: [{ training, exports: [training], forgedAtMs: [] }],
    runs: Array.from({ length: runs }, (_run, index) => ({ ...RUN, startsAtMs: 40 * index })),
    crowd: NOBODY,
    ...more,
  };
}

function percentile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.ceil(share * numbers.length) - 1] ?? Infinity;
}

const waits = (outcomes: readonly Outcome[]) => outcomes.flatMap((outcome) => outcome.waits);

/** Infinity for a wait that has not found the end. */
const sinceTold = (outcomes: readonly Outcome[]): number =>
  percentile(
    waits(outcomes).map(({ sinceToldMs }) => sinceToldMs ?? Infinity),
    0.95,
  );

const sinceEnd = (outcomes: readonly Outcome[]): number =>
  percentile(
    waits(outcomes).map(({ sinceEndMs }) => sinceEndMs ?? Infinity),
    0.95,
  );

const total = (outcomes: readonly Outcome[], member: 'waitedMs' | 'looks'): number =>
  waits(outcomes).reduce((sum, wait) => sum + wait[member], 0);

const shared = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 10 * MINUTE_MS, deliveries: PROMPT }, 4);
/** Runs that came one after the other, and of which each ends as soon as it knows. */
const sharedEnd = (seed: number): WorldPlan => {
  const world = shared(seed);
  return {
    ...world,
    runs: world.runs.map((run, index) => ({ ...run, startsAtMs: index * MINUTE_MS, deliveryMs: 0 })),
  };
};
const flood = (seed: number): WorldPlan => {
  const world = scene(seed, { durationMs: 10 * MINUTE_MS, deliveries: PROMPT }, 1);
  const forgedAtMs = Array.from({ length: 600 }, (_one, index) => index * 1_000);
  return { ...world, iterations: world.iterations.map((iteration) => ({ ...iteration, forgedAtMs })) };
};
const sideBySide =
  (exports: number) =>
  (seed: number): WorldPlan => {
    const world = scene(seed, { durationMs: 10 * MINUTE_MS, deliveries: PROMPT }, 1);
    return {
      ...world,
      iterations: world.iterations.map(({ training }) => ({
        training,
        exports: Array.from({ length: exports }, () => training),
        forgedAtMs: [],
      })),
      runs: world.runs.map((run) => ({ ...run, waitsFor: ['exports'] })),
    };
  };
const early = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 130_000, deliveries: [{ delayMs: -20_000, garbled: false }] }, 2);
const lost = (seed: number): WorldPlan => scene(seed, { durationMs: 100_000, deliveries: [] }, 2);
const stale = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 40_000, deliveries: PROMPT }, 2, {
    crowd: {
      ...NOBODY,
      staleAgesMs: Array.from({ length: 100 }, (_one, index) => (120 + index) * MINUTE_MS),
    },
  });
const behindWork = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 200_000, deliveries: PROMPT }, 12, {
    crowd: { ...NOBODY, workDequeued: Array.from({ length: 40 }, () => 0) },
  });
const throttled = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 15 * MINUTE_MS, deliveries: PROMPT }, 4, {
    network: { ...CALM, troubles: [{ of: 'queue', kind: 'throttled', fromMs: 0, untilMs: 2 * MINUTE_MS }] },
  });
const moving = (seed: number): WorldPlan =>
  scene(seed, { durationMs: 6 * MINUTE_MS, deliveries: PROMPT }, 1, {
    crowd: { ...NOBODY, notificationEveryMs: 40, taken: 1 },
  });

/** What the right code keeps, with some room; each is left by a broken rule. */
export const BOUNDS = {
  shared: {
    name: 'reaction of four runs that wait for one training, p95 in ms',
    scene: shared,
    figure: sinceTold,
    atMost: 4_000,
  },
  sharedEnd: {
    name: 'reaction of four runs that wait for one training, and end with it, p95 in ms',
    scene: sharedEnd,
    figure: sinceTold,
    atMost: 4_000,
  },
  flood: {
    name: 'questions of a run whose notification is forged 600 times',
    scene: flood,
    figure: (outcomes) => Math.max(...waits(outcomes).map(({ questions }) => questions)),
    atMost: 150,
  },
  sharedLooks: {
    name: 'looks of a run that waits 10 min for four exports side by side',
    scene: sideBySide(4),
    figure: (outcomes) => Math.max(...outcomes.map(({ looks }) => looks)),
    // One wait of 10 min looks 550 times; four draw their pauses from four dice, and the shortest counts.
    atMost: 750,
  },
  leftBehind: {
    name: 'own messages left on the queue',
    scene: shared,
    figure: (outcomes) => outcomes.reduce((sum, { leftBehind }) => sum + leftBehind, 0),
    atMost: 0,
  },
  early: {
    name: 'reaction to an end whose message came 20 s early, p95 in ms',
    scene: early,
    figure: sinceEnd,
    atMost: 12_000,
  },
  lost: {
    name: 'notice of an end without a message, p95 in ms',
    scene: lost,
    figure: sinceEnd,
    atMost: 130_000,
  },
  stale: {
    name: 'reaction behind 100 notifications that nobody claims, p95 in ms',
    scene: stale,
    figure: sinceTold,
    atMost: 4_000,
  },
  staleReceived: {
    name: 'receives of one notification that nobody claims',
    scene: stale,
    figure: (outcomes) => Math.max(...outcomes.map(({ mostReceived }) => mostReceived.notification)),
    atMost: 3,
  },
  behindWork: {
    name: 'notice of an end behind a crowd of work, p95 in ms',
    scene: behindWork,
    figure: sinceEnd,
    atMost: 45_000,
  },
  inStep: {
    name: 'questions of 12 blocked runs within one second',
    scene: behindWork,
    figure: (outcomes) => Math.max(...outcomes.map(({ mostQuestionsAtOnce }) => mostQuestionsAtOnce)),
    atMost: 6,
  },
  throttledLooks: {
    name: 'looks of four runs in the first 15 min, of which 2 are throttled',
    scene: throttled,
    figure: (outcomes) => Math.max(...outcomes.map(({ looks }) => looks)),
    atMost: 1_500,
  },
  recovered: {
    name: 'reaction 13 min after throttling has ended, p95 in ms',
    scene: throttled,
    figure: sinceTold,
    atMost: 4_000,
  },
  moving: {
    name: 'time between two looks in a crowd that moves, mean in ms',
    scene: moving,
    figure: (outcomes) => total(outcomes, 'waitedMs') / total(outcomes, 'looks'),
    atMost: 720,
  },
} satisfies Record<string, Bound>;

export type BoundName = keyof typeof BOUNDS;

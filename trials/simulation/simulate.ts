/**
 * Plays one world to its end, or, where that is enough, to the first objection: the same plan with the same code always gives the same events.
 */
import type { Notification } from '../../src/wait/notification.ts';
import { Dice } from './dice.ts';
import { Journal } from './journal.ts';
import { guid, Neighbours } from './neighbours.ts';
import type { WaitRecord } from './judgement.ts';
import { Network } from './network.ts';
import { SimulatedQueue } from './simulated-queue.ts';
import { SimulatedRun } from './simulated-run.ts';
import type { WaitCode } from './surroundings.ts';
import { Activity, notificationText } from './simulated-service.ts';
import { Timeline } from './timeline.ts';
import type { WorldPlan } from './world-plan.ts';

export interface Outcome {
  readonly plan: WorldPlan;
  /** What was done against the rules, in words; empty if all is well. */
  readonly objections: readonly string[];
  /** The last events. */
  readonly tail: readonly string[];
  /** The number and the hash of all events. */
  readonly digest: string;
  readonly virtualMs: number;
  readonly waits: readonly WaitRecord[];
  /** Questions about one thing within one second, at most. */
  readonly mostQuestionsAtOnce: number;
  readonly looks: number;
  readonly queueCalls: number;
  /** How often one message that was not of the run was received by runs, at most: work, notifications. */
  readonly mostReceived: { readonly work: number; readonly notification: number };
  /** Messages that a run heard and that are still there. */
  readonly leftBehind: number;
}

const STARTS_AT = Date.UTC(2026, 10, 22, 12);

export async function simulate(plan: WorldPlan, code: WaitCode, toTheEnd = false): Promise<Outcome> {
  const timeline = new Timeline(STARTS_AT);
  const journal = new Journal(STARTS_AT);
  const queue = new SimulatedQueue(timeline, new Dice(plan.seed, 1), plan.queue);
  const network = new Network(timeline, new Dice(plan.seed, 2), plan.network);
  const dice = new Dice(plan.seed, 3);
  const neighbours = new Neighbours(timeline, queue, dice, plan.crowd);
  const objections: string[] = [];

  const iterations = plan.iterations.map(({ training, exports, forgedAtMs }, index) => {
    const subject = { projectId: guid(0xa0, index), iterationId: guid(0xa1, index) };
    const trained: Notification = { type: 'Training', ...subject };
    const exported = exports.map((_plan, platform): Notification => {
      return { type: 'Export', ...subject, modelUri: `https://a.example/models/${platform}` };
    });
    for (const at of forgedAtMs) {
      const forged = dice.pick<Notification>([
        trained,
        ...exported,
        { type: 'Export', ...subject, modelUri: null },
      ]);
      timeline.after(at, () => {
        queue.send(notificationText(forged, dice), forged);
      });
    }
    return {
      training: [new Activity(trained, training)],
      exports: exports.map((exporting, platform) => new Activity(exported[platform] ?? trained, exporting)),
    };
  });
  const activities = iterations.flatMap(({ training, exports }) => [...training, ...exports]);

  const runs = plan.runs.map((run, index) => {
    const who = `run ${index}`;
    const iteration = iterations[run.iteration];
    if (iteration === undefined) {
      throw new Error(`${who} waits for iteration ${run.iteration}, which is not in the plan`);
    }
    const object = (what: string): void => {
      objections.push(`at ${((timeline.now - STARTS_AT) / 1_000).toFixed(3)} s ${who} ${what}`);
    };
    return new SimulatedRun(
      run,
      run.waitsFor.map((what) => iteration[what]),
      new Dice(plan.seed, 10 + index),
      {
        timeline,
        queue,
        network,
        mayUpdate: plan.mayUpdate,
        code,
        tell: (what) => {
          journal.write(timeline.now, who, what);
        },
        object,
      },
    );
  });

  neighbours.arrive();
  if (plan.deletedMs !== null) {
    const [from, until] = plan.deletedMs;
    timeline.after(from, () => {
      queue.drop();
    });
    timeline.after(until, () => {
      queue.deleted = false;
    });
  }
  for (const run of runs) {
    await run.live();
  }
  await timeline.run(() => (!toTheEnd && objections.length > 0) || runs.every(({ over }) => over));

  const deleted = new Set(runs.flatMap(({ connection }) => [...connection.deleted]));
  const present = new Set(queue.all.map(({ id }) => id));
  for (const id of plan.deletedMs === null ? queue.meanings.keys() : []) {
    if (!present.has(id) && !deleted.has(id) && !neighbours.taken.has(id)) {
      objections.push(`${id} is gone`);
    }
  }
  const heard = new Set(
    runs.flatMap(({ process, conduct }) => (process.dead ? [] : [...conduct.shownOfOurs])),
  );
  const received = [...queue.all, ...neighbours.poisoned];
  const most = (work: boolean): number =>
    Math.max(
      0,
      ...received.filter(({ meaning }) => (meaning === undefined) === work).map((one) => one.receivedByRuns),
    );
  return {
    plan,
    objections,
    tail: journal.tail,
    digest: journal.digest,
    virtualMs: timeline.now - STARTS_AT,
    waits: runs.flatMap(({ waits }) => waits),
    mostQuestionsAtOnce: Math.max(0, ...activities.flatMap(({ questions }) => [...questions.values()])),
    looks: runs.reduce((sum, { connection }) => sum + connection.calls.peeks, 0),
    queueCalls: runs.reduce(
      (sum, { connection: { calls } }) => sum + calls.peeks + calls.receives + calls.others,
      0,
    ),
    mostReceived: { work: most(true), notification: most(false) },
    leftBehind: queue.all.filter(({ id }) => heard.has(id)).length,
  };
}

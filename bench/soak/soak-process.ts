/**
 * Waits for a day of virtual time, and prints what stays in memory as one line of JSON.
 *
 * node --expose-gc bench/soak/soak-process.ts quiet|crowded
 */
import { getEventListeners } from 'node:events';
import { Dice } from '../../trials/simulation/dice.ts';
import { SimulatedProcess } from '../../trials/simulation/process.ts';
import { Timeline } from '../../trials/simulation/timeline.ts';
import { Deadline } from '../../src/time/clock.ts';
import { Failure } from '../../src/report/failure.ts';
import { CountedQueue } from '../counted-queue.ts';
import { ours } from '../waits/ours.ts';
import { SoakedQueue, SUBJECT, type Surroundings } from './soaked-queue.ts';

/** The heap in bytes; the listeners on the run's signal; timers and requests that are pending. */
export interface Soaked {
  readonly looks: number;
  readonly questions: number;
  readonly heapAtStart: number;
  /** Measured while the run still waits. */
  readonly heapAtEnd: number;
  readonly listenersWaiting: number;
  readonly timersWaiting: number;
  readonly listenersAfter: number;
  readonly timersAfter: number;
}

const HOUR_MS = 3_600_000;
const SOAKED_MS = 24 * HOUR_MS;
/** By then the engine has compiled all code that it will compile. */
const WARM_UP_MS = HOUR_MS;
const SEED = 24;

const surroundings = process.argv[2] === 'crowded' ? 'crowded' : 'quiet';
await soak(surroundings, WARM_UP_MS);
process.stdout.write(`${JSON.stringify(await soak(surroundings, SOAKED_MS))}\n`);

async function soak(around: Surroundings, ms: number): Promise<Soaked> {
  const { timeline, run, queue, signal, dice } = world(around);
  let questions = 0;
  const ask = async (): Promise<boolean> => {
    questions += 1;
    return await run.request({
      operation: 'ask',
      fate: { kind: 'answered' },
      timeoutMs: HOUR_MS,
      signal,
      effect: () => false,
    });
  };
  const waiter = ours({
    queue,
    clock: run,
    deadline: new Deadline(run, ms),
    signal,
    random: dice.next,
  });
  const heapAtStart = heapUsed();
  let waiting = { heapAtEnd: 0, listenersWaiting: 0, timersWaiting: 0 };
  timeline.after(ms - 1, () => {
    waiting = {
      heapAtEnd: heapUsed(),
      listenersWaiting: getEventListeners(signal, 'abort').length,
      timersWaiting: run.pending,
    };
  });
  let over = false;
  const ends = async (): Promise<void> => {
    const isOurs = ({ projectId }: { projectId: string }): boolean => projectId === SUBJECT.projectId;
    await waiter.wait(isOurs, ask).catch((error: unknown) => {
      // The run has to wait until its deadline, because its training never ends.
      if (!(error instanceof Failure) || error.status !== 'timed-out') {
        throw error;
      }
    });
    await waiter.close();
  };
  await Promise.all([
    ends().finally(() => {
      over = true;
    }),
    timeline.run(() => over),
  ]);
  return {
    looks: queue.looks,
    questions,
    heapAtStart,
    ...waiting,
    listenersAfter: getEventListeners(signal, 'abort').length,
    timersAfter: run.pending,
  };
}

function world(around: Surroundings) {
  const timeline = new Timeline(Date.UTC(2026, 10, 22, 12));
  const dice = new Dice(SEED, 0);
  const run = new SimulatedProcess(timeline, dice, 0, undefined);
  const { signal } = new AbortController();
  return { timeline, dice, run, signal, queue: new CountedQueue(new SoakedQueue(run, around)) };
}

function heapUsed(): number {
  if (globalThis.gc === undefined) {
    throw new Error('the heap can only be measured with node --expose-gc');
  }
  // The second collection frees what the first one has finalized.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

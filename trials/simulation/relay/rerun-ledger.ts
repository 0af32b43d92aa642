/**
 * Every re-run of a run, and what it was for: the end of a training or of an export, a message that was odd, or a runner
 * that was lost. An attempt sees to all that came before it, so the next re-run needs something that came after.
 */
import type { Job } from '../../../emulator/github/rest/run.ts';
import type { LeavingRun } from './leaving-run.ts';
import type { SimulatedTraining } from './training.ts';

/** A message counts by the queue's clock, which may be wrong by so much; and the relay leaves some seconds to clocks. */
const CLOCKS_MS = 30_000;

export class RerunLedger {
  /** Re-runs of a run that nothing waited for. */
  needless = 0;
  private readonly needlessOf = new Map<LeavingRun, number>();
  private readonly countOf = new Map<LeavingRun, number>();
  /** When the job of a training was run again last. */
  private readonly lastOf = new Map<SimulatedTraining, number>();
  /** What each sweep has run again. */
  private readonly bySweep = new WeakMap<object, Set<SimulatedTraining>>();

  /** Whether a sweep asks for what it has got already, though GitHub may refuse it. */
  isRepeated(run: LeavingRun, { job, sweep }: Asked): boolean {
    const has = this.bySweep.get(sweep);
    return has !== undefined && trainingsOf(run, job).every((training) => has.has(training));
  }

  /**
   * GitHub runs a run again, or one of its jobs.
   * @returns whether nothing has happened since these jobs were run again before, so that it is for the same end
   */
  enter(run: LeavingRun, { job, sweep }: Asked, isNeeded: boolean, now: number): boolean {
    this.countOf.set(run, (this.countOf.get(run) ?? 0) + 1);
    if (!isNeeded) {
      this.needless += 1;
      this.needlessOf.set(run, (this.needlessOf.get(run) ?? 0) + 1);
    }
    const trainings = trainingsOf(run, job);
    const isFor = trainings.some((training) => {
      const since = (this.lastOf.get(training) ?? -Infinity) - CLOCKS_MS;
      return [...reasonsOf(training), run.lostRunnerAt].some((at) => at > since && at <= now);
    });
    for (const training of trainings) this.lastOf.set(training, now);
    this.bySweep.set(sweep, new Set([...(this.bySweep.get(sweep) ?? []), ...trainings]));
    return !isFor;
  }

  /** What is wrong with the number of its re-runs, in words. */
  objectionsTo(run: LeavingRun): string[] {
    const odd = run.trainings.reduce((sum, { oddMessages }) => sum + oddMessages.length, 0);
    const [needless, all] = [this.needlessOf.get(run) ?? 0, this.countOf.get(run) ?? 0];
    // A training ends, and its export; a runner is lost once.
    const most = run.trainings.length * 2 + odd + 1;
    const id = run.run?.id ?? 0;
    return [
      ...(needless > odd ? [`run ${id} was run again ${needless} times in vain, for ${odd} messages`] : []),
      ...(all > most ? [`run ${id} was run again ${all} times, for ${most} reasons`] : []),
    ];
  }
}

/** A request reaches GitHub. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly sweep: object;
}

/** A request to run something again. */
export interface Asked {
  /** `undefined`: the whole run. */
  readonly job: Job | undefined;
  /** What stands for the sweep that sends it. */
  readonly sweep: object;
}

/** Those that the next attempt sees to. */
function trainingsOf(run: LeavingRun, job: Job | undefined): readonly SimulatedTraining[] {
  const own = job === undefined ? undefined : run.trainingOf(job);
  return own === undefined ? run.trainings : [own];
}

/** When something happened that the next attempt is for. */
function reasonsOf({ endsAt, exportEndsAt, oddMessages }: SimulatedTraining): readonly number[] {
  return [endsAt, exportEndsAt, ...oddMessages];
}

/**
 * A run of an action that is ended before or after one of its requests, counted from its start.
 */
import type { ActionRun, RunningAction } from '../../emulator/github/runner/runner.ts';
import type { Moment, Passing, Watcher } from './gate.ts';

export interface StopPoint {
  /** Counted from 1, of all requests of a run. */
  readonly nth: number;
  /** Names the request. */
  readonly request: string;
  readonly moment: Exclude<Moment, 'amid'>;
  readonly signal: 'SIGKILL' | 'SIGTERM';
}

/** @param requests those of a run that nothing disturbs, in their order */
export function stopPointsOf(requests: readonly string[]): StopPoint[] {
  return requests.flatMap((request, index) =>
    (['before', 'after'] as const).flatMap((moment) =>
      (['SIGKILL', 'SIGTERM'] as const).map((signal) => ({ nth: index + 1, request, moment, signal })),
    ),
  );
}

/** `kill/4-UnpublishIteration/after` */
export function nameOf({ nth, request, moment, signal }: StopPoint): string {
  return `${signal === 'SIGKILL' ? 'kill' : 'stop'}/${nth}-${request}/${moment}`;
}

/** Keeps a run at a point, and ends it there. */
export class Stop {
  /** Whether a run has come to the point. */
  isReached = false;
  private readonly point: StopPoint;
  private readonly reached = Promise.withResolvers<undefined>();
  private readonly seen = new Map<Passing, number>();

  constructor(point: StopPoint) {
    this.point = point;
  }

  /** Whether the run is asked to stop, and may say how it has ended. */
  get isAsked(): boolean {
    return this.point.signal !== 'SIGKILL';
  }

  readonly watch: Watcher = (passing, moment) => {
    const nth = this.seen.get(passing) ?? this.seen.size + 1;
    this.seen.set(passing, nth);
    if (this.isReached || nth !== this.point.nth || moment !== this.point.moment) {
      return 'pass';
    }
    this.isReached = true;
    this.reached.resolve(undefined);
    return 'keep';
  };

  /** @returns the run, and how long it took to end after the signal */
  async end(action: RunningAction): Promise<{ readonly run: ActionRun; readonly exitMs: number }> {
    await Promise.race([this.reached.promise, action.ended]);
    const signalled = performance.now();
    action.signal(this.point.signal);
    const run = await ended(action);
    return { run, exitMs: performance.now() - signalled };
  }
}

/** Nothing is wanted any more of the files of a run that has ended. */
export async function ended(action: Pick<RunningAction, 'ended'>): Promise<ActionRun> {
  const run = await action.ended;
  await run.cleanUp();
  return run;
}

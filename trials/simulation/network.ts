/**
 * What goes wrong between a run and the services: single requests at random, and all of them for a while.
 */
import { ServiceError } from '../../src/custom-vision/service-error.ts';
import { StorageError } from '../fakes/fake-queue.ts';
import type { Dice } from './dice.ts';
import type { Fate } from './process.ts';
import type { Timeline } from './timeline.ts';

export type TroubleKind = 'throttled' | 'unreachable' | 'forbidden' | 'hanging';

export interface Trouble {
  readonly of: 'queue' | 'service';
  readonly kind: TroubleKind;
  /** Milliseconds since the beginning of the world. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface NetworkHabits {
  /** Of single requests go wrong. */
  readonly faults: number;
  /** Whether requests may hang until they time out. */
  readonly hangs: boolean;
  readonly troubles: readonly Trouble[];
}

const ANSWERED: Fate = { kind: 'answered' };

export class Network {
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly habits: NetworkHabits;
  private readonly startsAt: number;

  constructor(timeline: Timeline, dice: Dice, habits: NetworkHabits) {
    this.timeline = timeline;
    this.dice = dice;
    this.habits = habits;
    this.startsAt = timeline.now;
  }

  fate(of: Trouble['of']): Fate {
    const now = this.timeline.now - this.startsAt;
    const trouble = this.habits.troubles.find(
      (one) => one.of === of && one.fromMs <= now && now < one.untilMs,
    );
    if (trouble !== undefined) {
      return this.fateOf(of, trouble.kind, false);
    }
    if (!this.dice.chance(this.habits.faults)) {
      return ANSWERED;
    }
    const kind = this.dice.pick<TroubleKind>([
      'throttled',
      'throttled',
      'unreachable',
      'unreachable',
      'hanging',
    ]);
    return this.fateOf(
      of,
      kind === 'hanging' && !this.habits.hangs ? 'throttled' : kind,
      this.dice.chance(0.5),
    );
  }

  private fateOf(of: Trouble['of'], kind: TroubleKind, carriedOut: boolean): Fate {
    switch (kind) {
      case 'throttled': {
        const status = this.dice.pick([429, 500, 503]);
        return { kind: 'failed', error: refusal(of, status), carriedOut: carriedOut && status === 500 };
      }
      case 'forbidden':
        return { kind: 'failed', error: refusal(of, 403), carriedOut: false };
      case 'unreachable':
        return { kind: 'failed', error: broken(of, 'ECONNRESET'), carriedOut };
      case 'hanging':
        return { kind: 'hanging', error: broken(of, 'ETIMEDOUT'), carriedOut };
    }
  }
}

export function refusal(of: Trouble['of'], httpStatus: number): Error {
  return of === 'queue'
    ? new StorageError(httpStatus, httpStatus === 403 ? 'AuthorizationPermissionMismatch' : 'ServerBusy')
    : new ServiceError({ operation: 'GetIteration', httpStatus, detail: 'busy' });
}

function broken(of: Trouble['of'], code: string): Error {
  return of === 'queue'
    ? Object.assign(new Error(code), { code })
    : new ServiceError({ operation: 'GetIteration', httpStatus: null, detail: code });
}

/**
 * The time in which an iteration bears no name, because it has to lose the old one before it gets the new one: how long
 * that took, and what is done if the new one is refused then.
 */
import { serviceTrouble, ServiceError } from '../custom-vision/service-error.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import type { Step, Wanted } from './publication.ts';
import type { PublishRun } from './run.ts';

interface Away {
  readonly iterationId: string;
  readonly name: string;
  /** ARM id of where it was published. */
  readonly predictionResourceId: string;
  /** In milliseconds since the epoch. */
  readonly since: number;
}

export class Absence {
  private readonly run: PublishRun;
  private away: Away | undefined;
  /** The name, and for how many milliseconds it was away; `undefined` while it is away, and if none was. */
  ended: { readonly name: string; readonly ms: number } | undefined;

  constructor(run: PublishRun) {
    this.run = run;
  }

  /** An iteration is about to lose its name, for another one or another place. */
  begin({ iteration, name }: Extract<Step, { kind: 'unpublish' }>, wanted: Wanted): void {
    if (wanted.kind === 'published') {
      this.away ??= {
        iterationId: iteration.id,
        name,
        predictionResourceId: iteration.publishResourceId ?? wanted.predictionResourceId,
        since: this.run.clock.now(),
      };
    }
  }

  /** The iteration has its new name. */
  over(): void {
    if (this.away !== undefined) {
      this.ended = { name: this.away.name, ms: this.run.clock.now() - this.away.since };
      this.away = undefined;
    }
  }

  /** Gives the old name back if the new one was refused, once. @returns lines that say what came of it */
  async end(): Promise<string[]> {
    const { away } = this;
    if (away === undefined) {
      return [];
    }
    const { iterationId, name, predictionResourceId, since } = away;
    this.away = undefined;
    try {
      const old = { name, predictionResourceId, overwrite: false };
      await this.run.customVision.publishIteration(iterationId, old);
      this.run.outputs.set('changed', 'false');
      return [
        `Iteration ${iterationId} bears its old name ${quoted(name)} again, which was away for ${seconds(this.run.clock.now() - since)}.`,
      ];
    } catch (error) {
      if (this.run.signal.aborted) {
        this.away = away;
        throw error;
      }
      const why = error instanceof ServiceError ? ` (${serviceTrouble(error)})` : '';
      return [
        `Before, iteration ${iterationId} has lost its old name ${quoted(name)}, and could not get it back${why}: nothing answers under that name.`,
      ];
    }
  }

  /** What the cancelled run ends with. @param doing what it has asked for last */
  cancelled(doing: string): Failure {
    const { away } = this;
    return new Failure('cancelled', 'Cancelled', [
      `The run was cancelled after it had begun to ask the service to ${doing}: that may have been done.`,
      ...(away === undefined
        ? []
        : [
            `Iteration ${away.iterationId} may have lost its old name ${quoted(away.name)} by now, and nothing answers under it then.`,
          ]),
      'Next: run the workflow again: it looks what is published, and does the rest.',
    ]);
  }
}

/** `0.4 s`: of a name that is away, tenths count. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`;
}

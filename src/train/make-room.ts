/**
 * `keep-iterations`: deletes the oldest iterations, so that a project never comes to the limit of the service. A run
 * that is killed in between leaves the rest to the next training, and what two runs delete at once is gone once.
 */
import { adviceFor } from '../custom-vision/refusals.ts';
import { ServiceError, serviceTrouble } from '../custom-vision/service-error.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Run } from '../services.ts';
import type { KnownIterations } from './lost-start.ts';
import { describedDeletion, planRoom, type RoomPlan } from './room.ts';

/** Answers that are about one iteration, so that the next one may still be deleted. */
const OF_ONE = [400, 404, 409];

const NOTHING: RoomPlan = { before: [], onceBegun: [], stay: 0 };

/** The room that a training takes. */
export class Room {
  /** What the service did not delete, by its id, in lines for the user: where there is no room, that is why. */
  private readonly left = new Map<string, string>();
  private readonly keep: number | null;
  private readonly known: KnownIterations;
  private readonly run: Run;
  private plan = NOTHING;
  private told = '';

  /** @param keep see `planRoom`; `null`: nothing is deleted @param known is kept up to date */
  constructor(keep: number | null, known: KnownIterations, run: Run) {
    this.keep = keep;
    this.known = known;
    this.run = run;
  }

  get refused(): readonly string[] {
    return [...this.left.values()];
  }

  /** Tells what is to be deleted, and deletes what is over the number whether or not a training begins. */
  async make(): Promise<void> {
    if (this.keep === null) {
      return;
    }
    this.plan = planRoom([...this.known.values()], this.keep);
    this.tell(this.keep, this.plan);
    await this.deleteAll(this.plan.before);
  }

  /** Deletes those whose place is taken by an iteration that is being trained now. */
  async take(): Promise<void> {
    await this.deleteAll(this.plan.onceBegun);
  }

  private tell(keep: number, { before, onceBegun, stay }: RoomPlan): void {
    const lines = [
      ...(before.length === 0
        ? []
        : [
            `keep-iterations is ${keep}: these are over it, and are deleted before the training is asked for, the oldest first.`,
            ...before.map(describedDeletion),
          ]),
      ...(onceBegun.length === 0
        ? []
        : [
            `keep-iterations is ${keep}: if a training begins, its iteration takes the place of these, which are deleted then.`,
            ...onceBegun.map(describedDeletion),
          ]),
      ...(stay === 0
        ? []
        : [
            `With the one that is to be trained there will be ${stay} more than keep-iterations: the others are published, being trained, the newest, or compared with.`,
          ]),
    ];
    // While somebody else trains, the run asks again and again.
    if (lines.join('\n') !== this.told) {
      this.told = lines.join('\n');
      lines.forEach((line) => {
        this.run.report.info(line);
      });
    }
  }

  private async deleteAll(planned: readonly Iteration[]): Promise<void> {
    // One refusal of each is enough, however often the run asks for its training.
    const iterations = planned.filter(({ id }) => !this.left.has(id));
    for (const [index, iteration] of iterations.entries()) {
      const error = await this.delete(iteration);
      if (error !== undefined) {
        const isOfOne = error.ofTheApi && OF_ONE.includes(error.httpStatus ?? 0);
        const left = isOfOne ? [iteration] : iterations.slice(index);
        this.refuse(left, error);
        if (!isOfOne) {
          return;
        }
      }
    }
  }

  /** @returns the error if the service refused it, or could not be asked; the signal's reason is thrown when aborted */
  private async delete(iteration: Iteration): Promise<ServiceError | undefined> {
    const { customVision, report } = this.run;
    const { id, name, created } = iteration;
    let gone = 'Deleted';
    try {
      await customVision.deleteIteration(id);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      if (error.code !== 'NotFoundIteration') {
        return error;
      }
      gone = 'Gone already:';
    }
    this.known.delete(id);
    report.info(`${gone} iteration ${id}, ${quoted(name)}, made ${new Date(created).toISOString()}.`);
    return undefined;
  }

  private refuse(left: readonly Iteration[], error: ServiceError): void {
    left.forEach((iteration) => this.left.set(iteration.id, describedDeletion(iteration)));
    this.run.report.warning('Iteration not deleted', [
      `keep-iterations could not make room, the run goes on without: ${serviceTrouble(error)}.`,
      ...(error.detail === '' ? [] : [foreign(error.detail)]),
      'These stay:',
      ...left.map(describedDeletion),
      `Next: ${adviceFor(error).next}. The next training tries again.`,
    ]);
  }
}

/**
 * Keeps what the outputs and the summary tell of a run, while it goes on.
 */
import { Failure } from '../report/failure.ts';
import { showSummary } from '../summary/write-summary.ts';
import type { Done } from './carry-out.ts';
import type { Count } from './counts.ts';
import type { DatasetInputs } from './inputs.ts';
import type { Plan } from './plan.ts';
import type { DatasetRun } from './run.ts';
import { summaryOf } from './summary.ts';

export class DatasetStory {
  plan: Plan | null = null;
  counts: ReadonlyMap<string, Count> = new Map();
  /** `null`: nothing was begun, as in a dry run. */
  done: Done | null = null;
  private readonly inputs: DatasetInputs;
  private readonly run: DatasetRun;

  constructor(inputs: DatasetInputs, run: DatasetRun) {
    this.inputs = inputs;
    this.run = run;
  }

  /** Sets the outputs, and writes the summary if the run came to a plan. @param error why the run ended early */
  async end(error?: unknown): Promise<void> {
    const { plan, counts, done, run, inputs } = this;
    if (plan === null) {
      return;
    }
    const figures = {
      uploaded: done?.uploaded.length ?? 0,
      unchanged: plan.leave + (done?.foreign.length ?? 0),
      retagged: done?.retagged ?? 0,
      deleted: done?.deleted ?? 0,
      failed: done?.failed.length ?? 0,
    };
    for (const [name, value] of Object.entries(figures)) {
      run.outputs.set(name as keyof typeof figures, String(value));
    }
    const { uploaded, retagged, deleted } = figures;
    run.outputs.set('changed', String(uploaded + retagged + deleted > 0));
    const said = error instanceof Failure ? error : null;
    await showSummary(summaryOf({ plan, counts, done, figures, said, dryRun: inputs.dryRun }), run);
  }
}

/**
 * What the outputs and the summary tell of a sweep.
 */
import type { Env } from '../env.ts';
import { Failure } from '../report/failure.ts';
import type { Report } from '../report/report.ts';
import { showSummary } from '../summary/write-summary.ts';
import type { RelayInputs } from './inputs.ts';
import type { RelayOutputs } from './outputs.ts';
import type { Outcome, RelayRun } from './run.ts';
import { summaryOf } from './summary.ts';
import type { Swept } from './sweep.ts';

/** Beside what a sweep uses. */
export interface RelayServices {
  readonly outputs: RelayOutputs;
  /** Variables of the step. */
  readonly env: Env;
  readonly report: Report;
  readonly runs: Pick<RelayRun['runs'], 'sent'>;
  /** How many requests were sent to the service. */
  readonly asked: () => number;
}

export class RelayStory {
  rests = false;
  private swept: Swept | null = null;
  private readonly inputs: RelayInputs;
  private readonly services: RelayServices;

  constructor(inputs: RelayInputs, services: RelayServices) {
    this.inputs = inputs;
    this.services = services;
  }

  /** Sets the outputs, the moment that there is something to tell. */
  tell(swept: Swept): void {
    this.swept = swept;
    const { outputs } = this.services;
    const of = (kind: Outcome['kind']): Outcome[] => swept.outcomes.filter((one) => one.kind === kind);
    outputs.set(
      'resumed',
      JSON.stringify(of('resumed').map((one) => ({ ...ids(one), attempt: one.attempt }))),
    );
    for (const [name, kind] of [
      ['waiting', 'waiting'],
      ['given-up', 'given up'],
    ] as const) {
      outputs.set(name, JSON.stringify(of(kind).map((one) => ({ ...ids(one), why: one.why }))));
    }
  }

  /** Writes the summary. @param error why the run ended early */
  async end(error?: unknown): Promise<void> {
    const { swept, rests, services, inputs } = this;
    const { runs, asked } = services;
    const summary = summaryOf({
      ...{ swept, rests, dryRun: inputs.dryRun },
      said: error instanceof Failure ? error : null,
      requests: { service: asked(), github: runs.sent },
    });
    await showSummary(summary, services);
  }
}

/** As the outputs name them. */
function ids({ runId, iterationId, projectId }: Outcome) {
  return { run: runId, iteration: iterationId, project: projectId };
}

/**
 * The root action, as the edge runs it: its inputs, the real services, and its run.
 */
import { runStep } from './edge.ts';
import type { Env } from './env.ts';
import type { Inputs } from './inputs/inputs.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { run } from './main.ts';
import { Failure } from './report/failure.ts';
import { howToGoOn } from './report/going-on.ts';
import { Outputs } from './report/outputs.ts';
import { runnerReport } from './report/report.ts';
import { createServices, type ResourceServices } from './services.ts';

const CANCELLED = new Failure('cancelled', 'Cancelled', [
  'The run was cancelled. What it has started at the service goes on: a training cannot be cancelled there.',
  'Next: run the workflow again, it picks up where this run stopped.',
]);

/** Runs it as a step of a job: it never rejects. */
export async function trainAndExport(env: Env): Promise<void> {
  const outputs = new Outputs();
  let inputs: Inputs | undefined;
  let services: ResourceServices | undefined;
  const action = {
    outputs,
    cancelled: CANCELLED,
    run: async (signal: AbortSignal) => {
      inputs = readInputs(runnerReport.mask, env);
      services = await createServices(inputs, outputs, env, signal);
      return await run(inputs, services, signal);
    },
    goingOn: (failure: unknown) => howToGoOn(failure, inputs, outputs),
    lastLines: (status: string) => {
      const iterationId = outputs.get('iterationId');
      return status === 'cancelled' && iterationId !== ''
        ? [`To go on with what this run has begun: iteration-id: ${iterationId}`]
        : [];
    },
    busy: () => services?.artifacts.busy === true || services?.login.busy === true,
  };
  await runStep(action, env);
}

/**
 * The edge of the process: real services, signals, exit code. Nothing else acts when it is imported.
 */
import * as core from '@actions/core';
import { Failure, type FailureStatus, type Status } from './report/failure.ts';
import { foreign } from './report/foreign-text.ts';
import { howToGoOn } from './report/going-on.ts';
import type { Inputs } from './inputs/inputs.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { run } from './main.ts';
import { Outputs } from './report/outputs.ts';
import { runnerReport as report } from './report/report.ts';
import { createServices, type ResourceServices } from './services.ts';

/** The runner sends a cancelled job SIGINT, and SIGTERM 7.5 s later; on Windows the latter is CTRL_BREAK. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

async function main(): Promise<void> {
  const cancel = new AbortController();
  const outputs = new Outputs();
  const onSignal = (): void => {
    // The second signal ends the process at once. The runner then still reads what was written before.
    stopListening();
    outputs.set('status', 'cancelled');
    cancel.abort(
      new Failure('cancelled', 'Cancelled', [
        'The run was cancelled. What it has started at the service goes on: a training cannot be cancelled there.',
        'Next: run the workflow again, it picks up where this run stopped.',
      ]),
    );
  };
  const stopListening = (): void => {
    SIGNALS.forEach((signal) => process.off(signal, onSignal));
  };
  SIGNALS.forEach((signal) => process.on(signal, onSignal));
  let inputs: Inputs | undefined;
  let services: ResourceServices | undefined;
  let status: Status = 'succeeded';
  try {
    inputs = readInputs(report.mask, process.env);
    services = await createServices(inputs, outputs, process.env, cancel.signal);
    status = await run(inputs, services, cancel.signal);
  } catch (error) {
    status = fail(error, howToGoOn(error, inputs, outputs));
  } finally {
    outputs.finish(status);
    stopListening();
  }
  const iterationId = outputs.get('iterationId');
  if (status === 'cancelled' && iterationId !== '') {
    report.info(`To go on with what this run has begun: iteration-id: ${iterationId}`);
  }
  if (services?.artifacts.busy === true || services?.login.busy === true) {
    // A call to the artifact service or for a token takes no signal and would keep the process alive. Node calls back
    // when everything written before is written.
    process.stdout.write('', () => process.exit());
  }
}

/** The one place that makes the step red. @param goingOn how a later run goes on, where running again is not enough */
function fail(error: unknown, goingOn: readonly string[]): FailureStatus {
  process.exitCode = core.ExitCode.Failure;
  if (!(error instanceof Failure)) {
    report.error('Unexpected error', [
      'This should not have happened. Please report it, with the lines below.',
      ...traceOf(error),
      'Next: run the workflow again, it picks up where this run stopped.',
      ...goingOn,
    ]);
    return 'failed';
  }
  report.error(error.title, [
    error.message,
    ...goingOn,
    `More in docs/TROUBLESHOOTING.md under: ${error.title}`,
  ]);
  return error.status;
}

/** Name, first line and frames: the further lines of a message may hold the body of an answer. */
function traceOf(error: unknown): string[] {
  if (!(error instanceof Error)) {
    return [foreign(String(error))];
  }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const [first = ''] = error.message.split('\n');
  return [`${error.name}: ${first}`, ...frames].map(foreign);
}

await main();

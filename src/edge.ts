/**
 * The edge of the process: real services, what signals do, exit code.
 */
import * as core from '@actions/core';
import type { Env } from './env.ts';
import { listen, stopListening } from './process-events.ts';
import { Failure, type Status } from './report/failure.ts';
import { foreign } from './report/foreign-text.ts';
import { howToGoOn } from './report/going-on.ts';
import type { Inputs } from './inputs/inputs.ts';
import { readInputs } from './inputs/read-inputs.ts';
import { run } from './main.ts';
import { Outputs } from './report/outputs.ts';
import { runnerReport as report } from './report/report.ts';
import { moreAbout } from './report/troubleshooting.ts';
import { createServices, type ResourceServices } from './services.ts';
import { guardSecrets } from './report/debugging.ts';

const CANCELLED = new Failure('cancelled', 'Cancelled', [
  'The run was cancelled. What it has started at the service goes on: a training cannot be cancelled there.',
  'Next: run the workflow again, it picks up where this run stopped.',
]);

/** Runs the step, to whatever end: it never rejects. */
export async function runStep(env: Env): Promise<void> {
  const cancel = new AbortController();
  const outputs = new Outputs();
  listen({
    onSignal: () => {
      outputs.set('status', 'cancelled');
      cancel.abort(CANCELLED);
    },
    onUncaught: (error) => {
      endAtOnce(error, { outputs, env });
    },
  });
  let inputs: Inputs | undefined;
  let services: ResourceServices | undefined;
  let status: Status;
  let failure: unknown;
  try {
    cancel.signal.throwIfAborted();
    guardSecrets(env, report);
    inputs = readInputs(report.mask, env);
    services = await createServices(inputs, outputs, env, cancel.signal);
    status = await run(inputs, services, cancel.signal);
  } catch (error) {
    failure = error;
    status = error instanceof Failure ? error.status : 'failed';
  }
  finish(status, failure, { outputs, env }, howToGoOn(failure, inputs, outputs));
  stopListening();
  const iterationId = outputs.get('iterationId');
  if (status === 'cancelled' && iterationId !== '') {
    report.info(`To go on with what this run has begun: iteration-id: ${iterationId}`);
  }
  if (services?.artifacts.busy === true || services?.login.busy === true) {
    exitWhenWritten();
  }
}

interface Step {
  readonly outputs: Outputs;
  readonly env: Env;
}

/** Whether the run has written its outputs, and said why it failed. */
let isOver = false;

/** The one place that makes the step red. @param goingOn how a later run goes on, where running again is not enough */
function finish(
  status: Status,
  failure: unknown,
  { outputs, env }: Step,
  goingOn: readonly string[] = [],
): void {
  outputs.finish(status);
  const told = outputs.unwritten === undefined ? [] : [outputs.unwritten];
  const failures = status === 'succeeded' || status === 'pending' ? told : [failure, ...told];
  isOver = true;
  if (failures.length === 0) {
    return;
  }
  process.exitCode = core.ExitCode.Failure;
  const [first] = failures;
  if (!(first instanceof Failure)) {
    report.error('Unexpected error', [
      'This should not have happened. Please report it, with the lines below.',
      ...traceOf(first),
      ...told.map(({ message }) => message),
      'Next: run the workflow again, it picks up where this run stopped.',
      ...goingOn,
    ]);
    return;
  }
  // A file that cannot be written may itself be the failure.
  const all = [first, ...told.filter(({ title }) => title !== first.title)];
  const title = all.map((one) => one.title).join(', ') as typeof first.title;
  report.error(title, [
    ...all.map(({ message }) => message),
    ...goingOn,
    moreAbout({ title, headings: all.flatMap(({ headings }) => headings) }, env),
  ]);
}

/** The last safety net: an error outside of all promises leaves the run in a state that nobody knows. */
function endAtOnce(error: unknown, step: Step): void {
  if (isOver) {
    report.debug(`after the end of the run: ${traceOf(error).join(' ')}`);
    return;
  }
  finish('failed', error, step);
  exitWhenWritten();
}

/**
 * Ends the process though something still goes on: a call to the artifact service or for a token, say, takes no signal
 * and would keep it alive. Node calls back when everything written before is written.
 */
function exitWhenWritten(): void {
  process.stdout.write('', () => process.exit());
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

/**
 * The edge of the process, whichever action it runs: what signals do, the exit code, and the outputs on every end.
 */
import * as core from '@actions/core';
import {
  type Connection,
  connect,
  type Connecting,
  type ResourceAccess,
} from './custom-vision/connection.ts';
import type { Env } from './env.ts';
import { ensureNode } from './github/node-version.ts';
import { listen, stopListening } from './process-events.ts';
import { Failure, type FailureStatus, GREEN, type Status } from './report/failure.ts';
import { foreign } from './report/foreign-text.ts';
import { runnerReport as report } from './report/report.ts';
import type { StepOutputs } from './report/step-outputs.ts';
import { moreAbout } from './report/troubleshooting.ts';
import { guardSecrets } from './report/debugging.ts';

/** What the edge needs of an action. */
export interface Action {
  readonly outputs: Pick<StepOutputs<never>, 'set' | 'finish' | 'unwritten'>;
  /** What a cancelled run ends with. */
  readonly cancelled: Failure;
  /** Reads the inputs, and runs to the end. @param signal is aborted with `cancelled` */
  readonly run: (signal: AbortSignal) => Promise<Exclude<Status, FailureStatus>>;
  /** Further lines of the annotation: how a later run goes on, where running again is not enough. */
  readonly goingOn?: (failure: unknown) => readonly string[];
  /** What the log says last. */
  readonly lastLines?: (status: Status) => readonly string[];
  /** Whether something goes on that takes no signal, and would keep the process alive. */
  readonly busy: () => boolean;
}

interface Step {
  readonly action: Action;
  readonly env: Env;
}

/** Runs the step, to whatever end: it never rejects. */
export async function runStep(action: Action, env: Env): Promise<void> {
  const cancel = new AbortController();
  const step = { action, env };
  listen({
    onSignal: () => {
      action.outputs.set('status', 'cancelled');
      cancel.abort(action.cancelled);
    },
    onUncaught: (error) => {
      endAtOnce(error, step);
    },
  });
  let status: Status;
  let failure: unknown;
  try {
    cancel.signal.throwIfAborted();
    ensureNode(process.versions.node, process.execPath);
    guardSecrets(env, report);
    status = await action.run(cancel.signal);
  } catch (error) {
    failure = error;
    status = error instanceof Failure ? error.status : 'failed';
  }
  finish(status, failure, step, action.goingOn?.(failure));
  stopListening();
  action.lastLines?.(status).forEach((line) => {
    report.info(line);
  });
  if (action.busy()) {
    exitWhenWritten();
  }
}

/** An action of which one connection to a training resource is all that may still go on at its end. */
export interface ResourceAction<Inputs extends ResourceAccess> extends Pick<Action, 'outputs' | 'cancelled'> {
  readonly leastRole: Connecting['leastRole'];
  /** @param mask is told every secret before anything is done with it @throws Failure that names every refused input */
  readonly read: (mask: (secret: string) => void, env: Env) => Inputs;
  readonly run: (inputs: Inputs, connection: Connection, signal: AbortSignal) => ReturnType<Action['run']>;
}

/** Runs such an action as a step of a job: it never rejects. */
export async function runResourceStep<Inputs extends ResourceAccess>(
  env: Env,
  { outputs, cancelled, leastRole, read, run }: ResourceAction<Inputs>,
): Promise<void> {
  let connection: Connection | undefined;
  const action: Action = {
    outputs,
    cancelled,
    run: async (signal) => {
      const inputs = read(report.mask, env);
      connection = await connect(inputs, { env, signal, leastRole });
      return await run(inputs, connection, signal);
    },
    busy: () => connection?.login.busy === true,
  };
  await runStep(action, env);
}

/** Whether the run has written its outputs, and said why it failed. */
let isOver = false;

/** The one place that makes the step red. */
function finish(
  status: Status,
  failure: unknown,
  { action: { outputs }, env }: Step,
  goingOn: readonly string[] = [],
): void {
  outputs.finish(status);
  const told = outputs.unwritten === undefined ? [] : [outputs.unwritten];
  const failures = GREEN.some((one) => one === status) ? told : [failure, ...told];
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

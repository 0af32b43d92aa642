/**
 * The result of a step. The runner reads the files that the step has written after its process has ended, however it
 * ended.
 */
import { readCommandFile, readPairs, type CommandFile } from './command-files.ts';
import { SecretMasker } from './secret-masker.ts';
import type { Annotation, StepLog } from './step-log.ts';

export interface ActionRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Also `failure` if the runner refused a command of the step. */
  readonly conclusion: 'success' | 'failure';
  /** stdout and stderr as they were printed, unmasked, in the order of arrival. */
  readonly raw: string;
  /** As the runner shows it: commands executed, secrets masked. */
  readonly log: string;
  /** The annotations on the run's page: at most 10 of a level. */
  readonly annotations: readonly Annotation[];
  /** The texts that the step has masked, and the workflow's secrets. */
  readonly masks: readonly string[];
  readonly groups: readonly string[];
  /** The outputs that action.yml declares, by name. If the step sets one twice, the last value counts. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly undeclaredOutputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly addedPath: readonly string[];
  /** Markdown, masked; `""` if it was above 1 MiB. */
  readonly summary: string;
  /** Lines that the runner executed as commands although `@actions/core` does not write such commands. */
  readonly unexpectedCommands: readonly string[];
  /** A process that the action has started still held its output after the action had ended. */
  readonly leftRunning: boolean;
  /** `RUNNER_TEMP` */
  readonly tempFolder: string;
  /** `GITHUB_WORKSPACE`, the working folder. */
  readonly workspace: string;
  /** Removes the folder with all files of this run. */
  cleanUp(): Promise<void>;
}

interface Ended extends Pick<
  ActionRun,
  'exitCode' | 'signal' | 'leftRunning' | 'raw' | 'tempFolder' | 'workspace' | 'cleanUp'
> {
  readonly log: StepLog;
  readonly files: Readonly<Record<CommandFile, string>>;
  readonly declaredOutputs: readonly string[];
}

const SUMMARY_LIMIT_BYTES = 1024 * 1024;

export function concludeRun({ log, files, declaredOutputs, ...end }: Ended): ActionRun {
  const outputs = [...log.outputs, ...pairsOf('output', files.GITHUB_OUTPUT, log)];
  const state = [...log.state, ...pairsOf('state', files.GITHUB_STATE, log)];
  const env = pairsOf('env', files.GITHUB_ENV, log);
  const summary = summaryOf(files.GITHUB_STEP_SUMMARY, log);
  const isDeclared = ([name]: readonly [string, string]): boolean => declaredOutputs.includes(name);
  return {
    ...end,
    conclusion: end.exitCode === 0 && !log.failed ? 'success' : 'failure',
    log: log.lines.join('\n'),
    annotations: log.annotations,
    masks: log.masker.masks,
    groups: log.groups,
    outputs: Object.fromEntries(outputs.filter(isDeclared)),
    undeclaredOutputs: Object.fromEntries(outputs.filter((pair) => !isDeclared(pair))),
    state: Object.fromEntries(state),
    env: Object.fromEntries(env),
    addedPath: readCommandFile(files.GITHUB_PATH)
      .split(/\r?\n/)
      .filter((line) => line !== ''),
    summary,
    unexpectedCommands: log.unexpectedCommands,
  };
}

/**
 * The values that other jobs get if the job passes every output of the step on. The runner drops an output whose value
 * contains a masked text, and only writes a line to the log.
 */
export function jobOutputs(run: Pick<ActionRun, 'outputs' | 'masks'>): {
  outputs: Record<string, string>;
  dropped: string[];
} {
  const masker = new SecretMasker(run.masks);
  const all = Object.entries(run.outputs);
  return {
    outputs: Object.fromEntries(all.filter(([, value]) => !masker.hides(value))),
    dropped: all.filter(([, value]) => masker.hides(value)).map(([name]) => name),
  };
}

/** Reads the pairs. Those before a faulty line count; the faulty line fails the step. */
function pairsOf(what: string, file: string, log: StepLog): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  try {
    for (const pair of readPairs(readCommandFile(file))) pairs.push(pair);
  } catch (error) {
    log.fail(`Unable to process file command '${what}' successfully. ${String(error)}`);
  }
  return pairs;
}

function summaryOf(file: string, log: StepLog): string {
  const text = readCommandFile(file);
  const bytes = Buffer.byteLength(text);
  if (bytes <= SUMMARY_LIMIT_BYTES) return log.masker.apply(text);
  log.issue(
    'error',
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(bytes / 1024)}k.`,
  );
  return '';
}

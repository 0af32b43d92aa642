/**
 * What is left of a step when its process has ended: the runner reads the files it wrote, whatever its end was.
 */
import { readCommandFile, readPairs, type CommandFile } from './command-files.ts';
import { SecretMasker } from './secret-masker.ts';
import type { Annotation, StepLog } from './step-log.ts';

export interface ActionRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** `failure` also if the runner had to refuse something that the step asked for. */
  readonly conclusion: 'success' | 'failure';
  /** stdout and stderr as they were printed, unmasked, in the order of arrival. */
  readonly raw: string;
  /** As the runner shows it: commands executed, secrets masked. */
  readonly log: string;
  /** As the run's page shows them: at most 10 of a level. */
  readonly annotations: readonly Annotation[];
  /** What the step registered as secret, and what the workflow had. */
  readonly masks: readonly string[];
  readonly groups: readonly string[];
  /** Those that action.yml declares, by name; the last value wins. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly undeclaredOutputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly addedPath: readonly string[];
  /** Markdown, masked; `""` if it was above 1 MiB. */
  readonly summary: string;
  /** Lines that the runner executed as commands although `@actions/core` does not write such commands. */
  readonly unexpectedCommands: readonly string[];
  /** Something that the action started outlived it and still held its output. */
  readonly leftRunning: boolean;
  /** `RUNNER_TEMP` */
  readonly tempFolder: string;
  /** `GITHUB_WORKSPACE`, the working folder. */
  readonly workspace: string;
  /** Removes the folder in which everything was made for this run. */
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
 * What other jobs get if the job hands every output of the step on. An output whose value contains anything
 * masked is dropped by the runner, with no more than a line in the log.
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

/** Pairs before a faulty line count; the faulty line fails the step. */
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

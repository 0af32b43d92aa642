/**
 * Runs a JavaScript action as the GitHub Actions runner does. It gives the action the same environment, working folder,
 * closed stdin and pipes, reads the same files and commands, and cancels it in the same way.
 *
 * All files are in one new folder, which `cleanUp()` of the result removes.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readActionManifest } from './action-manifest.ts';
import { type CancelDelays, cancelled, endOf } from './action-process.ts';
import { concludeRun, type ActionRun } from './action-run.ts';
import { createCommandFiles } from './command-files.ts';
import { LineWatch } from './line-watch.ts';
import { OutputLines } from './output-lines.ts';
import {
  type IdTokenAccess,
  inputVariables,
  inputWarnings,
  machineVariables,
  runnerVariables,
} from './runner-environment.ts';
import { StepLog } from './step-log.ts';

export type { ActionRun };
export { jobOutputs } from './action-run.ts';

export interface ActionOptions {
  /** The folder with `action.yml`. The Node that runs this file also runs its `runs.main`. */
  readonly actionFolder: string;
  /** The step's `with`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Without these two the step has no artifact service. */
  readonly resultsUrl?: string;
  readonly runtimeToken?: string;
  /** `GITHUB_API_URL`. Default: that of the server. */
  readonly apiUrl?: string;
  /** What `${{ github.token }}` is in a default; masked from the start. Default: an empty text. */
  readonly githubToken?: string;
  /** Default: `train.yml` */
  readonly workflowFile?: string;
  /** Default: the job has no `id-token: write`. */
  readonly idTokens?: IdTokenAccess | undefined;
  /** Of the workflow run, as in its URL. */
  readonly runId?: string;
  readonly runAttempt?: number;
  /** `owner/name` */
  readonly repository?: string;
  readonly serverUrl?: string;
  /** The step's and the job's own variables, which replace the runner's. `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The values that the workflow took from `secrets`; they are masked from the start, and so is the runtime token. */
  readonly secrets?: readonly string[];
  /** `RUNNER_TEMP`, if the step shares it with another one; `cleanUp()` then leaves it. Default: a new folder. */
  readonly tempFolder?: string;
  /** Files in the working folder, by their path in it, as an earlier step has checked them out. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** `GITHUB_WORKSPACE`, which `cleanUp()` then leaves. Default: a new folder. */
  readonly workspace?: string;
  /** Runs `runs.post` in place of `runs.main`, with what that one has saved. */
  readonly postOf?: Pick<ActionRun, 'state'>;
  /** More arguments for Node, before the script: `['--import', file]`. */
  readonly nodeOptions?: readonly string[];
  /** Called with each line of the log as it is shown. */
  readonly onLine?: (line: string) => void;
}

export interface RunningAction {
  readonly pid: number | undefined;
  /** Resolves with the result when the action has ended. It does not reject if the action fails. */
  readonly ended: Promise<ActionRun>;
  /** The log as shown so far. */
  log(): string;
  /**
   * Resolves with the first line of the log that has the text, now or later. Rejects if the action ends without one.
   */
  waitFor(text: string | RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Sends SIGINT, 7.5 s later SIGTERM, and another 2.5 s later SIGKILL. On Windows the first one already kills. */
  cancel(delays?: CancelDelays): Promise<ActionRun>;
}

export function runAction(options: ActionOptions): Promise<ActionRun> {
  return startAction(options).ended;
}

export function startAction(options: ActionOptions): RunningAction {
  const manifest = readActionManifest(options.actionFolder, options.githubToken);
  // The real path, because the action sees its working folder without links.
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'runner-')));
  const folders = {
    workspace: options.workspace ?? path.join(root, 'work', 'repository'),
    runnerTemp: options.tempFolder ?? path.join(root, 'work', '_temp'),
    toolCache: path.join(root, 'work', '_tool'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(options.files ?? {})) {
    const file = path.join(folders.workspace, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const files = createCommandFiles(folders.runnerTemp);

  const watch = new LineWatch();
  const log = new StepLog({
    secrets: [
      ...(options.secrets ?? []),
      ...(options.runtimeToken === undefined ? [] : [options.runtimeToken]),
      ...(options.githubToken === undefined ? [] : [options.githubToken]),
      ...(options.idTokens === undefined ? [] : [options.idTokens.requestToken]),
    ],
    showsDebug: options.env?.RUNNER_DEBUG === '1',
    onLine: (line) => {
      watch.see(line);
      options.onLine?.(line);
    },
  });
  for (const warning of inputWarnings(manifest.inputs, options.inputs)) log.issue('warning', warning);

  const job = {
    runId: options.runId ?? '4711',
    runAttempt: options.runAttempt ?? 1,
    repository: options.repository ?? 'octocat/models',
    serverUrl: options.serverUrl ?? 'https://github.com',
    apiUrl: options.apiUrl,
    workflowFile: options.workflowFile ?? 'train.yml',
    resultsUrl: options.resultsUrl,
    runtimeToken: options.runtimeToken,
    idTokens: options.idTokens,
  };
  const script = options.postOf === undefined ? manifest.main : manifest.post;
  if (script === undefined) throw new Error(`The action in ${options.actionFolder} has no runs.post.`);
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), script], {
    cwd: folders.workspace,
    env: {
      ...machineVariables(),
      ...runnerVariables(job, folders),
      ...files,
      ...inputVariables(manifest.inputs, options.inputs),
      ...stateVariables(options.postOf),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let raw = '';
  const readers = [child.stdout, child.stderr].map((pipe) => {
    const lines = new OutputLines((line) => {
      log.take(line);
    });
    pipe.on('data', (chunk: Buffer) => {
      raw += lines.write(chunk);
    });
    return lines;
  });

  const ended = endOf(child)
    .then((end) => {
      for (const reader of readers) reader.end();
      return concludeRun({
        ...end,
        raw,
        log,
        files,
        declaredOutputs: manifest.outputs,
        tempFolder: folders.runnerTemp,
        workspace: folders.workspace,
        cleanUp: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
      });
    })
    .finally(() => {
      watch.end();
    });

  return {
    pid: child.pid,
    ended,
    log: () => log.lines.join('\n'),
    waitFor: (text) => watch.waitFor(text, log.lines),
    signal: (name) => {
      child.kill(name);
    },
    cancel: (delays) => cancelled(child, ended, delays),
  };
}

function stateVariables({ state = {} }: Partial<Pick<ActionRun, 'state'>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

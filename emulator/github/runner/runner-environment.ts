/**
 * The environment of a JavaScript action: the runner's variables and the inputs, and the few variables of the machine
 * that every process needs. It holds nothing else of the parent process.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { DeclaredInput } from './action-manifest.ts';

export interface JobContext {
  /** Of the workflow run, as in its URL. */
  readonly runId: string;
  readonly runAttempt: number;
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  /** Of the REST API; `undefined`: that of the server. */
  readonly apiUrl: string | undefined;
  /** Of the workflow's file, such as `train.yml`. */
  readonly workflowFile: string;
  readonly resultsUrl: string | undefined;
  readonly runtimeToken: string | undefined;
  readonly idTokens: IdTokenAccess | undefined;
}

/** What a job with `permissions: id-token: write` gets. */
export interface IdTokenAccess {
  readonly requestUrl: string;
  readonly requestToken: string;
}

export interface StepFolders {
  readonly workspace: string;
  readonly runnerTemp: string;
  readonly toolCache: string;
}

const OF_THE_MACHINE =
  process.platform === 'win32'
    ? [
        'PATH',
        'PATHEXT',
        'SystemRoot',
        'SystemDrive',
        'windir',
        'ComSpec',
        'TEMP',
        'TMP',
        'USERPROFILE',
        'APPDATA',
      ]
    : ['PATH', 'HOME', 'LANG'];
const RUNNER_OS: Partial<Record<NodeJS.Platform, string>> = { win32: 'Windows', darwin: 'macOS' };
const SHA = '1f0c2a1e5b7d4c3f9a8e6d5b4c3a2f1e0d9c8b7a';

export function machineVariables(): Record<string, string> {
  return Object.fromEntries(
    OF_THE_MACHINE.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function runnerVariables(job: JobContext, folders: StepFolders): Record<string, string> {
  const [owner = ''] = job.repository.split('/');
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: job.apiUrl ?? apiUrlOf(job.serverUrl),
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_EVENT_PATH: writeEvent(folders.runnerTemp, job.repository),
    GITHUB_JOB: 'train',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: job.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: String(job.runAttempt),
    GITHUB_RUN_ID: job.runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: job.serverUrl,
    GITHUB_SHA: SHA,
    GITHUB_WORKFLOW: 'train-and-deploy',
    GITHUB_WORKFLOW_REF: `${job.repository}/.github/workflows/${job.workflowFile}@refs/heads/main`,
    GITHUB_WORKFLOW_SHA: SHA,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'emulator',
    RUNNER_OS: RUNNER_OS[process.platform] ?? 'Linux',
    RUNNER_TEMP: folders.runnerTemp,
    RUNNER_TOOL_CACHE: folders.toolCache,
    RUNNER_WORKSPACE: path.dirname(folders.workspace),
    ...(job.resultsUrl !== undefined && { ACTIONS_RESULTS_URL: job.resultsUrl }),
    ...(job.runtimeToken !== undefined && { ACTIONS_RUNTIME_TOKEN: job.runtimeToken }),
    ...(job.idTokens !== undefined && {
      ACTIONS_ID_TOKEN_REQUEST_URL: job.idTokens.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: job.idTokens.requestToken,
    }),
  };
}

/** `INPUT_` + the name in upper case with blanks as `_` → the value given, else the default, else `""`. */
export function inputVariables(
  declared: readonly DeclaredInput[],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const values = new Map(declared.map((input) => [input.name.toLowerCase(), input.default]));
  for (const [name, value] of Object.entries(given)) values.set(name.toLowerCase(), value);
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

/** The lines that the runner writes about the inputs before the step starts. */
export function inputWarnings(
  declared: readonly DeclaredInput[],
  given: Readonly<Record<string, string>>,
): string[] {
  const names = Object.keys(given);
  const known = new Map(declared.map((input) => [input.name.toLowerCase(), input]));
  const deprecated = names.flatMap((name) => {
    const message = known.get(name.toLowerCase())?.deprecationMessage;
    return message === undefined ? [] : [`Input '${name}' has been deprecated with message: ${message}`];
  });
  const unexpected = names.filter((name) => !known.has(name.toLowerCase()));
  if (unexpected.length === 0) return deprecated;
  const valid = declared.map((input) => input.name).join("', '");
  return [...deprecated, `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`];
}

function apiUrlOf(serverUrl: string): string {
  const url = new URL(serverUrl);
  return `${url.protocol}//api.${url.host}`;
}

function writeEvent(runnerTemp: string, repository: string): string {
  const folder = path.join(runnerTemp, '_github_workflow');
  const file = path.join(folder, 'event.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ inputs: {}, repository: { full_name: repository } }));
  return file;
}

/**
 * One run of the built action, as the runner starts it, against the emulator; and what it left behind.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { type ActionRun, type RunningAction, startAction } from '../../emulator/github/runner/runner.ts';
import type { Artifact } from '../../emulator/github/artifacts/service.ts';
import type { RequestLogEntry } from '../../emulator/request-log.ts';
import { ERROR_HEADINGS, WARNING_HEADINGS } from '../../src/report/headings.ts';
import { SHORT_LIVED } from '../../trials/cheap-processes.ts';
import { leaksIn, secretsOf } from '../../trials/leaks.ts';
import { endWhatIsAwaited } from '../../trials/endings.ts';
import { letPass } from './time/hold.ts';
import { timeOf } from './time/timed-emulator.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const NATURAL_END = pathToFileURL(path.join(import.meta.dirname, 'natural-end.ts')).href;

/** Another action than the root one. */
export interface OtherAction {
  /** Below the repository's. */
  readonly folder: string;
  /** The inputs that fit the project. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The form of each output. */
  readonly forms: Readonly<Record<string, RegExp>>;
}

export interface ScenarioOptions {
  readonly action?: OtherAction;
  /** Files in the working folder, by their path in it. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Over the inputs that fit the project; an empty text is an input that is not given. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly runAttempt?: number;
  readonly serverUrl?: string;
  /** What `${{ github.token }}` is. */
  readonly githubToken?: string;
  /** The file of the workflow that this is a step of. */
  readonly workflowFile?: string;
  /** What the job asks for OIDC tokens with; without it, it has no right to. */
  readonly idTokens?: { readonly requestUrl: string; readonly requestToken: string };
  /** Preloaded into the action's process. */
  readonly preload?: string;
  /** The job of the workflow run that this is; a project has a workflow run of its own. */
  readonly jobId?: string;
  /** The artifact service's id of the workflow run, where several projects share one. */
  readonly workflowRun?: string;
  /** `RUNNER_TEMP`, where a later step of the job is to find what is in it; the caller removes it. */
  readonly tempFolder?: string;
  /** Gets the running action, to send it a signal, say. */
  readonly during?: (action: RunningAction) => Promise<unknown>;
  /** Parts of the paths of requests that the test leaves without an answer: shared time goes on all the same. */
  readonly unanswered?: readonly string[];
  /** The process is ended from outside, or ends itself after a cancel. */
  readonly endsByForce?: boolean;
}

export interface Scenario {
  readonly run: ActionRun;
  /** The file at the output modelPath, as the next step of the job would find it. */
  readonly model: Buffer | undefined;
  /** The requests that were sent meanwhile, as `METHOD path[?query] → status`, ids replaced. */
  readonly requests: readonly string[];
  /** What is left visible on the project's queue. */
  readonly queue: readonly string[];
}

/** The inputs of a step for this project, with key and account key. */
export function inputsFor(emulator: Emulator, project: SeededProject): Record<string, string> {
  return {
    endpoint: emulator.endpoint,
    'training-key': emulator.trainingKey,
    'project-id': project.projectId,
    'notification-queue-uri': project.notificationQueueUri,
    'export-model-container-uri': project.exportModelContainerUri,
    'storage-account-key': emulator.storageAccountKey,
  };
}

/**
 * Runs the action to its end, and checks what holds for every run: secrets, outputs, commands, a natural end. Its time
 * is the emulator's, where that was started by `startTimedEmulator`.
 */
export async function play(
  emulator: Emulator,
  project: SeededProject,
  options: ScenarioOptions = {},
): Promise<Scenario> {
  return await letPass(playNow(emulator, project, options));
}

async function playNow(
  emulator: Emulator,
  project: SeededProject,
  options: ScenarioOptions,
): Promise<Scenario> {
  const before = emulator.log.entries.length;
  const inputs = { ...(options.action?.inputs ?? inputsFor(emulator, project)), ...options.inputs };
  const secrets = [emulator.trainingKey, emulator.storageAccountKey];
  const folder = await mkdtemp(path.join(tmpdir(), 'scenario-'));
  const marker = path.join(folder, 'ended-naturally');
  const runtimeToken = emulator.artifacts.tokenFor({
    runId: options.workflowRun ?? workflowRunOf(project),
    ...(options.jobId === undefined ? {} : { jobId: options.jobId }),
  });
  const time = timeOf(emulator)?.expectAction(options.unanswered);
  const action = startAction({
    actionFolder: path.join(ROOT, options.action?.folder ?? '.'),
    inputs,
    resultsUrl: emulator.resultsUrl,
    runtimeToken,
    secrets,
    nodeOptions: [
      ...SHORT_LIVED,
      ...[time?.preload ?? NATURAL_END, options.preload].flatMap((file) =>
        file === undefined ? [] : ['--import', file],
      ),
    ],
    idTokens: options.idTokens,
    files: options.files ?? {},
    ...(options.tempFolder === undefined ? {} : { tempFolder: options.tempFolder }),
    ...(options.runAttempt === undefined ? {} : { runAttempt: options.runAttempt }),
    apiUrl: emulator.github.apiUrl,
    ...(options.githubToken === undefined ? {} : { githubToken: options.githubToken }),
    ...(options.workflowFile === undefined ? {} : { workflowFile: options.workflowFile }),
    ...(options.serverUrl === undefined ? {} : { serverUrl: options.serverUrl }),
    onLine: (line) => {
      endWhatIsAwaited(emulator, line);
    },
    // Not the login of whoever runs the tests.
    env: {
      NATURAL_END_FILE: marker,
      AZURE_CONFIG_DIR: folder,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...time?.env,
      ...options.env,
    },
  });
  const ended = action.ended.finally(() => time?.ended());
  const { during } = options;
  if (during !== undefined) {
    await (time === undefined ? during(action) : time.during(action, during));
  }
  const run = await ended;

  expect(leaksIn(run, secretsOf(emulator, [runtimeToken], inputs, options.env))).toEqual([]);
  expect(run.unexpectedCommands).toEqual([]);
  expect(run.undeclaredOutputs).toEqual({});
  expect(untitled(run)).toEqual([]);
  expect(run.leftRunning).toBe(false);
  if (options.endsByForce !== true) {
    expectForms(run, options.action?.forms ?? FORMS);
    expect(existsSync(marker)).toBe(true);
  }
  const model = await readFile(run.outputs.modelPath ?? '').catch(() => undefined);
  await Promise.all([run.cleanUp(), rm(folder, { recursive: true, maxRetries: 10 })]);
  // What the test itself asks from here on is none of them.
  const requests = emulator.log.entries.slice(before).map((entry) => told(entry, project, run));
  const { peekedMessageItems } = await project.queue
    .peekMessages({ numberOfMessages: 32 })
    .catch(() => ({ peekedMessageItems: [] }));
  return {
    run,
    model,
    requests,
    queue: peekedMessageItems.map(({ messageText }) => messageText),
  };
}

/** The artifact service's id of the workflow run that a project's scenarios belong to. */
export function workflowRunOf(project: SeededProject): string {
  return project.projectId;
}

/** The artifacts of a project's workflow run: name, digest, whether finished. */
export function artifactsOf(emulator: Emulator, project: SeededProject): Artifact[] {
  return emulator.artifacts.artifacts().filter(({ runId }) => runId === workflowRunOf(project));
}

/** Only the requests to the training API that write. */
export function writes({ requests }: Scenario): string[] {
  return requests.filter((request) => /^(POST|PATCH|DELETE) \/customvision/.test(request));
}

/** The error annotation of a run that ended red. */
export function errorOf(run: ActionRun): { title: string; message: string } {
  const errors = run.annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  return { title: errors[0]?.title ?? '', message: errors[0]?.message ?? '' };
}

const HEADINGS: readonly string[] = [...ERROR_HEADINGS, ...WARNING_HEADINGS];

/** What the run's page shows without one of the titles that are explained, each after a platform perhaps. */
function untitled({ annotations }: ActionRun): unknown[] {
  return annotations.filter(({ title }) => {
    const titles = title.replace(/^[A-Za-z]+(\/\w+)?: /, '').split(', ');
    return !titles.every((one) => HEADINGS.includes(one));
  });
}

function told(entry: RequestLogEntry, project: SeededProject, run: ActionRun): string {
  const { iterationId } = run.outputs;
  const target = `${entry.path}${entry.query === '' ? '' : `?${entry.query}`}`.replaceAll(
    project.projectId,
    '{project}',
  );
  const named =
    iterationId === undefined || iterationId === '' ? target : target.replaceAll(iterationId, '{iteration}');
  return `${entry.method} ${named} → ${entry.status ?? 'cut'}`;
}

const GUID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;
const SHA256 = /^([0-9a-f]{64})?$/;
/** From 0 to 1, with at most four digits. */
const FIGURE = /^(1|0|0\.\d{1,4})?$/;
/** Of the outputs of the root action. */
export const FORMS: Readonly<Record<string, RegExp>> = {
  iterationId: GUID,
  modelUri: /^(https?:\/\/[^?#\s]+)?$/,
  models: /^\[.*\]$/,
  status:
    /^(succeeded|pending|training-failed|below-threshold|export-failed|timed-out|cancelled|failed|dry-run)$/,
  trained: /^(true|false)$/,
  precision: FIGURE,
  recall: FIGURE,
  averagePrecision: FIGURE,
  metrics: /^(\{.*\})?$/,
  gate: /^(passed|failed|none)$/,
  summaryPath: /^((\/|[A-Z]:\\).*summary-[-0-9a-z]+\.md)?$/,
  projectId: GUID,
  modelPath: /^(\/.*|[A-Z]:\\.*)?$/,
  modelSha256: SHA256,
  artifactName: /^.*$/,
  artifactId: /^\d*$/,
  artifactUrl: /^(https:\/\/github\.com\/octocat\/models\/actions\/runs\/4711\/artifacts\/\d+)?$/,
  artifactDigest: SHA256,
};
const MODEL_KEYS = [
  ...[
    'platform',
    'flavor',
    'modelUri',
    'path',
    'sha256',
    'bytes',
    'artifactName',
    'artifactId',
    'artifactUrl',
  ],
];

/** Every output is there on every end, in its form, and the exit code fits the status. */
function expectForms({ outputs, exitCode }: ActionRun, forms: typeof FORMS): void {
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(forms).sort());
  for (const [name, form] of Object.entries(forms)) {
    expect(`${name}=${outputs[name] ?? ''}`).toMatch(
      new RegExp(`^${name}=${form.source.replace(/^\^/, '')}`),
    );
  }
  for (const model of JSON.parse(outputs.models ?? '[]') as object[]) {
    expect(Object.keys(model)).toEqual(MODEL_KEYS);
  }
  expect(exitCode).toBe(['succeeded', 'pending', 'dry-run'].includes(outputs.status ?? '') ? 0 : 1);
}

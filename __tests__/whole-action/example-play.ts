/**
 * Plays a workflow of `examples` whole: our actions as they are built, scripts in a real shell, artifacts by the
 * emulator's service. Two actions of others have services that are not to be had here, attestations and pull requests:
 * for these there are stand-ins, which take what the actions take.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { jobOutputs } from '../../emulator/github/runner/runner.ts';
import { download, expectInputs, upload } from '../../trials/workflow/artifact-steps.ts';
import {
  type NamedJob,
  type PlayedJob,
  playWorkflow,
  type StepResult,
  type TakenStep,
} from '../../trials/workflow/player.ts';
import { runShell } from '../../trials/workflow/shell-step.ts';
import { DATASET_FORMS } from './dataset-scenario.ts';
import { entraOf, machineOf } from './entra-job.ts';
import { folderOf, setUpFor } from './example-stage.ts';
import { publishing } from './publish-scenario.ts';
import { FORMS, play } from './scenario.ts';
import type { TimedEmulator } from './time/timed-emulator.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const REPOSITORY = 'octocat/models';
/** What the runner tells every script. */
const OF_THE_RUNNER = {
  GITHUB_REPOSITORY: REPOSITORY,
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '4711',
};
/** `gh attestation verify`, by the list of what was attested. */
const GH = `#!/bin/sh
[ "$1 $2 $4 $5" = "attestation verify --repo ${REPOSITORY}" ] && [ -n "$GH_TOKEN" ] || { echo "usage: $*"; exit 2; }
grep -qx "sha256:$(sha256sum "$3" | cut -d ' ' -f 1)" "$ATTESTED" || { echo "no attestation for $3"; exit 1; }
echo "verified"
`;

/** Stands for the folder of a job until that is known. */
const RUNNER_TEMP = '{RUNNER_TEMP}';

type Texts = Readonly<Record<string, string>>;

export interface ExampleOptions {
  /** What the repository holds, by path. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Values of contexts besides variables and secrets, by their whole name. */
  readonly values?: Texts;
  /** Comments on the pull request that are there already, by their header. */
  readonly comments?: Map<string, string>;
  /** What scripts see besides. */
  readonly env?: Texts;
  /** The labels of steps that are not taken: what they do is there already. */
  readonly without?: readonly string[];
  /** What is changed in the workflow. */
  readonly change?: (text: string) => string;
  /** Called before each step, with the folders of its job. */
  readonly before?: (label: string, folders: { workspace: string; temp: string }) => void;
}

export interface PlayedExample {
  readonly jobs: Readonly<Record<string, PlayedJob>>;
  /** `success`, `failure` or `skipped`, by job. */
  readonly results: Texts;
  /** By label of the step. */
  readonly logs: Texts;
  /** What scripts wrote into the summary, by label of the step. */
  readonly summaries: Texts;
  /** The environments of the jobs that ran. */
  readonly environments: readonly string[];
  /** The digests that were attested. */
  readonly attested: readonly string[];
  /** The names of the artifacts of the run. */
  readonly artifacts: readonly string[];
}

/** @param name of the file @param project whose queue and container it is set up with */
export async function playExample(
  emulator: TimedEmulator,
  project: SeededProject,
  name: string,
  options: ExampleOptions = {},
): Promise<PlayedExample> {
  const root = mkdtempSync(path.join(tmpdir(), 'example-'));
  try {
    return await new ExampleRun(emulator, project, root, options).play(name);
  } finally {
    rmSync(root, { recursive: true, maxRetries: 10 });
  }
}

class ExampleRun {
  /** Of the artifact service: every example is a run of its own. */
  readonly #runId = crypto.randomUUID();
  readonly #logs: Record<string, string> = {};
  readonly #summaries: Record<string, string> = {};
  readonly #environments = new Set<string>();
  readonly #attested: string[] = [];
  readonly #emulator: TimedEmulator;
  readonly #project: SeededProject;
  readonly #root: string;
  readonly #options: ExampleOptions;

  constructor(emulator: TimedEmulator, project: SeededProject, root: string, options: ExampleOptions) {
    this.#emulator = emulator;
    this.#project = project;
    this.#root = root;
    this.#options = options;
    mkdirSync(path.join(root, 'bin'));
    writeFileSync(path.join(root, 'bin', 'gh'), GH);
    chmodSync(path.join(root, 'bin', 'gh'), 0o755);
  }

  async play(name: string): Promise<PlayedExample> {
    const { application, tenantId } = entraOf(this.#emulator);
    const { vars, secrets } = setUpFor(this.#emulator, this.#project);
    const text = readFileSync(path.join(ROOT, 'examples', name), 'utf8');
    const jobs = await playWorkflow(this.#options.change?.(text) ?? text, {
      take: (step, job) => this.#take(step, job),
      secrets,
      vars: {
        ...vars,
        AZURE_CLIENT_ID: application.clientId,
        AZURE_READER_CLIENT_ID: application.clientId,
        AZURE_TENANT_ID: tenantId,
      },
      others: {
        'github.repository': REPOSITORY,
        'github.token': 'token',
        'runner.temp': RUNNER_TEMP,
        ...this.#options.values,
      },
    });
    const { artifacts } = this.#emulator;
    return {
      jobs,
      results: Object.fromEntries(Object.entries(jobs).map(([job, { result }]) => [job, result])),
      logs: this.#logs,
      summaries: this.#summaries,
      environments: [...this.#environments],
      attested: this.#attested,
      artifacts: artifacts.artifacts().flatMap((one) => (one.runId === this.#runId ? [one.name] : [])),
    };
  }

  async #take(step: TakenStep, job: NamedJob): Promise<StepResult> {
    const folder = path.join(this.#root, idOf(job));
    const [workspace, temp] = [path.join(folder, 'work'), path.join(folder, 'temp')];
    for (const each of [workspace, temp]) mkdirSync(each, { recursive: true });
    if (job.environment !== undefined) {
      this.#environments.add(job.environment);
    }
    this.#options.before?.(step.label, { workspace, temp });
    if (this.#options.without?.includes(step.label) === true) {
      return { succeeded: true, outputs: {} };
    }
    const [action = ''] = (step.uses ?? '').split('@');
    if (action.startsWith('OWNER/')) {
      return await this.#ours(step, job, temp);
    }
    if (action !== '') {
      const inputs = Object.entries(step.with).map(([name, value]) => [
        name,
        value.replace(RUNNER_TEMP, temp),
      ]);
      return {
        succeeded: await this.#theirs(action, Object.fromEntries(inputs) as Texts, job, workspace),
        outputs: {},
      };
    }
    const ran = await runShell(
      { ...step, run: step.run ?? '' },
      { env: { ...this.#shellVariables(), ...step.env }, temp, workspace },
    );
    this.#logs[step.label] = ran.log;
    this.#summaries[step.label] = ran.summary;
    return ran;
  }

  /** @param temp what a later step of the job finds again */
  async #ours(
    { uses = '', label, with: inputs }: TakenStep,
    job: NamedJob,
    temp: string,
  ): Promise<StepResult> {
    const folder = folderOf(uses);
    const forms =
      { dataset: DATASET_FORMS, publish: publishing(this.#emulator, this.#project).forms }[folder] ?? FORMS;
    const { run } = await play(this.#emulator, this.#project, {
      action: { folder, inputs, forms },
      env: machineOf(this.#emulator),
      files: this.#options.files ?? {},
      jobId: idOf(job),
      workflowRun: this.#runId,
      tempFolder: temp,
      ...(job.permissions?.['id-token'] === 'write' && { idTokens: entraOf(this.#emulator).idTokens }),
    });
    this.#logs[label] = run.log;
    const { outputs, dropped } = jobOutputs(run);
    expect(dropped).toEqual([]);
    return { succeeded: run.conclusion === 'success', outputs };
  }

  async #theirs(action: string, inputs: Texts, job: NamedJob, workspace: string): Promise<boolean> {
    const place = { service: this.#emulator.artifacts, runId: this.#runId, workspace };
    switch (action) {
      case 'actions/checkout':
        expect(job.permissions).toMatchObject({ contents: 'read' });
        for (const [name, bytes] of Object.entries(this.#options.files ?? {})) {
          mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
          writeFileSync(path.join(workspace, name), bytes, { mode: 0o755 });
        }
        return true;
      case 'actions/upload-artifact':
        return await upload(inputs, place);
      case 'actions/download-artifact':
        return await download(inputs, place);
      case 'actions/attest':
        expectInputs(inputs, ['subject-name', 'subject-digest']);
        expect(job.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
        expect(inputs['subject-digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
        this.#attested.push(inputs['subject-digest'] ?? '');
        return true;
      case 'marocchino/sticky-pull-request-comment':
        expectInputs(inputs, ['header', 'path']);
        expect(job.permissions).toMatchObject({ 'pull-requests': 'write' });
        this.#options.comments?.set(inputs.header ?? '', readFileSync(inputs.path ?? '', 'utf8'));
        return true;
      default:
        throw new Error(`${action} is not known here`);
    }
  }

  #shellVariables(): Texts {
    const attested = path.join(this.#root, 'attested');
    writeFileSync(attested, this.#attested.join('\n'));
    return {
      ...OF_THE_RUNNER,
      PATH: `${path.join(this.#root, 'bin')}:${process.env.PATH ?? ''}`,
      HOME: this.#root,
      ATTESTED: attested,
      // curl knows the emulator's certificate by it.
      CURL_CA_BUNDLE: entraOf(this.#emulator).caFile,
      ...this.#options.env,
    };
  }
}

/** The name of a job in a form that ids and folders have. */
function idOf({ name }: NamedJob): string {
  return name.replaceAll(/[^\w-]+/g, '-');
}

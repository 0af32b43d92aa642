/**
 * A workflow run that leaves a training, as GitHub keeps it, and sweeps of the relay.
 */
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import {
  type Conclusion,
  type Job,
  latestOf,
  type Run,
  type Workflow,
} from '../../emulator/github/rest/run.ts';
import type { Permissions } from '../../emulator/github/rest/tokens.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import { inputsFor, type OtherAction, play, type Scenario, type ScenarioOptions } from './scenario.ts';

/** What the runner says of each run that it plays. */
export const RUN_ID = 4711;
const HOUR_MS = 3_600_000;

const LIST = /^\[.*\]$/;

/** The permissions that relay/README.md asks for. */
export const PERMISSIONS = { actions: 'write', checks: 'read' } as const;

/** The relay, with keys. */
export function relaying(emulator: Emulator, project: SeededProject): OtherAction {
  const { endpoint, ...keys } = inputsFor(emulator, project);
  return {
    folder: 'relay',
    inputs: {
      endpoint: endpoint ?? '',
      'training-key': keys['training-key'] ?? '',
      'notification-queue-uri': keys['notification-queue-uri'] ?? '',
      'storage-account-key': keys['storage-account-key'] ?? '',
    },
    forms: {
      status: /^(succeeded|dry-run|cancelled|failed)$/,
      resumed: LIST,
      waiting: LIST,
      'given-up': LIST,
    },
  };
}

/** A sweep, as a job of relay.yml with these permissions. */
export function relayScenario(
  emulator: Emulator,
  project: SeededProject,
  permissions: Permissions = PERMISSIONS,
): ScenarioOptions {
  return {
    action: relaying(emulator, project),
    githubToken: emulator.github.api.tokens.issue(permissions),
    workflowFile: 'relay.yml',
  };
}

export async function sweepOf(
  emulator: Emulator,
  project: SeededProject,
  options: ScenarioOptions = {},
): Promise<Scenario> {
  return await play(emulator, project, { ...relayScenario(emulator, project), ...options });
}

/**
 * A training that has just ended and told so, and a run that began it and ended an hour before.
 * @param more the conclusion of its job `train`, and what the run is if not the usual one
 */
export async function endedTraining(
  emulator: Emulator,
  { projectId, queue }: SeededProject,
  {
    conclusion = 'success',
    id = RUN_ID,
    ...more
  }: { readonly conclusion?: Conclusion; readonly id?: number; readonly createdAt?: number } = {},
): Promise<{ readonly run: Run; readonly iterationId: string }> {
  const { repository } = emulator.github.api;
  const run = repository.addRun(workflowOf(emulator, 'train.yml'), {
    id,
    jobs: [{ name: 'train' }],
    ...more,
  });
  const { id: iterationId } = emulator.service.trainings.add(projectId, { name: `gh-${id}-0123abcd` });
  const job = jobOf(run, 'train');
  repository.jobs.finish(job, conclusion);
  backdate(job);
  const Content = { projectId, iterationId };
  await queue.sendMessage(JSON.stringify({ version: '1.0', type: 'Training', Content }));
  return { run, iterationId };
}

/** A workflow of the repository, by its file. */
export function workflowOf({ github }: Emulator, file: string): Workflow {
  const { repository } = github.api;
  const there = repository.workflows.find(({ path }) => path.endsWith(`/${file}`));
  return there ?? repository.addWorkflow(file);
}

/** A sweep that succeeded just now: the next one need not read the projects through. */
export function addSweep(emulator: Emulator): void {
  const { repository } = emulator.github.api;
  const run = repository.addRun(workflowOf(emulator, 'relay.yml'), { jobs: [{ name: 'sweep' }] });
  repository.jobs.finish(jobOf(run, 'sweep'), 'success');
}

/** The job of the latest attempt. */
export function jobOf(run: Run, name: string): Job {
  const found = latestOf(run).jobs.find(({ plan }) => plan.name === name);
  if (found === undefined) {
    throw new Error(`run ${run.id} has no job ${name}`);
  }
  return found;
}

/** Ends a job as a step of it has ended, with what that has said. */
export function finishJob({ github }: Emulator, job: Job, { annotations, conclusion }: ActionRun): void {
  github.api.repository.jobs.finish(
    job,
    conclusion === 'success' ? 'success' : 'failure',
    annotations.map(({ level, title, message }) => ({
      level: level === 'error' ? 'failure' : level,
      title,
      message,
    })),
  );
}

/** Long before the training ended, as it is where that takes hours. */
export function backdate(job: Job): void {
  job.startedAt = (job.startedAt ?? 0) - HOUR_MS;
  job.completedAt = (job.completedAt ?? 0) - HOUR_MS;
}

/** The requests of a scenario to GitHub and to the training API, without the beginning that all have. */
export function requestsOf({ requests }: Scenario): string[] {
  return requests.flatMap((request) => {
    const [, github] = /^(\w+ )\/repos\/octocat\/models\/(.*)$/.exec(request) === null ? [] : [1, request];
    const asked = github ?? (request.includes('/customvision/') ? request : undefined);
    return asked === undefined
      ? []
      : [
          asked
            .replace('/repos/octocat/models/actions/', '')
            .replace('/customvision/v3.4-preview/training', ''),
        ];
  });
}

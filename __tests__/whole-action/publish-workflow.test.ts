import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { jobOutputs } from '../../emulator/github/runner/runner.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { type PlayedJob, playWorkflow, type Stage } from '../../trials/workflow/player.ts';
import { newPicture } from '../contract/world.ts';
import { entraOf, machineOf } from './entra-job.ts';
import { folderOf, setUpFor } from './example-stage.ts';
import { publishedIn, publishing } from './publish-scenario.ts';
import { FORMS, play } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const EXAMPLES = path.join(import.meta.dirname, '..', '..', 'examples');

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 },
  });
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, ...LEAST_ROLES);
});
afterAll(async () => {
  await emulator.close();
});

interface Played {
  readonly jobs: Readonly<Record<string, PlayedJob>>;
  /** The environments of the jobs that ran. */
  readonly environments: readonly string[];
  /** What was published when the user's own check ran. */
  readonly verified: readonly string[][];
}

/** @param sees the probability of `hemlock` that every iteration sees @param isGood what the user's own check says */
async function playExample(
  file: string,
  project: SeededProject,
  { sees = 0.9, isGood = true }: { readonly sees?: number; readonly isGood?: boolean } = {},
): Promise<Played> {
  const environments: string[] = [];
  const verified: string[][] = [];
  const { application, tenantId, idTokens } = entraOf(emulator);
  const { vars, secrets } = setUpFor(emulator, project);
  const take: Stage['take'] = async ({ uses = '', run, with: inputs }, job) => {
    if (job.environment !== undefined) {
      environments.push(job.environment);
    }
    if (run !== undefined) {
      verified.push(publishedIn(project));
      return { succeeded: isGood, outputs: {} };
    }
    if (uses.startsWith('actions/checkout@')) {
      return { succeeded: true, outputs: {} };
    }
    for (const iteration of project.project.iterations) {
      iteration.predicts = { hemlock: sees };
    }
    const folder = folderOf(uses);
    const forms = folder === 'publish' ? publishing(emulator, project).forms : FORMS;
    const played = await play(emulator, project, {
      action: { folder, inputs, forms },
      env: machineOf(emulator),
      files: { 'test/hemlock.png': newPicture() },
      ...(job.permissions?.['id-token'] === 'write' ? { idTokens } : {}),
    });
    const { outputs, dropped } = jobOutputs(played.run);
    expect(dropped).toEqual([]);
    return { succeeded: played.run.conclusion === 'success', outputs };
  };
  const jobs = await playWorkflow(readFileSync(path.join(EXAMPLES, file), 'utf8'), {
    take,
    secrets,
    vars: {
      ...vars,
      AZURE_CLIENT_ID: application.clientId,
      AZURE_TENANT_ID: tenantId,
    },
  });
  return { jobs, environments, verified };
}

function resultsOf({ jobs }: Played): Record<string, string> {
  return Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]));
}

describe.each(['publish.yml', 'publish-oidc.yml'])('examples/%s', (file) => {
  test('publishes what it trains, and the next one in its place; rolls back where the check fails', async () => {
    const project = await emulator.addProject();
    const first = await playExample(file, project);

    expect(resultsOf(first)).toEqual({
      train: 'success',
      publish: 'success',
      verify: 'success',
      'roll-back': 'skipped',
    });
    expect(first.verified).toEqual([['1: production']]);
    expect(first.environments).toContain('production');

    emulator.service.projects.addImages(project.projectId, 3, project.project.tags[0]?.id);
    const second = await playExample(file, project, { isGood: false });

    expect(second.verified).toEqual([['2: production']]);
    expect(resultsOf(second)).toEqual({
      train: 'success',
      publish: 'success',
      verify: 'failure',
      'roll-back': 'success',
    });
    expect(second.jobs.publish?.outputs).toEqual({
      changed: 'true',
      previousIterationId: project.project.iterations[0]?.id,
    });
    expect(publishedIn(project)).toEqual(['1: production']);
  });

  test('publishes nothing that fails the smoke test', async () => {
    const project = await emulator.addProject();
    const played = await playExample(file, project, { sees: 0.7 });

    expect(resultsOf(played)).toEqual({
      train: 'success',
      publish: 'failure',
      verify: 'skipped',
      'roll-back': 'skipped',
    });
    expect(publishedIn(project)).toEqual([]);
  });
});

test('publishes nothing that the gate has stopped', async () => {
  const project = await emulator.addProject();
  const text = readFileSync(path.join(EXAMPLES, 'publish.yml'), 'utf8');
  expect(text).toContain('minimum-recall: 0.5');
  emulator.faults.add({
    operation: 'GetIterationPerformance',
    times: 100,
    fault: { status: 404, when: 'before', code: 'NotFoundIterationPerformance' },
  });
  const played = await playExample('publish.yml', project);
  emulator.faults.clear();

  expect(resultsOf(played)).toEqual({
    train: 'failure',
    publish: 'skipped',
    verify: 'skipped',
    'roll-back': 'skipped',
  });
  expect(publishedIn(project)).toEqual([]);
});

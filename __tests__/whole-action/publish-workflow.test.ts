import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { newPicture } from '../contract/world.ts';
import { entraOf } from './entra-job.ts';
import { playExample, type PlayedExample } from './example-play.ts';
import { publishedIn } from './publish-scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const EXAMPLES = path.join(import.meta.dirname, '..', '..', 'examples');
/** Their scripts are those of a runner with Ubuntu. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

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

interface Played extends PlayedExample {
  /** What was published when the user's own check ran. */
  readonly verified: readonly string[][];
}

/** @param sees the probability of `hemlock` that every iteration sees @param isGood what the user's own check says */
async function play(
  file: string,
  project: SeededProject,
  { sees = 0.9, isGood = true }: { readonly sees?: number; readonly isGood?: boolean } = {},
): Promise<Played> {
  const verified: string[][] = [];
  const played = await playExample(emulator, project, file, {
    files: {
      'test/hemlock.png': newPicture(),
      'test/ask-the-published-model.sh': Buffer.from(`#!/bin/sh\n${isGood ? 'true' : 'false'}\n`),
    },
    before: (label) => {
      for (const iteration of project.project.iterations) {
        iteration.predicts = { hemlock: sees };
      }
      if (label === 'verify.1') {
        verified.push(publishedIn(project));
      }
    },
  });
  return { ...played, verified };
}

onLinux.each(['publish.yml', 'publish-oidc.yml'])('examples/%s', (file) => {
  test('publishes what it trains, and the next one in its place; rolls back where the check fails', async () => {
    const project = await emulator.addProject();
    const first = await play(file, project);

    expect(first.results).toEqual({
      train: 'success',
      publish: 'success',
      verify: 'success',
      'roll-back': 'skipped',
    });
    expect(first.verified).toEqual([['1: production']]);
    expect(first.environments).toContain('production');

    emulator.service.projects.addImages(project.projectId, 3, project.project.tags[0]?.id);
    const second = await play(file, project, { isGood: false });

    expect(second.verified).toEqual([['2: production']]);
    expect(second.results).toEqual({
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
    const played = await play(file, project, { sees: 0.7 });

    expect(played.results).toEqual({
      train: 'success',
      publish: 'failure',
      verify: 'skipped',
      'roll-back': 'skipped',
    });
    expect(publishedIn(project)).toEqual([]);
  });
});

(process.platform === 'linux' ? test : test.skip)('publishes nothing that the gate has stopped', async () => {
  const project = await emulator.addProject();
  const text = readFileSync(path.join(EXAMPLES, 'publish.yml'), 'utf8');
  expect(text).toContain('minimum-recall: 0.5');
  emulator.faults.add({
    operation: 'GetIterationPerformance',
    times: 100,
    fault: { status: 404, when: 'before', code: 'NotFoundIterationPerformance' },
  });
  const played = await play('publish.yml', project);
  emulator.faults.clear();

  expect(played.results).toEqual({
    train: 'failure',
    publish: 'skipped',
    verify: 'skipped',
    'roll-back': 'skipped',
  });
  expect(publishedIn(project)).toEqual([]);
});

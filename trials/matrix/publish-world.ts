/**
 * What a cell about publishing is played in: a project where one iteration bears the name that applications ask for, and
 * another one, under a name of its own, is to take its place.
 */
import path from 'node:path';
import type { Azurite } from '../../emulator/azurite.ts';
import { findRoute } from '../../emulator/custom-vision/http/routing.ts';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import { type RunningAction, startAction } from '../../emulator/github/runner/runner.ts';
import { openGate, type Passing, type Watcher } from './gate.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'publish');
const RESOURCE =
  '/subscriptions/7a1e4f52-0000-4000-8000-5f0c6a6e3b11/resourceGroups/models/providers/Microsoft.CognitiveServices/accounts/prediction';
/** The smallest image that the service takes: the beginning of a PNG, 300 by 200 pixels. */
const IMAGE = Buffer.from('89504e470d0a1a0a0000000d49484452000001000000012c000000c8', 'hex');

export interface PublishWorld {
  readonly emulator: Emulator;
  readonly project: SeededProject;
  /** The iteration that bears the name, and the one that is to take its place. */
  readonly iterations: readonly [first: string, second: string];
  /** A run that publishes an iteration as `live`. */
  start(iterationId: string): RunningAction;
  /** What is published: `first: live`, say. */
  published(): string[];
  close(): Promise<void>;
}

/** @param watch sees every request of a run */
export async function openPublishWorld(azurite: Azurite, watch: Watcher): Promise<PublishWorld> {
  const emulator = await startEmulator({ azurite });
  const project = await emulator.addProject({ name: 'Matrix' });
  const { trainings } = emulator.service;
  const predicts = { hemlock: 0.9 };
  const first = trainings.add(project.projectId, {
    publishName: 'live',
    publishResourceId: RESOURCE,
    predicts,
  });
  const second = trainings.add(project.projectId, {
    ...{ publishName: 'staging', publishResourceId: RESOURCE, predicts },
  });
  const gate = await openGate('training', emulator.endpoint, watch);
  return {
    emulator,
    project,
    iterations: [first.id, second.id],
    start: (iterationId) =>
      startAction({
        actionFolder: FOLDER,
        inputs: {
          endpoint: `http://127.0.0.1:${gate.port}`,
          'training-key': emulator.trainingKey,
          'project-id': project.projectId,
          'iteration-id': iterationId,
          'publish-name': 'live',
          'prediction-resource-id': RESOURCE,
          'smoke-image': 'hemlock.png',
          'expected-tag': 'hemlock',
        },
        files: { 'hemlock.png': IMAGE },
        secrets: [emulator.trainingKey],
        env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      }),
    published: () =>
      [first, second].flatMap(({ publishName }, index) =>
        publishName === '' ? [] : [`${index === 0 ? 'first' : 'second'}: ${publishName}`],
      ),
    async close() {
      await emulator.close();
      await gate.close();
    },
  };
}

export function operationOf({ method, url }: Passing): string {
  return findRoute(method, url.pathname).operation.id;
}

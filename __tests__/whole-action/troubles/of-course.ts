/**
 * What ends a run in its course: a training, an export, a model or an artifact that is not as it should be.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { NOT_BY_ITSELF } from '../../../trials/endings.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { refusing, startStub } from './stub.ts';
import { attached, type Scene, type Trouble } from './trouble.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const CHANGING_DISK = pathToFileURL(path.join(import.meta.dirname, 'changing-disk.ts')).href;
const ARTIFACT = 'custom-vision-model.zip';

function iterationOf({ project }: Scene): string {
  return project.project.iterations[0]?.id ?? '?';
}

/** An export that is done, of an iteration that is trained, and whose backup is gone. */
async function exported(scene: Scene, downloadUri?: string): Promise<ScenarioOptions> {
  const { emulator, project } = scene;
  const { id, inputs } = attached(scene);
  const done = await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
  if (downloadUri !== undefined) {
    done.downloadUri = downloadUri;
    done.path = downloadUri;
  }
  return { inputs };
}

export const OF_COURSE: readonly Trouble[] = [
  {
    name: 'a training that fails',
    title: 'Training failed',
    status: 'training-failed',
    trained: 1,
    behavior: { trainingOutcome: 'failed' },
    says: (scene) => [
      `The training of iteration ${iterationOf(scene)} failed. The service says:\n| The training pipeline stopped`,
    ],
  },
  {
    name: 'a training that has failed before',
    title: 'Training failed before',
    status: 'training-failed',
    says: (scene) => [
      `iteration-id names iteration ${iterationOf(scene)}, whose training failed. The service says:\n| `,
    ],
    arrange: (scene) => ({ inputs: attached(scene, { status: 'Failed' }).inputs }),
  },
  {
    name: 'a lost answer to the start of a training, and an iteration that is only new',
    title: 'Training may have begun',
    says: (scene) => [
      `The answer to the start of the training was lost, and since then iteration ${iterationOf(scene)} is listed as new`,
    ],
    arrange: ({ emulator, project }) => {
      emulator.faults.add({ operation: 'TrainProject', fault: { reset: 'before' } });
      return {
        during: async (action) => {
          await action.waitFor('The answer to the start of the training was lost');
          emulator.service.trainings.add(project.projectId, { status: 'New' });
        },
      };
    },
  },
  {
    name: 'nothing to train, and no iteration',
    title: 'No iteration',
    says: () => ['nothing changed since the last training, but lists no iteration'],
    arrange: ({ emulator }) => {
      const fault = { status: 400, when: 'before', code: 'BadRequestTrainingNotNeeded' } as const;
      emulator.faults.add({ operation: 'TrainProject', fault });
      return {};
    },
  },
  {
    name: 'nothing changed, and when-unchanged is fail',
    title: 'Nothing changed',
    says: (scene) => [`nothing changed since iteration ${iterationOf(scene)}`, 'when-unchanged is fail'],
    arrange: (scene) => {
      attached(scene);
      return { inputs: { 'when-unchanged': 'fail' } };
    },
  },
  {
    name: 'an iteration that is not there',
    title: 'Iteration not found',
    says: (scene) => [
      `The project ${scene.project.projectId} has no iteration ${NOWHERE}.`,
      `\n| ${iterationOf(scene)} `,
    ],
    arrange: (scene) => {
      attached(scene);
      return { inputs: { 'iteration-id': NOWHERE } };
    },
  },
  {
    name: 'an iteration that is new',
    title: 'Iteration is not trained',
    says: (scene) => [`iteration-id names iteration ${iterationOf(scene)}, which is New`],
    arrange: (scene) => ({ inputs: attached(scene, { status: 'New' }).inputs }),
  },
  {
    name: 'a model that is not as good as it has to be',
    title: 'Model below the threshold',
    status: 'below-threshold',
    seed: { figures: { precision: 0.75, recall: 0.5, tags: { hemlock: { recall: 0.25 } } } },
    says: (scene) => [
      `Iteration ${iterationOf(scene)} is trained, but it does not reach what was asked for`,
      'recall 0.5, at least 0.8 (minimum)',
      'recall 0.25, at least 0.8 (minimum), of the tag "hemlock"',
      `run again with iteration-id: ${iterationOf(scene)}; the training is not repeated.`,
    ],
    arrange: (scene) => ({
      inputs: { ...attached(scene).inputs, 'minimum-recall': '0.8', 'minimum-for': 'tags' },
    }),
  },
  {
    name: 'figures that a rule needs and nobody may read',
    title: 'Key or role refused',
    says: (scene) => [
      `Could not read the metrics of iteration ${iterationOf(scene)}: the service answered 403.`,
    ],
    arrange: (scene) => {
      const fault = { status: 403, when: 'before' } as const;
      scene.emulator.faults.add({ operation: 'GetIterationPerformance', fault });
      return { inputs: { ...attached(scene).inputs, 'minimum-recall': '0.8' } };
    },
  },
  {
    name: 'an export that fails',
    title: 'Export failed',
    status: 'export-failed',
    behavior: { exportOutcome: 'failed' },
    says: (scene) => [`The service reports the export of iteration ${iterationOf(scene)} to ONNX as failed`],
    arrange: (scene) => ({ inputs: attached(scene).inputs }),
  },
  {
    name: 'an export that is done and nowhere',
    title: 'No model',
    status: 'export-failed',
    behavior: { backup: 'missing' },
    says: () => ['The export to ONNX is done, but no backup', 'and the service gives no download link'],
    arrange: async (scene) => await exported(scene, ''),
  },
  {
    name: 'a download link that is refused',
    title: 'Model not fetched',
    behavior: { backup: 'missing' },
    says: () => ['Could not fetch the export to ONNX by its download link. It answered:\n| 403\n'],
    arrange: async (scene) =>
      await exported(
        scene,
        `http://127.0.0.1:${await startStub(scene, refusing(403, 'AuthenticationFailed'))}/model`,
      ),
  },
  {
    name: 'a folder that cannot be written to',
    title: 'Model not fetched',
    says: () => [
      'Could not fetch the backup blob',
      '| ENOTDIR',
      'Next: make room, or let RUNNER_TEMP point to',
    ],
    arrange: async (scene) => {
      const file = path.join(scene.folder, 'no-folder');
      await writeFile(file, '');
      return { ...(await exported(scene)), env: { RUNNER_TEMP: file } };
    },
  },
  {
    name: 'a model that only begins like a zip',
    title: 'Model is damaged',
    status: 'export-failed',
    says: () => ['The exported model begins like a zip, but cannot be delivered as one:\n| '],
    arrange: async (scene) => {
      const damaged = Buffer.from('PK\x03\x04 and nothing else');
      const port = await startStub(scene, (_request, response) => response.end(damaged));
      const options = await exported(scene, `http://127.0.0.1:${port}/model`);
      const name = `${scene.project.projectId} - ${iterationOf(scene)}.ONNX`;
      await scene.project.container.getBlockBlobClient(name).uploadData(damaged);
      return options;
    },
  },
  {
    name: 'a backup of one of two flavors, and no way to the service’s own copies',
    title: 'No model',
    status: 'export-failed',
    behavior: { downloadUris: 'unreachable' },
    says: () => [
      'may be that of another flavor',
      'Next: let this runner reach the host of the download link',
    ],
    arrange: async (scene) => {
      const options = await exported(scene);
      const seed = { platform: 'ONNX', flavor: 'ONNX12' } as const;
      await scene.emulator.service.exports.add(scene.project.projectId, iterationOf(scene), seed);
      return options;
    },
  },
  {
    name: 'a sign-in page in place of the service’s own copy',
    title: 'Something else answered',
    behavior: { backup: 'missing' },
    says: () => ['something else answered for 127.0.0.1:', 'Next: see what answers in place of 127.0.0.1:'],
    arrange: async (scene) => {
      const port = await startStub(scene, (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      });
      return await exported(scene, `http://127.0.0.1:${port}/model`);
    },
  },
  {
    name: 'more uploads of one name than a matrix has jobs',
    title: 'Artifact name is taken',
    says: () => [`hold the name ${ARTIFACT} and the next 255. They are left as they are.`, 'modelPath'],
    arrange: async (scene) => {
      scene.emulator.artifacts.failNext('CreateArtifact', 256, 409);
      return await exported(scene);
    },
  },
  {
    name: 'a model that changes while it is uploaded',
    title: 'Artifact differs from the model',
    says: () => [`The artifact ${ARTIFACT} was stored with the SHA-256 `, ', but the model has '],
    arrange: async (scene) => ({ ...(await exported(scene)), preload: CHANGING_DISK }),
  },
  {
    name: 'an artifact service that refuses',
    title: 'Artifact service',
    says: () => [
      'Could not store the model as an artifact. The artifact service answered:\n| ',
      '403',
      'modelPath',
    ],
    arrange: async (scene) => {
      scene.emulator.artifacts.failNext('CreateArtifact', 1, 403);
      return await exported(scene);
    },
  },
  {
    name: 'an artifact service that takes no token of this job',
    title: 'Artifact service',
    says: () => [
      'Could not ask the artifact service of this workflow run, which is to take the model. Nothing was trained. It answered:\n| 401 ',
      'Next: run the job again, which gives it a new token',
    ],
    arrange: ({ emulator }) => {
      emulator.artifacts.breakDown('unauthenticated');
      return {};
    },
  },
  {
    name: 'an account without room for another artifact',
    title: 'Artifact storage used up',
    says: () => ['\n| Failed to CreateArtifact: Artifact storage quota has been hit.', 'modelPath'],
    arrange: async (scene) => {
      scene.emulator.artifacts.breakDown('quota');
      return await exported(scene);
    },
  },
  {
    name: 'a run whose time is up',
    title: 'Timed out',
    status: 'timed-out',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: (scene) => [`for the training of iteration ${iterationOf(scene)}, and timeout-minutes is used up.`],
    arrange: () => ({ inputs: { 'timeout-minutes': '1' } }),
  },
  {
    name: 'a run that is cancelled',
    onPosix: true,
    title: 'Cancelled',
    status: 'cancelled',
    trained: 1,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
    says: () => ['The run was cancelled. What it has started at the service goes on'],
    arrange: () => ({
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        action.signal('SIGINT');
      },
    }),
  },
];

/**
 * What goes wrong where an iteration is tested, published or taken back.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorHeading } from '../../../src/report/headings.ts';
import { newPicture } from '../../contract/world.ts';
import { publishing, RESOURCE } from '../publish-scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import { attached, type Scene, type Trouble } from './trouble.ts';

/** A step that publishes, with a smoke test. */
async function publishes(
  scene: Scene,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ScenarioOptions> {
  const image = path.join(scene.folder, 'bolt.png');
  await writeFile(image, newPicture());
  return {
    action: publishing(scene.emulator, scene.project),
    inputs: {
      'iteration-id': idOf(scene),
      'smoke-image': image,
      'expected-tag': 'hemlock',
      ...inputs,
    },
  };
}

function idOf({ project }: Scene): string {
  return project.project.iterations[0]?.id ?? '';
}

const PREDICTS = { predicts: { hemlock: 0.9, 'japanese cherry': 0.1 } };
const DOING = {
  PublishIteration: (scene: Scene) => `publish iteration ${idOf(scene)} as "live"`,
  UnpublishIteration: (scene: Scene) => `take the name "live" from iteration ${idOf(scene)}`,
  QuickTestImage: (scene: Scene) => `test iteration ${idOf(scene)} with the smoke image`,
} as const;

function refused(
  operation: keyof typeof DOING,
  status: number,
  code: string,
  title: ErrorHeading,
  next: string,
): Trouble {
  return {
    name: `${operation} is answered ${status} ${code}`,
    title,
    code,
    says: (scene) => [
      `Could not ${DOING[operation](scene)}: the service answered ${status} ${code}.\n| Thus it says.\nRequest id, for support:\n`,
      `\nNext: ${next}`,
    ],
    arrange: async (scene) => {
      const unpublishes = operation === 'UnpublishIteration';
      const published = { publishName: 'live', publishResourceId: RESOURCE };
      attached(scene, unpublishes ? published : PREDICTS);
      const fault = { status, when: 'before', code, message: 'Thus it says.' } as const;
      scene.emulator.faults.add({ operation, times: 100, fault });
      return unpublishes
        ? { action: publishing(scene.emulator, scene.project), inputs: { unpublish: 'true' } }
        : await publishes(scene);
    },
  };
}

const IMAGE = 'give another smoke-image: a JPEG, PNG, GIF or BMP of at most 6 MB';
const RESOURCE_ID = 'check prediction-resource-id: it is the Resource ID of a prediction resource';
const TOGETHER = 'somebody else publishes in this project at the same time';
const LATER = 'run again later; if it stays so, the model cannot be asked at all';
const DEPLOYMENT =
  'use the key, or give the workflow an identity with the role Cognitive Services Custom Vision Deployment';

export const OF_PUBLISHING: readonly Trouble[] = [
  refused(
    'PublishIteration',
    400,
    'BadRequestInvalidPublishName',
    'Publish name refused',
    'choose another publish-name',
  ),
  ...['BadRequestInvalidPublishTarget', 'BadRequestSubscriptionApi'].map((code) =>
    refused('PublishIteration', 400, code, 'Prediction resource refused', RESOURCE_ID),
  ),
  refused('PublishIteration', 404, 'NotFoundApimSubscription', 'Prediction resource refused', RESOURCE_ID),
  refused(
    'PublishIteration',
    400,
    'BadRequestIterationIsPublished',
    'Published otherwise meanwhile',
    TOGETHER,
  ),
  refused(
    'UnpublishIteration',
    400,
    'BadRequestIterationNotPublished',
    'Published otherwise meanwhile',
    TOGETHER,
  ),
  ...['Conflict', 'ConflictInvalid'].map((code) =>
    refused('PublishIteration', 409, code, 'Published otherwise meanwhile', TOGETHER),
  ),
  refused(
    'UnpublishIteration',
    400,
    'BadRequestUnpublishFailed',
    'Name not taken away',
    'run again; if it stays so',
  ),
  ...['ImageStream', 'ImageFormat', 'ImageSizeBytes', 'ImageDimensions', 'ImageAspectRatio'].map((what) =>
    refused('QuickTestImage', 400, `BadRequest${what}`, 'Smoke image refused', IMAGE),
  ),
  refused('QuickTestImage', 415, 'UnsupportedMediaType', 'Smoke image refused', IMAGE),
  refused(
    'QuickTestImage',
    404,
    'NotFoundProjectDefaultIteration',
    'Iteration not found',
    'the iteration was deleted meanwhile: give another iteration-id',
  ),
  ...['', 'ServiceUnavailable', 'ModelNotFound', 'ModelNotCached', 'Storage'].map((what) =>
    refused('QuickTestImage', 500, `ErrorPrediction${what}`, 'No prediction', LATER),
  ),
  ...['ForbiddenUserResource', 'ForbiddenUserInsufficientCapability'].map((code) =>
    refused('PublishIteration', 403, code, 'Key or role refused', DEPLOYMENT),
  ),
  refused(
    'PublishIteration',
    400,
    'BadRequestCustomerManagedKeyRevoked',
    'Key or role refused',
    'the resource keeps its data under a key of your own, which was revoked',
  ),
  {
    name: 'an iteration that sees something else in the smoke image',
    title: 'Smoke test failed',
    status: 'smoke-test-failed',
    says: () => [
      '"hemlock" has a probability of 0.3, and at least 0.5 is wanted',
      '\n| 0.3 hemlock\n| 0.1 japanese cherry\nNext: ',
    ],
    arrange: async (scene) => {
      attached(scene, { predicts: { hemlock: 0.3, 'japanese cherry': 0.1 } });
      return await publishes(scene);
    },
  },
  {
    name: 'an iteration that has to lose a name before it gets another one',
    title: 'Name was away',
    status: 'succeeded',
    next: false,
    says: () => ['had to lose the name "staging" first, and was away for '],
    arrange: async (scene) => {
      attached(scene, { ...PREDICTS, publishName: 'staging' });
      return await publishes(scene);
    },
  },
];

/**
 * The story that every foreign client plays on the emulator, from an empty project to a published model. A client
 * tells it in lines; all have to tell the same, as far as it does not depend on ids and figures.
 */
import { buffer } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { tinyPng } from '../../scripts/live-test/tiny-png.ts';

/** What a client needs to know. The queue and the container are there already, as the guide wants it. */
export interface Setting {
  endpoint: string;
  trainingKey: string;
  projectName: string;
  notificationQueueUri: string;
  exportModelContainerUri: string;
  /** ARM id of the prediction resource. */
  predictionId: string;
  /** Base64 of small PNGs: the first eleven are sent to the tags in turn, the last comes as a form. */
  images: string[];
}

export const TRANSCRIPT: readonly string[] = [
  'get domains: General (compact) is exportable to ONNX',
  'create project: Multiclass, General (compact), ONNX, integrated with queue and container',
  'create tags: bolt, nut',
  'create images from files: OK × 11',
  'create images from files, the first again: OKDuplicate',
  'create images from data: OK',
  'get tagged image count: 12',
  'get tags: bolt 6, nut 6',
  'take a tag off an image: 1 untagged',
  'tag it again, twice: 1 created, 1 duplicated',
  'update image metadata: OK, shelf 3',
  "get images with shelf eq '3': 1",
  'get images by ids: 2',
  'create and delete an image region: 1 created, 0 left',
  'train project: Training, Regular',
  'train project again: 400 BadRequestTrainingAlreadyInProgress',
  'wait: Completed, exportable',
  'train project again: 400 BadRequestTrainingNotNeeded',
  'get performance: 2 tags, precision and recall between 0 and 1',
  'update iteration: called first',
  'export iteration: ONNX, Exporting',
  'wait: Done, a zip',
  'export iteration again: 400 BadRequestExportAlreadyInProgress',
  'publish iteration: true',
  'get iteration: called first, published as sorter',
  'delete iteration: 400 BadRequestIterationIsPublished',
  'unpublish iteration, delete iteration: gone',
  'get iteration: 404 NotFoundIteration',
  'delete project: gone',
];

const IMAGE_COUNT = 12;

/** A training and an export end when a client asks about them, however long it takes to get there. */
export const ENDS_WHEN_ASKED_ABOUT = { trainingSeconds: Infinity, exportSeconds: Infinity };

/** Called right before an answer is sent, which still tells that it runs. */
export function endWhatIsAskedAbout({ service }: Emulator, { operation }: Exchange): void {
  for (const { id: projectId, iterations } of service.projects.all()) {
    for (const { id, exports } of iterations) {
      if (operation === 'GetIteration') service.trainings.finish(projectId, id);
      if (operation === 'GetExports') {
        for (const { platform } of exports) service.exports.finish(projectId, id, platform);
      }
    }
  }
}

export function settingOf(emulator: Emulator, storage: SeededProject, projectName: string): Setting {
  return {
    endpoint: emulator.endpoint,
    trainingKey: emulator.trainingKey,
    projectName,
    notificationQueueUri: storage.notificationQueueUri,
    exportModelContainerUri: storage.exportModelContainerUri,
    predictionId:
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/models/providers/Microsoft.CognitiveServices/accounts/prediction',
    images: Array.from({ length: IMAGE_COUNT }, (_, index) =>
      tinyPng(0x102030 + 0x101010 * index).toString('base64'),
    ),
  };
}

/** One message of each type and the backup are left in storage, and no request was one that is not documented. */
export async function expectAftermath(
  emulator: Emulator,
  { queue, container }: SeededProject,
): Promise<void> {
  expect(emulator.log.entries.filter(({ refused }) => refused !== undefined)).toEqual([]);
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
  const messages = peekedMessageItems.map(({ messageText }) => JSON.parse(messageText) as Notified);
  expect(messages.map(({ type }) => type)).toEqual(['ConnectionTest', 'Training', 'Export']);
  const [, training, exported] = messages.map(({ Content }) => Content);
  expect(training).toMatchObject({ trainingStatus: 'TrainingCompleted' });
  expect(exported).toMatchObject({
    projectId: training?.projectId,
    iterationId: training?.iterationId,
    exportStatus: 'ExportCompleted',
  });
  const name = `${String(exported?.projectId)} - ${String(exported?.iterationId)}.ONNX`;
  expect(exported?.modelUri).toBe(`${container.url}/${encodeURIComponent(name)}`);
  const { readableStreamBody } = await container.getBlobClient(name).download();
  if (readableStreamBody === undefined) throw new Error('the backup has no body');
  const backup = await buffer(readableStreamBody);
  expect(backup.toString('latin1', 0, 4)).toBe('PK\x03\x04');
}

interface Notified {
  type: string;
  Content: Record<string, string>;
}

/** Microsoft's last client for JavaScript drives the emulator whole. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainingAPIClient, type TrainingAPIModels } from '@azure/cognitiveservices-customvision-training';
import { ApiKeyCredentials, RestError } from '@azure/ms-rest-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import { tinyPng } from '../../scripts/live-test/tiny-png.ts';
import {
  endWhatIsAskedAbout,
  ENDS_WHEN_ASKED_ABOUT,
  expectAftermath,
  type Setting,
  settingOf,
  TRANSCRIPT,
} from './story.ts';

const LOOK_PAUSE_MS = 200;

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    azuriteOptions: BUILT_AZURITE,
    behavior: { ...ENDS_WHEN_ASKED_ABOUT, modelBytes: 50_000 },
    onExchange: (exchange) => {
      endWhatIsAskedAbout(emulator, exchange);
    },
  });
});
afterAll(async () => {
  await emulator.close();
});

test('@azure/cognitiveservices-customvision-training goes from an empty project to a published model', async () => {
  const storage = await emulator.addProject();
  const transcript = await drive(settingOf(emulator, storage, 'Driven by JavaScript'));

  expect(transcript).toEqual(TRANSCRIPT);
  await expectAftermath(emulator, storage);
});

async function drive(setting: Setting): Promise<string[]> {
  const transcript: string[] = [];
  const tell = (line: string): void => void transcript.push(line);
  const client = new TrainingAPIClient(
    new ApiKeyCredentials({ inHeader: { 'Training-key': setting.trainingKey } }),
    setting.endpoint,
    { noRetryPolicy: true },
  );

  const domains = await client.getDomains();
  const domain = domains.find(({ name, type }) => name === 'General (compact)' && type === 'Classification');
  if (domain === undefined) throw new Error('there is no compact domain');
  const exportable = domain.exportable === true && domain.exportablePlatforms?.includes('ONNX') === true;
  tell(`get domains: ${String(domain.name)} is ${exportable ? 'exportable to ONNX' : 'not exportable'}`);

  const { notificationQueueUri, exportModelContainerUri } = setting;
  const project = await client.createProject(setting.projectName, {
    domainId: domain.id ?? '',
    classificationType: 'Multiclass',
    targetExportPlatforms: ['ONNX'],
    options: { notificationQueueUri, exportModelContainerUri },
  });
  const { settings } = project;
  const integrated =
    settings.notificationQueueUri === notificationQueueUri &&
    settings.exportModelContainerUri === exportModelContainerUri;
  tell(
    [
      `create project: ${String(settings.classificationType)}`,
      settings.domainId === domain.id ? domain.name : settings.domainId,
      settings.targetExportPlatforms?.join(' '),
      integrated ? 'integrated with queue and container' : 'not integrated',
    ].join(', '),
  );
  const projectId = project.id ?? '';

  const bolt = await client.createTag(projectId, 'bolt');
  const nut = await client.createTag(projectId, 'nut', { description: 'with a thread', type: 'Regular' });
  tell(`create tags: ${bolt.name}, ${nut.name}`);
  const tagIds = [bolt.id ?? '', nut.id ?? ''];

  const files = setting.images.map((image, index) => ({
    name: `image-${index + 1}.png`,
    contents: Buffer.from(image, 'base64'),
    tagIds: tagIds.slice(index % 2, (index % 2) + 1),
  }));
  const last = files.pop();
  const sent = await client.createImagesFromFiles(projectId, { images: files });
  tell(`create images from files: ${statusesOf(sent)}`);
  const again = await client.createImagesFromFiles(projectId, { images: files.slice(0, 1) });
  tell(`create images from files, the first again: ${statusesOf(again)}`);
  const asForm = await client.createImagesFromData(projectId, last?.contents ?? '', {
    tagIds: last?.tagIds ?? [],
  });
  tell(`create images from data: ${statusesOf(asForm)}`);
  const { body: count } = await client.getTaggedImageCount(projectId);
  tell(`get tagged image count: ${count}`);
  const tags = await client.getTags(projectId);
  const byName = tags.map(({ name, imageCount }) => `${name} ${String(imageCount)}`).sort();
  tell(`get tags: ${byName.join(', ')}`);

  await changeImages(client, { projectId, tagIds }, tell);

  const started = await client.trainProject(projectId);
  const iterationId = started.id ?? '';
  tell(`train project: ${String(started.status)}, ${String(started.trainingType)}`);
  tell(`train project again: ${await refusal(client.trainProject(projectId))}`);
  let trained: TrainingAPIModels.Iteration = started;
  while (trained.status === 'Training') {
    await sleep(LOOK_PAUSE_MS);
    trained = await client.getIteration(projectId, iterationId);
  }
  const named = trained.exportable === true ? 'exportable' : 'not exportable';
  tell(`wait: ${String(trained.status)}, ${named}`);
  tell(`train project again: ${await refusal(client.trainProject(projectId, { forceTrain: false }))}`);

  const { perTagPerformance, precision, recall } = await client.getIterationPerformance(
    projectId,
    iterationId,
    { threshold: 0.5, overlapThreshold: 0.3 },
  );
  const shares = [precision, recall].every((share) => share !== undefined && share >= 0 && share <= 1);
  tell(
    `get performance: ${String(perTagPerformance?.length)} tags, precision and recall ${shares ? 'between 0 and 1' : 'wild'}`,
  );
  const renamed = await client.updateIteration(projectId, iterationId, { name: 'first' });
  tell(`update iteration: called ${renamed.name}`);

  const exporting = await client.exportIteration(projectId, iterationId, 'ONNX');
  tell(`export iteration: ${String(exporting.platform)}, ${String(exporting.status)}`);
  let [exported] = await client.getExports(projectId, iterationId);
  while (exported?.status === 'Exporting') {
    await sleep(LOOK_PAUSE_MS);
    [exported] = await client.getExports(projectId, iterationId);
  }
  const answer = await fetch(exported?.downloadUri ?? '');
  const start = Buffer.from(await answer.arrayBuffer()).toString('latin1', 0, 4);
  tell(`wait: ${String(exported?.status)}, ${start === 'PK\x03\x04' ? 'a zip' : 'no zip'}`);
  tell(`export iteration again: ${await refusal(client.exportIteration(projectId, iterationId, 'ONNX'))}`);

  const { body: done } = await client.publishIteration(
    projectId,
    iterationId,
    'sorter',
    setting.predictionId,
  );
  tell(`publish iteration: ${String(done)}`);
  const { name, publishName } = await client.getIteration(projectId, iterationId);
  tell(`get iteration: called ${name}, published as ${String(publishName)}`);
  tell(`delete iteration: ${await refusal(client.deleteIteration(projectId, iterationId))}`);
  await client.unpublishIteration(projectId, iterationId);
  await client.deleteIteration(projectId, iterationId);
  const left = await client.getIterations(projectId);
  tell(
    `unpublish iteration, delete iteration: ${left.some(({ id }) => id === iterationId) ? 'still there' : 'gone'}`,
  );
  tell(`get iteration: ${await refusal(client.getIteration(projectId, iterationId))}`);
  await client.deleteProject(projectId);
  const projects = await client.getProjects();
  tell(`delete project: ${projects.some(({ id }) => id === projectId) ? 'still there' : 'gone'}`);
  return transcript;
}

/** What is done to images that are there. They end as they were, but for the metadata of one. */
async function changeImages(
  client: TrainingAPIClient,
  { projectId, tagIds: [tagId = ''] }: { projectId: string; tagIds: readonly string[] },
  tell: (line: string) => void,
): Promise<void> {
  const [first, second] = await client.getTaggedImages(projectId, { tagIds: [tagId] });
  const imageId = first?.id ?? '';
  await client.deleteImageTags(projectId, [imageId], [tagId]);
  const untagged = await client.getUntaggedImages(projectId);
  tell(`take a tag off an image: ${untagged.length} untagged`);
  const entry = { imageId, tagId };
  const { created, duplicated } = await client.createImageTags(projectId, { tags: [entry, entry] });
  tell(`tag it again, twice: ${String(created?.length)} created, ${String(duplicated?.length)} duplicated`);
  const { images: [updated] = [] } = await client.updateImageMetadata(projectId, [imageId], { shelf: '3' });
  tell(`update image metadata: ${String(updated?.status)}, shelf ${String(updated?.metadata?.shelf)}`);
  const filtered = await client.getImages(projectId, { filter: "shelf eq '3'" });
  tell(`get images with shelf eq '3': ${filtered.length}`);
  const both = await client.getImagesByIds(projectId, { imageIds: [imageId, second?.id ?? ''] });
  tell(`get images by ids: ${both.length}`);

  const domains = await client.getDomains();
  const detection = domains.find(
    ({ name, type }) => name === 'General (compact)' && type === 'ObjectDetection',
  );
  const { id: boxes = '' } = await client.createProject('Boxes of JavaScript', {
    domainId: detection?.id ?? '',
  });
  const { id: boxTag = '' } = await client.createTag(boxes, 'bolt');
  const picture = tinyPng(0x7f7f7f);
  const sent = await client.createImagesFromFiles(boxes, { images: [{ name: 'a.png', contents: picture }] });
  const boxed = sent.images?.[0]?.image?.id ?? '';
  const region = { imageId: boxed, tagId: boxTag, left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
  const { created: regions = [] } = await client.createImageRegions(boxes, { regions: [region] });
  await client.deleteImageRegions(boxes, [regions[0]?.regionId ?? '']);
  const [left] = await client.getImagesByIds(boxes, { imageIds: [boxed] });
  tell(`create and delete an image region: ${regions.length} created, ${left?.regions?.length ?? 0} left`);
  await client.deleteProject(boxes);
}

/** Each status with its number, such as `OK × 11`; alone if there is one image. */
function statusesOf({ images = [] }: TrainingAPIModels.ImageCreateSummary): string {
  const statuses = new Set(images.map(({ status }) => status));
  const number = images.length === 1 ? '' : ` × ${images.length}`;
  return [...statuses].join(' and ') + number;
}

/** Status and code of the service's refusal. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const { code } = error.body as TrainingAPIModels.CustomVisionError;
    return `${String(error.statusCode)} ${code}`;
  }
  return 'not refused';
}

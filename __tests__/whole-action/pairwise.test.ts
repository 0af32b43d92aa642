/**
 * Where public sources leave the live service's behaviour open, the action has to work with every answer. All of
 * them at once would be hundreds of runs; every two answers meet in the few that are played here.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import covertable from 'covertable';
import yauzl from 'yauzl';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import type { Artifact } from '../../emulator/github/artifacts/service.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, play } from './scenario.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';
import { allPairs, answersOf, behaviorOf, type Combination, pairsMetIn, UNKNOWNS } from './unknowns.ts';

const TRIES = 50;
const TAKES = { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 };

/** The generator does not look for the fewest: this is the shortest of some tries, always the same one. */
const combinations: readonly Combination[] = Array.from({ length: TRIES }, (_, seed) =>
  covertable.make(UNKNOWNS, { seed }),
).reduce((shortest, other) => (other.length < shortest.length ? other : shortest));

let time: SharedTime;
let azurite: Azurite;

beforeAll(async () => {
  time = await SharedTime.start();
  azurite = await startAzurite(time.storageOptions);
});
afterAll(async () => {
  await azurite.stop();
  time.close();
});

test(`${combinations.length} combinations hold every two answers to ${Object.keys(UNKNOWNS).length} unknowns`, () => {
  expect(pairsMetIn(combinations)).toEqual(allPairs());
});

for (const [index, combination] of combinations.entries()) {
  test.concurrent(
    `combination ${index + 1} of ${combinations.length}: ${answersOf(combination).join(', ')}`,
    async () => {
      await playUnder(combination);
    },
  );
}

async function playUnder(combination: Combination): Promise<void> {
  const emulator = await startTimedEmulator({
    clock: time,
    azurite,
    behavior: { ...TAKES, ...behaviorOf(combination) },
  });
  try {
    await deliver(emulator, await emulator.addProject(), combination);
  } finally {
    await emulator.close();
  }
}

async function deliver(
  emulator: Emulator,
  project: SeededProject,
  { packaging, backup, platforms, otherFlavor }: Combination,
): Promise<void> {
  const { run, model, queue } = await play(emulator, project, {
    inputs: { platforms },
    ...(otherFlavor === 'exported' && { during: () => exportOtherFlavor(emulator, project) }),
  });

  expect(run.annotations.map(({ title }) => title)).toEqual(packaging === 'bare' ? ['Model is no zip'] : []);
  expect(run.exitCode).toBe(0);
  // A doubled one may be heard while the state is still behind it.
  expect(run.log.match(/A notification arrived/g)?.length).toBeGreaterThanOrEqual(2);
  expect(queue).toEqual([]);
  expect(project.project.settings).toMatchObject({
    notificationQueueUri: project.notificationQueueUri,
    exportModelContainerUri: project.exportModelContainerUri,
  });

  const [iteration, ...others] = project.project.iterations;
  const [, flavor = null] = platforms.split('/');
  const exported = iteration?.exports.find((candidate) => candidate.flavor === flavor);
  const [artifact, ...more] = artifactsOf(emulator, project);
  expect([...others, ...more]).toEqual([]);
  expect(run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'true',
    projectId: project.projectId,
    iterationId: iteration?.id,
    modelSha256: exported?.package?.sha256,
    artifactName: packaging === 'bare' ? 'custom-vision-model.onnx' : 'custom-vision-model.zip',
    artifactId: String(artifact?.id),
    artifactDigest: artifact?.digest?.replace('sha256:', ''),
  });
  const { modelUri = '' } = run.outputs;
  // Another flavor that is exported at the same time may have overwritten the backup: then the export's link is surer.
  if (backup === 'missing') expect(modelUri).toBe('');
  else if (otherFlavor === 'none') expect(modelUri).not.toBe('');
  if (modelUri !== '') expect(sha256(await blobAt(modelUri, project))).toBe(exported?.package?.sha256);
  expect(sha256(model)).toBe(exported?.package?.sha256);
  expect(sha256(await modelIn(artifact, emulator, packaging))).toBe(exported?.package?.sha256);
}

/** As soon as there is something to export; its backup may have the very name that the run's own will have. */
async function exportOtherFlavor(emulator: Emulator, { projectId, project }: SeededProject): Promise<void> {
  await time.until(() => project.iterations[0]?.status === 'Completed');
  const id = project.iterations[0]?.id ?? '';
  await emulator.service.exports.add(projectId, id, { platform: 'ONNX', flavor: 'ONNX10' });
}

/** @param uri of a blob in the project's container. */
async function blobAt(uri: string, { container }: SeededProject): Promise<Buffer> {
  expect(uri).toContain(`${container.url}/`);
  const name = decodeURIComponent(uri.slice(container.url.length + 1));
  return await container.getBlobClient(name).downloadToBuffer();
}

/** What a later job gets out of the artifact: a zip is uploaded as it is, anything else in a zip of its own. */
async function modelIn(
  artifact: Artifact | undefined,
  emulator: Emulator,
  packaging: Combination['packaging'],
): Promise<Buffer> {
  const bytes = await emulator.artifacts.read(artifact?.id ?? 0);
  return packaging === 'bare' ? await onlyEntryOf(bytes) : bytes;
}

async function onlyEntryOf(bytes: Buffer): Promise<Buffer> {
  const open = promisify<Buffer, yauzl.Options, yauzl.ZipFile>(yauzl.fromBuffer);
  const zip = await open(bytes, { lazyEntries: true });
  expect(zip.entryCount).toBe(1);
  const entry = await new Promise<yauzl.Entry>((resolve, reject) => {
    zip.once('entry', resolve);
    zip.once('error', reject);
    zip.readEntry();
  });
  return await buffer(await promisify(zip.openReadStream.bind(zip))(entry));
}

function sha256(bytes: Buffer | undefined): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
}

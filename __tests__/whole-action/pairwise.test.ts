/**
 * Where public sources leave the live service's behaviour open, the action has to work with every answer. All of
 * them at once would be hundreds of runs; every two answers meet in the few that are played here.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import covertable from 'covertable';
import yauzl from 'yauzl';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import type { Artifact } from '../../emulator/github/artifacts/service.ts';
import type { RunningAction } from '../../emulator/github/runner/runner.ts';
import { artifactsOf, play } from './scenario.ts';
import { allPairs, answersOf, behaviorOf, type Combination, pairsMetIn, UNKNOWNS } from './unknowns.ts';

/** Most of a run is waiting. */
const RUNS_AT_ONCE = 6;
const LOOK_PAUSE_MS = 50;
const TRIES = 50;
/** Each test also waits for those that are played before it. */
const TIMEOUT_MS = 180_000;
/** A message may come 2 s before the end, and not before the beginning. */
const TAKES = { trainingSeconds: 3, exportSeconds: 3, modelBytes: 50_000 };

/** The generator does not look for the fewest: this is the shortest of some tries, always the same one. */
const combinations: readonly Combination[] = Array.from({ length: TRIES }, (_, seed) =>
  covertable.make(UNKNOWNS, { seed }),
).reduce((shortest, other) => (other.length < shortest.length ? other : shortest));

let azurite: Azurite;
/** In the order of the combinations. */
let runs: readonly Promise<void>[];

beforeAll(async () => {
  azurite = await startAzurite();
  const waiting = combinations.map((combination) => ({ combination, ...Promise.withResolvers<undefined>() }));
  runs = waiting.map(({ promise }) => promise);
  // Each has a test of its own, which comes later.
  for (const run of runs) run.catch(() => undefined);
  const playTheRest = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { resolve, reject } = next;
      await playUnder(next.combination).then(() => {
        resolve(undefined);
      }, reject);
    }
  };
  for (let lane = 0; lane < RUNS_AT_ONCE; lane += 1) void playTheRest();
});

afterAll(async () => {
  await Promise.allSettled(runs);
  await azurite.stop();
}, TIMEOUT_MS);

test(`${combinations.length} combinations hold every two answers to ${Object.keys(UNKNOWNS).length} unknowns`, () => {
  expect(pairsMetIn(combinations)).toEqual(allPairs());
});

for (const [index, combination] of combinations.entries()) {
  test(
    `combination ${index + 1} of ${combinations.length}: ${answersOf(combination).join(', ')}`,
    async () => {
      await runs[index];
    },
    TIMEOUT_MS,
  );
}

async function playUnder(combination: Combination): Promise<void> {
  const emulator = await startEmulator({ azurite, behavior: { ...TAKES, ...behaviorOf(combination) } });
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
    ...(otherFlavor === 'exported' && {
      during: (action: RunningAction) => exportOtherFlavor(emulator, project, action),
    }),
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
    artifactName: packaging === 'bare' ? 'custom-vision-model' : 'custom-vision-model.zip',
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
async function exportOtherFlavor(
  emulator: Emulator,
  { projectId, project }: SeededProject,
  action: RunningAction,
): Promise<void> {
  const runs = new AbortController();
  void action.ended.finally(() => {
    runs.abort();
  });
  while (project.iterations[0]?.status !== 'Completed') {
    if (runs.signal.aborted) throw new Error(`Nothing was trained:\n${(await action.ended).log}`);
    await sleep(LOOK_PAUSE_MS);
  }
  const { id } = project.iterations[0];
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

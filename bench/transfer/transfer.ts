/**
 * Blob → artifact: how long a model takes from the container to the artifact, and how much memory, on loopback and over
 * links that are limited per connection.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Section } from '../figure.ts';
import type { Contender, Outcome, Task } from './contender.ts';
import { figuresOf, type Row } from './results.ts';
import { type Model, startTransferWorld, type TransferWorld } from './world.ts';

const MB = 1_000_000;
/** How often each contender carries a model of that many MB: what is small is measured often. */
const RUNS = new Map([
  [10, 7],
  [50, 5],
  [200, 3],
  [1_000, 1],
]);
const LINKS = ['loopback', '60 MB/s a connection, 20 ms each way'] as const;
const LIMITS = { bytesPerSecond: 60 * MB, delayMs: 20 };
const CONTENDERS: readonly Contender[] = ['ours', 'baseline', 'floor'];
/** The largest model six times, and as much again for what is not yet written or cleared away. */
const NEEDED_BYTES = 15_000 * MB;

export const section: Section = {
  name: 'transfer',
  title: 'Transfer: blob → artifact',
  async measure(say) {
    const { bavail, bsize } = await statfs(tmpdir());
    if (bavail * bsize < NEEDED_BYTES) {
      throw new Error(`${tmpdir()} has less than the ${NEEDED_BYTES / MB} MB free that this needs`);
    }
    const rows: Row[] = [];
    for (const [megabytes, runs] of RUNS) {
      // A new one each time: Azurite keeps what is deleted on the disk for a while.
      const world = await startTransferWorld(LIMITS);
      try {
        const model = await world.putModel(megabytes * MB);
        await warmUp(world);
        for (const link of LINKS) {
          const outcomes = await carryAll(world, link, model, runs, say);
          rows.push({ megabytes, link, limited: link !== 'loopback', outcomes });
        }
      } finally {
        await world.close();
      }
    }
    return figuresOf(rows);
  },
};

/** The first requests that Azurite and the links ever get are slow ones. */
async function warmUp(world: TransferWorld): Promise<void> {
  const small = await world.putModel(5 * MB);
  for (const link of LINKS) {
    await carryOnce(world, link, small, 'floor');
  }
}

async function carryAll(
  world: TransferWorld,
  link: (typeof LINKS)[number],
  model: Model,
  runs: number,
  say: (line: string) => void,
): Promise<Row['outcomes']> {
  const outcomes: Record<Contender, Outcome[]> = { ours: [], baseline: [], floor: [] };
  for (let run = 0; run < runs; run += 1) {
    // Another one begins each time.
    for (let turn = 0; turn < CONTENDERS.length; turn += 1) {
      const contender = CONTENDERS[(run + turn) % CONTENDERS.length] ?? 'ours';
      const outcome = await carryOnce(world, link, model, contender);
      outcomes[contender].push(outcome);
      say(
        `${model.bytes} bytes, ${link}, ${contender}: ${Math.round(outcome.ms)} ms, ${Math.round(outcome.peakBytes / MB)} MB`,
      );
    }
  }
  return outcomes;
}

/** @throws Error if what arrived is not the model */
async function carryOnce(
  { azurite, direct, limited }: TransferWorld,
  link: (typeof LINKS)[number],
  model: Model,
  contender: Contender,
): Promise<Outcome> {
  const way = link === 'loopback' ? direct : limited;
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-transfer-'));
  const { accountName, accountKey } = azurite;
  const { projectId, iterationId, blobName } = model;
  const artifactName = `${path.basename(folder)}.zip`;
  const { blobEndpoint, resultsUrl, artifacts } = way;
  const task: Task = {
    ...{ blobEndpoint, accountName, accountKey, projectId, iterationId, blobName, artifactName },
    folder: path.join(folder, 'model'),
  };
  try {
    const outcome = await inChild(contender, {
      PATH: process.env.PATH,
      BENCH_TRANSFER: JSON.stringify(task),
      RUNNER_TEMP: folder,
      ACTIONS_RESULTS_URL: resultsUrl,
      ACTIONS_RUNTIME_TOKEN: artifacts.runtimeToken,
      INPUT_ENDPOINT: 'http://127.0.0.1:1',
      'INPUT_TRAINING-KEY': 'not-used',
      'INPUT_PROJECT-ID': projectId,
      'INPUT_NOTIFICATION-QUEUE-URI': `${azurite.queueEndpoint}/notes`,
      'INPUT_EXPORT-MODEL-CONTAINER-URI': `${blobEndpoint}/models`,
      'INPUT_STORAGE-ACCOUNT-KEY': accountKey,
      'INPUT_ARTIFACT-NAME': artifactName,
    });
    if (contender === 'ours' && outcome.digest !== model.sha256) {
      throw new Error(`the artifact has the SHA-256 ${outcome.digest}, the model ${model.sha256}`);
    }
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inChild(contender: Contender, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const program = path.join(import.meta.dirname, 'contender.ts');
  const child = fork(program, [contender], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let outcome: Outcome | undefined;
  child.on('message', (message) => {
    outcome = message as Outcome;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  if (outcome === undefined || code !== 0) {
    throw new Error(`${contender} ended with code ${String(code)}`);
  }
  return outcome;
}

/**
 * How long a model takes from the container to the artifact, and how much memory that needs, on loopback and over links
 * that are limited per connection.
 */
import { statfs } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import type { Section } from '../figure.ts';
import { type Carry, withContenders } from './carry.ts';
import type { Contender, Outcome } from './contender.ts';
import { figuresOf, type Row } from './results.ts';
import { type Model, startTransferWorld, type TransferWorld } from './world.ts';

const MB = 1_000_000;
/** How often each contender transfers a model of that many MB; small models are measured more often. */
const RUNS = new Map([
  [10, 15],
  [50, 5],
  [200, 3],
  [1_000, 1],
]);
const LINKS = { direct: 'loopback', limited: '60 MB/s a connection, 20 ms each way' } as const;
const LIMITS = { bytesPerSecond: 60 * MB, delayMs: 20 };
const CONTENDERS: readonly Contender[] = ['ours', 'baseline', 'client', 'floor'];
/** Room for one model at a time, and for what Azurite has not removed yet. */
const NEEDED_DISK_BYTES = 4_000 * MB;
/** Room for the largest model and eight copies of it, in an Azurite that takes half of the memory at most. */
const NEEDED_MEMORY_BYTES = 2 * 9_200 * MB;

export const section: Section = {
  name: 'transfer',
  title: 'Transfer: blob → artifact',
  async measure(say) {
    await checkRoom();
    const rows: Row[] = [];
    say('bundling the contenders');
    await withContenders(async (carry) => {
      for (const [megabytes, runs] of RUNS) {
        // Each model has an Azurite of its own, because Azurite keeps replaced blobs for a while.
        const world = await startTransferWorld(LIMITS);
        try {
          const model = await world.putModel(megabytes * MB);
          await warmUp(carry, world);
          for (const way of ['direct', 'limited'] as const) {
            const outcomes = await carryAll(carry, world, way, model, runs, say);
            rows.push({ megabytes, link: LINKS[way], limited: way === 'limited', outcomes });
          }
        } finally {
          await world.close();
        }
      }
    });
    return figuresOf(rows);
  },
};

async function checkRoom(): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < NEEDED_DISK_BYTES) {
    throw new Error(`${tmpdir()} has less than the ${NEEDED_DISK_BYTES / MB} MB free that this needs`);
  }
  if (totalmem() < NEEDED_MEMORY_BYTES) {
    throw new Error(
      `this machine has less than the ${NEEDED_MEMORY_BYTES / MB} MB of memory that this needs`,
    );
  }
}

/** A first transfer that does not count, because the first requests to Azurite and the links are slow. */
async function warmUp(carry: Carry, world: TransferWorld): Promise<void> {
  const small = await world.putModel(5 * MB);
  await carry(world, world.direct, small, 'floor');
  await carry(world, world.limited, small, 'floor');
}

async function carryAll(
  carry: Carry,
  world: TransferWorld,
  way: keyof typeof LINKS,
  model: Model,
  runs: number,
  say: (line: string) => void,
): Promise<Row['outcomes']> {
  const outcomes: Record<Contender, Outcome[]> = { ours: [], baseline: [], client: [], floor: [] };
  for (let run = 0; run < runs; run += 1) {
    // Each round begins with another contender.
    for (let turn = 0; turn < CONTENDERS.length; turn += 1) {
      const contender = CONTENDERS[(run + turn) % CONTENDERS.length] ?? 'ours';
      const outcome = await carry(world, world[way], model, contender);
      outcomes[contender].push(outcome);
      const [ms, peak] = [Math.round(outcome.ms), Math.round(outcome.peakBytes / MB)];
      say(`${model.bytes} bytes, ${LINKS[way]}, ${contender}: ${ms} ms, ${peak} MB`);
    }
  }
  return outcomes;
}

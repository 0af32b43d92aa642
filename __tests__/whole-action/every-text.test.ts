import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { OF_NETWORK } from './troubles/of-network.ts';
import { OF_STORAGE } from './troubles/of-storage.ts';
import { REFUSALS } from './troubles/refusals.ts';
import { judge, playAll, type Played } from './troubles/scene.ts';
import type { Trouble } from './troubles/trouble.ts';

const TABLES: Readonly<Record<string, readonly Trouble[]>> = { OF_NETWORK, OF_STORAGE };
const ALL = Object.values(TABLES).flat();
/** A few have to be silent for a minute. */
const TEST_TIMEOUT_MS = 300_000;

let azurite: Azurite;
let results: ReadonlyMap<string, Promise<Played>>;

beforeAll(async () => {
  azurite = await startAzurite();
  results = playAll(azurite, ALL);
});
afterAll(async () => {
  await Promise.allSettled(results.values());
  await azurite.stop();
}, TEST_TIMEOUT_MS);

describe.each(Object.entries(TABLES))('%s', (_table, troubles) => {
  test.each(troubles)(
    '$name: $title',
    async (trouble) => {
      const played = await results.get(trouble.name);
      expect(played).toBeDefined();
      judge(trouble, played as Played);
    },
    TEST_TIMEOUT_MS,
  );
});

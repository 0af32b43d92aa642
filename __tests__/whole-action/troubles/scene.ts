/**
 * Plays troubles, several side by side, each in a scene of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Azurite } from '../../../emulator/azurite.ts';
import { type EmulatorOptions, startEmulator } from '../../../emulator/emulator.ts';
import { play, type Scenario } from '../scenario.ts';
import type { Scene, Trouble } from './trouble.ts';

/** Most of them only wait, and a start of the action takes a third of a second. */
const AT_ONCE = 8;
const QUICK = { trainingSeconds: 0.3, exportSeconds: 0.3, modelBytes: 20_000 };

/** An answer of the training API that is none of success. */
interface Refusal {
  readonly requestId: string;
  /** The API's own, or the gateway's. */
  readonly code: string;
}

export interface Played {
  readonly scenario: Scenario;
  readonly says: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** Begins all of them, so many at once; each result is there when it is awaited. */
export function playAll(azurite: Azurite, troubles: readonly Trouble[]): Map<string, Promise<Played>> {
  const queue = [...troubles];
  const ends = new Map(troubles.map(({ name }) => [name, Promise.withResolvers<Played>()]));
  const worker = async (): Promise<void> => {
    for (let trouble = queue.shift(); trouble !== undefined; trouble = queue.shift()) {
      const end = ends.get(trouble.name);
      await playOne(azurite, trouble).then(end?.resolve, end?.reject);
    }
  };
  for (let count = 0; count < AT_ONCE; count += 1) {
    void worker();
  }
  const results = new Map([...ends].map(([name, { promise }]) => [name, promise]));
  for (const result of results.values()) {
    // Awaited later, by its own test.
    result.catch(() => undefined);
  }
  return results;
}

async function playOne(azurite: Azurite, trouble: Trouble): Promise<Played> {
  const refusals: Refusal[] = [];
  const onExchange: EmulatorOptions['onExchange'] = ({ status, responseHeaders, responseBody }) => {
    if (status !== null && status >= 400) {
      const code = /"code":"([^"]+)"/.exec(responseBody.toString())?.[1] ?? '';
      refusals.push({ requestId: responseHeaders['apim-request-id'] ?? '', code });
    }
  };
  const emulator = await startEmulator({
    ...(trouble.entra === true ? { entra: true } : { azurite }),
    behavior: { ...QUICK, ...trouble.behavior },
    onExchange,
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'trouble-'));
  const closing: Scene['closing'] = [];
  try {
    const project = await emulator.addProject({ integrated: true, ...trouble.seed });
    const scene: Scene = { emulator, project, folder, closing };
    const scenario = await play(emulator, project, await trouble.arrange?.(scene));
    return { scenario, says: trouble.says?.(scene) ?? [], refusals };
  } finally {
    await Promise.all(closing.map((close) => close()));
    await emulator.close();
    await rm(folder, { recursive: true, maxRetries: 10 });
  }
}

/**
 * Plays a trouble, in a scene of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Azurite } from '../../../emulator/azurite.ts';
import type { EmulatorOptions } from '../../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../../trials/endings.ts';
import { play, type Scenario } from '../scenario.ts';
import type { SharedTime } from '../time/shared-time.ts';
import { startTimedEmulator } from '../time/timed-emulator.ts';
import type { Scene, Trouble } from './trouble.ts';

const QUICK = { ...ENDS_WHEN_AWAITED, modelBytes: 20_000 };

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

/** What troubles share that happen side by side. */
interface Stage {
  readonly time: SharedTime;
  readonly azurite: Azurite;
}

export async function playTrouble({ time, azurite }: Stage, trouble: Trouble): Promise<Played> {
  const refusals: Refusal[] = [];
  const onExchange: EmulatorOptions['onExchange'] = ({ status, responseHeaders, responseBody }) => {
    if (status !== null && status >= 400) {
      const code = /"code":"([^"]+)"/.exec(responseBody.toString())?.[1] ?? '';
      refusals.push({ requestId: responseHeaders['apim-request-id'] ?? '', code });
    }
  };
  const emulator = await startTimedEmulator({
    clock: time,
    ...(trouble.entra !== undefined && { entra: true }),
    ...(trouble.entra !== 'with storage' && { azurite }),
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

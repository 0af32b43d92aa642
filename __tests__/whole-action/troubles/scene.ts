/**
 * Plays troubles, several side by side, and judges what the action has said of each.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import type { Azurite } from '../../../emulator/azurite.ts';
import { startEmulator } from '../../../emulator/emulator.ts';
import { ERROR_HEADINGS } from '../../../src/headings.ts';
import { play, type Scenario } from '../scenario.ts';
import type { Scene, Trouble } from './trouble.ts';

/** Most of them only wait, and a start of the action takes a third of a second. */
const AT_ONCE = 8;
const QUICK = { trainingSeconds: 0.3, exportSeconds: 0.3, modelBytes: 20_000 };

export interface Played {
  readonly scenario: Scenario;
  readonly says: readonly string[];
  /** Those of the answers that were refusals. */
  readonly requestIds: readonly string[];
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
  const requestIds: string[] = [];
  const emulator = await startEmulator({
    azurite,
    behavior: { ...QUICK, ...trouble.behavior },
    onExchange: ({ status, responseHeaders }) => {
      if (status !== null && status >= 400) {
        requestIds.push(responseHeaders['apim-request-id'] ?? '');
      }
    },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'trouble-'));
  const closing: Scene['closing'] = [];
  try {
    const project = await emulator.addProject({ integrated: true, ...trouble.seed });
    const scene: Scene = { emulator, project, folder, closing };
    const scenario = await play(emulator, project, await trouble.arrange?.(scene));
    return { scenario, says: trouble.says(scene), requestIds };
  } finally {
    await Promise.all(closing.map((close) => close()));
    await emulator.close();
    await rm(folder, { recursive: true });
  }
}

export function judge(trouble: Trouble, { scenario, says, requestIds }: Played): void {
  const { title, code, status = 'failed', trained = 0, next = true, saysOnce } = trouble;
  const { run, requests } = scenario;
  const isError = (ERROR_HEADINGS as readonly string[]).includes(title);
  const told = run.annotations.filter((annotation) => annotation.title === title);

  expect(run.annotations.map(({ title: all }) => all)).toContain(title);
  expect(told).toHaveLength(1);
  const { level, message = '' } = told[0] ?? {};
  const errors = run.annotations.filter((annotation) => annotation.level === 'error');
  expect(errors).toHaveLength(['succeeded', 'pending'].includes(status) ? 0 : 1);
  expect(level === 'error').toBe(isError);
  for (const part of says) {
    expect(message).toContain(part);
  }
  if (code !== undefined) {
    expect(message).toContain(code);
  }
  const asked = /\nRequest id, for support:\n\| (.+)\n/.exec(message)?.[1];
  if (/: the service answered \d/.test(message)) {
    expect(requestIds).toContain(asked);
  }
  const own = message.replace(`\nMore in docs/TROUBLESHOOTING.md under: ${title}`, '');
  expect(own !== message).toBe(isError && title !== 'Unexpected error');
  if (next) {
    expect(own).toMatch(/\nNext: [^\n]+\.$/);
  }
  if (saysOnce !== undefined) {
    expect(run.log.split(saysOnce)).toHaveLength(2);
  }
  expect(run.outputs.status).toBe(status);
  const starts = requests.filter((request) => /^POST .*\/train\?.* → 200$/.test(request));
  expect(starts).toHaveLength(trained);
}

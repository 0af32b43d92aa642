/**
 * The action and what it is measured against, each as an action in a folder of its own.
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../../scripts/bundle/bundle.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Folders that hold an `action.yml` and its `dist/index.js`. */
export interface Candidates {
  readonly ours: string;
  /** `@actions/core` and `@azure-rest/core-client` alone, bundled as the action is. */
  readonly twoPackages: string;
  /** The action with everything imported at once, bundled as the action is. */
  readonly allAtOnce: string;
  /** An empty file. */
  readonly emptyNode: string;
}

/** Builds them, and removes them when `use` is done. */
export async function withCandidates<T>(
  say: (line: string) => void,
  use: (candidates: Candidates) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(ROOT, 'node_modules', '.start-up-'));
  const make = async (name: string, fill: (dist: string) => Promise<unknown>): Promise<string> => {
    const action = path.join(folder, name);
    const dist = path.join(action, 'dist');
    await mkdir(dist, { recursive: true });
    await copyFile(path.join(ROOT, 'action.yml'), path.join(action, 'action.yml'));
    await fill(dist);
    return action;
  };
  try {
    say('bundling the floor and the baseline');
    return await use({
      ours: ROOT,
      twoPackages: await make('two-packages', (dist) => bundle('bench/start-up/two-packages.ts', dist)),
      allAtOnce: await make('all-at-once', (dist) => bundle('bench/start-up/all-at-once.ts', dist)),
      emptyNode: await make('empty-node', (dist) => writeFile(path.join(dist, 'index.js'), '')),
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Builds dist/ from src/: ncc bundles the sources of each action without minifying them, and this script adds the
 * licences of all bundled packages. The same sources give the same bytes.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { bundle } from './bundle/bundle.ts';

/** What is bundled, and into which folder of dist. */
const BUNDLES = [
  ['src/index.ts', '.'],
  ['src/dataset/index.ts', 'dataset'],
  ['src/publish/index.ts', 'publish'],
  ['src/relay/index.ts', 'relay'],
  // This action starts the two programs beside it: the emulator, which starts Azurite.
  ['emulator/action/index.ts', 'emulator'],
  ['emulator/start.ts', 'emulator/server'],
  ['node_modules/azurite/dist/src/azurite.js', 'emulator/azurite'],
] as const;

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

// Build in another folder first, so that a build that fails leaves the last one in place.
const scratch = await mkdtemp(path.join(root, 'node_modules', '.build-'));
try {
  const packages = await bundleAll();
  const licences = await Promise.all([...packages].sort().map(licenceOf));
  const fresh = path.join(scratch, 'dist');
  for (const [index, [, folder]] of BUNDLES.entries()) {
    await rename(bundleFolder(index), path.join(fresh, folder));
  }
  await writeFile(path.join(fresh, 'licenses.txt'), licences.join('\n'));
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
  console.log(`Built dist/ with ${packages.size} packages.`);
} finally {
  await rm(scratch, { recursive: true });
}

function bundleFolder(index: number): string {
  return path.join(scratch, `bundle-${index}`);
}

/**
 * Each action gets a bundle of its own, so that none carries or loads what only another one needs. As many are made at a
 * time as there are processors.
 */
async function bundleAll(): Promise<Set<string>> {
  const packages = new Set<string>();
  const waiting = BUNDLES.entries();
  const work = async (): Promise<void> => {
    for (const [index, [entry]] of waiting) {
      const out = bundleFolder(index);
      await mkdir(out);
      for (const name of await bundle(entry, out)) packages.add(name);
    }
  };
  const works = await Promise.allSettled(Array.from({ length: availableParallelism() }, work));
  for (const ended of works) {
    if (ended.status === 'rejected') throw ended.reason;
  }
  return packages;
}

async function licenceOf(folder: string): Promise<string> {
  const location = path.join(root, folder);
  const { name, version, license } = JSON.parse(
    await readFile(path.join(location, 'package.json'), 'utf8'),
  ) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(location)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined
      ? '(The package holds no licence text.)'
      : await readFile(path.join(location, file), 'utf8');
  return `${name} ${version}\n${license ?? 'no licence named'}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}

/**
 * Builds dist/ from src/: ncc bundles the sources of each action without minifying them, and this script adds the
 * licences of all bundled packages. The same sources give the same bytes.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './bundle/bundle.ts';

/** The actions beside the root one: `src/NAME` becomes `dist/NAME`. */
const ACTIONS = ['dataset', 'publish'];

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

// Build in another folder first, so that a build that fails leaves the last one in place.
const fresh = await mkdtemp(path.join(root, 'node_modules', '.build-'));
const packages = await bundleAll().catch(async (error: unknown) => {
  await rm(fresh, { recursive: true });
  throw error;
});

const licences = await Promise.all([...packages].sort().map(licenceOf));
await writeFile(path.join(fresh, 'licenses.txt'), licences.join('\n'));
await rm(dist, { recursive: true, force: true });
await rename(fresh, dist);
// Only its owner can read a temporary folder.
await chmod(dist, 0o755);
console.log(`Built dist/ with ${packages.size} packages.`);

/** Each action gets a bundle of its own, so that none carries or loads what only another one needs. */
async function bundleAll(): Promise<Set<string>> {
  const all = [await bundle('src/index.ts', fresh)];
  for (const name of ACTIONS) {
    const folder = path.join(fresh, name);
    await mkdir(folder);
    all.push(await bundle(`src/${name}/index.ts`, folder));
  }
  return new Set(all.flatMap((some) => [...some]));
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

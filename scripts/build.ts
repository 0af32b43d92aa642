/**
 * Builds dist/ from src/: cleaned first, bundled by ncc without minifying, with the licences of all that went in.
 * The same sources give the same bytes.
 */
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

// Built elsewhere first: a build that fails leaves the last one in place.
const fresh = await mkdtemp(path.join(root, 'node_modules', '.build-'));
const options = ['--target', 'es2024', '--source-map', '--no-source-map-register'];
execFileSync(
  process.execPath,
  [
    createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js'),
    'build',
    'src/index.ts',
    '--out',
    fresh,
    ...options,
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);

// The bundler takes some paths in the code for files to bundle, and which fit depends on what lies on this disk.
const folders = (await readdir(fresh, { withFileTypes: true })).filter((entry) => entry.isDirectory());
if (folders.length > 0) {
  await rm(fresh, { recursive: true });
  throw new Error(
    `A path in src/ was taken for files to bundle: ${folders.map(({ name }) => name).join(', ')}`,
  );
}

// The maps tell which packages went into which chunk; at run time they would only be read to slow down a failure.
const packages = new Set<string>();
for (const file of await readdir(fresh)) {
  const target = path.join(fresh, file);
  if (file.endsWith('.map')) {
    const { sources } = JSON.parse(await readFile(target, 'utf8')) as { sources: string[] };
    sources.flatMap((source) => packageOf(source) ?? []).forEach((name) => packages.add(name));
    await rm(target);
  } else if (file.endsWith('.js')) {
    const code = await readFile(target, 'utf8');
    await writeFile(target, code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  }
}
await rm(path.join(fresh, 'sourcemap-register.cjs'), { force: true });

const licences = await Promise.all([...packages].sort().map(licenceOf));
await writeFile(path.join(fresh, 'licenses.txt'), licences.join('\n'));
await rm(dist, { recursive: true, force: true });
await rename(fresh, dist);
// A temporary folder is its maker's alone.
await chmod(dist, 0o755);
console.log(`Built dist/ with ${packages.size} packages.`);

/** `node_modules/a` or, nested, `node_modules/a/node_modules/@b/c`, as the folder below the root. */
function packageOf(source: string): string | undefined {
  return /(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
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

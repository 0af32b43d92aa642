/**
 * Bundles an entry file with all it imports: not minified, one chunk for each dynamic import, no source maps,
 * in ASCII.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { asAscii } from './ascii.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const OPTIONS = ['--target', 'es2024', '--source-map', '--no-source-map-register'];

/**
 * What Azure's HTTP client asks of the body of each request. Nobody here sends a form through it, and to say so Node
 * loads all of `fetch`, which takes a process longer than its own start.
 */
const FORM_CHECK = 'typeof FormData !== "undefined" && body instanceof FormData';
const HTTP_CLIENT = 'node_modules/@typespec/ts-http-runtime';

/**
 * @param entry below the project's folder
 * @param out an empty folder
 * @returns the folders of the packages that went in, such as `node_modules/a`, below the project's
 */
export async function bundle(entry: string, out: string): Promise<Set<string>> {
  await promisify(execFile)(
    process.execPath,
    [
      createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js'),
      'build',
      entry,
      '--out',
      out,
      ...OPTIONS,
    ],
    { cwd: ROOT },
  );

  // ncc takes some paths in the code for files to bundle. Which it finds depends on this disk, so the build fails then.
  const folders = (await readdir(out, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  if (folders.length > 0) {
    throw new Error(
      `A path in the code was taken for files to bundle: ${folders.map(({ name }) => name).join(', ')}`,
    );
  }

  // The source maps tell which packages are bundled. They are removed then: reading them would slow a failing run down.
  const packages = new Set<string>();
  let formChecks = 0;
  for (const file of await readdir(out)) {
    const target = path.join(out, file);
    if (file.endsWith('.map')) {
      const { sources } = JSON.parse(await readFile(target, 'utf8')) as { sources: string[] };
      sources.flatMap((source) => packageOf(source) ?? []).forEach((name) => packages.add(name));
      await rm(target);
    } else if (file.endsWith('.js')) {
      const parts = (await readFile(target, 'utf8')).split(FORM_CHECK);
      formChecks += parts.length - 1;
      const code = parts.join('false').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
      await writeFile(target, asAscii(code, file));
    }
  }
  if (packages.has(HTTP_CLIENT) && formChecks === 0) {
    throw new Error(`${HTTP_CLIENT} looks for forms in other words than these: ${FORM_CHECK}`);
  }
  await rm(path.join(out, 'sourcemap-register.cjs'), { force: true });
  // ncc says so of modules alone, and the folder above this one says that all are.
  const manifest = path.join(out, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{\n  "type": "commonjs"\n}\n');
  return packages;
}

/** `node_modules/a` or, nested, `node_modules/a/node_modules/@b/c`, as the folder below the root. */
function packageOf(source: string): string | undefined {
  return /(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
}

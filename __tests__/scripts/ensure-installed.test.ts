import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const SCRIPT = path.join(import.meta.dirname, '..', '..', 'scripts', 'ensure-installed.mjs');
const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/left': { version: '1.0.0' },
    'node_modules/right': { version: '2.0.0' },
    'node_modules/elsewhere': { version: '3.0.0', optional: true },
  },
};
/** Installs the first package, waits until a line of progress has told it, and ends as it is told. */
const NPM = `
  import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  console.log('npm ' + process.argv.slice(2).join(' '));
  mkdirSync('node_modules/left', { recursive: true });
  writeFileSync('node_modules/left/package.json', '{}');
  while (!existsSync('progress-was-told')) await setTimeout(10);
  if (process.env.NPM_FAILS) process.exit(7);
  writeFileSync('node_modules/.package-lock.json', JSON.stringify(${JSON.stringify(LOCK)}));
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'install-'));
  await mkdir(path.join(root, 'scripts'));
  await copyFile(SCRIPT, path.join(root, 'scripts', 'ensure-installed.mjs'));
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify(LOCK));
  await writeFile(path.join(root, 'npm.mjs'), NPM);
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function ensureInstalled(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'ensure-installed.mjs')], {
    env: {
      ...process.env,
      npm_execpath: path.join(root, 'npm.mjs'),
      INSTALL_PROGRESS_MS: '50',
      ...env,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('1 of 2 packages')) {
        writeFileSync(path.join(root, 'progress-was-told'), '');
      }
    });
  }
  return await new Promise((resolve) => {
    child.once('close', (code) => {
      resolve({ code, text });
    });
  });
}

test('what is missing is installed: how much, how far, how long', async () => {
  const { code, text } = await ensureInstalled();
  expect(text).toContain('Installing the 2 packages of package-lock.json in node_modules: about 470 MB …\n');
  expect(text).toContain('npm ci --ignore-scripts');
  expect(text).toMatch(/^ {2}1 of 2 packages after \d+ s$/m);
  expect(text).toMatch(/^Installed in \d+ s\.$/m);
  expect(code).toBe(0);
});

test('what is there is left alone, without a word', async () => {
  await ensureInstalled();
  expect(await ensureInstalled()).toEqual({ code: 0, text: '' });
});

test('a link to an optional folder that npm has left out is not missing: the Node for older ones, where Node is new', async () => {
  await ensureInstalled();
  const lock = {
    packages: {
      ...LOCK.packages,
      'node_modules/node24': { link: true, resolved: 'scripts/node24' },
      'scripts/node24': { version: '24.0.0', optional: true, engines: { node: '<24' } },
    },
  };
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify(lock));
  expect(await ensureInstalled()).toEqual({ code: 0, text: '' });
});

test('a package of another version is no longer what the lock file names', async () => {
  await ensureInstalled();
  const link = { link: true, resolved: 'scripts/absent/left' };
  await writeFile(
    path.join(root, 'package-lock.json'),
    JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/left': link } }),
  );
  expect((await ensureInstalled()).text).toContain('Installing the 2 packages');
});

test('a failure of npm is named and passed on', async () => {
  const { code, text } = await ensureInstalled({ NPM_FAILS: '1' });
  expect(text).toMatch(/npm ci failed: see above\.\n$/);
  expect(code).toBe(7);
});

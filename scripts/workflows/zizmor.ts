/**
 * zizmor, which looks for what is insecure in a workflow: from the path, or from the Python package index into a folder
 * of its own, which later runs use again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Source } from './sources.ts';

const VERSION = '1.32.0';

interface Report {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: {
      readonly kind: string;
      readonly key: { readonly Local?: { readonly verbatim_path: string } };
    };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

/** @returns the program, or why there is none */
export function installZizmor(root: string): { program: string } | { missing: string } {
  const onPath = spawnSync('zizmor', ['--version'], { encoding: 'utf8' });
  if (onPath.status === 0 && onPath.stdout.includes(VERSION)) {
    return { program: 'zizmor' };
  }
  const folder = path.join(root, 'node_modules', '.cache', `zizmor-${VERSION}`);
  const program = path.join(folder, process.platform === 'win32' ? 'Scripts/zizmor.exe' : 'bin/zizmor');
  if (existsSync(program)) {
    return { program };
  }
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const made = spawnSync(python, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) {
    return { missing: 'there is no Python 3 that makes virtual environments' };
  }
  const pip = path.join(path.dirname(program), process.platform === 'win32' ? 'pip.exe' : 'pip');
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  const installed = spawnSync(pip, ['install', ...quietly, `zizmor==${VERSION}`], { encoding: 'utf8' });
  return installed.status === 0
    ? { program }
    : { missing: `pip could not install it: ${installed.stderr.trim().split('\n').at(-1) ?? ''}` };
}

/** @returns a line for each finding of its strictest persona; nothing is asked of GitHub */
export function zizmorFindings(program: string, sources: readonly Source[], root: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'workflows-'));
  try {
    // It tells a workflow by its folder, and the settings of this repository are found beside it.
    const files = sources.map(({ kind, text }, at) => {
      const file = path.join(folder, ...place(kind, at));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    });
    const dependabot = path.join(folder, '.github', 'dependabot.yml');
    writeFileSync(dependabot, readFileSync(path.join(root, '.github', 'dependabot.yml')));
    const options = [
      '--offline',
      '--no-progress',
      '--no-exit-codes',
      '--persona',
      'auditor',
      '--format',
      'json',
    ];
    const ended = spawnSync(program, [...options, ...files, dependabot], { encoding: 'utf8' });
    if (ended.status !== 0) {
      return [`zizmor failed: ${ended.stderr}`];
    }
    return (JSON.parse(ended.stdout) as Report[]).map((finding) => {
      const location = finding.locations.find(({ symbolic }) => symbolic.kind === 'Primary');
      const source = sources[files.indexOf(location?.symbolic.key.Local?.verbatim_path ?? '')];
      const row = location?.concrete.location.start_point.row ?? 0;
      return `${source?.file ?? '.github/dependabot.yml'}:${(source?.line ?? 1) + row} zizmor ${finding.ident}: ${finding.desc}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function place(kind: Source['kind'], at: number): string[] {
  return kind === 'action' ? [`action-${at}`, 'action.yml'] : ['.github', 'workflows', `${at}.yml`];
}

/** The lines of `az` and `gh` that people are told to type, as their programs get them. */
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { storageFailure } from '../../src/storage/refusals.ts';
import { parseStorageUri, type StorageKind } from '../../src/storage/uri.ts';
import { StorageError } from '../../trials/fakes/fake-queue.ts';
import { runProgram } from '../foreign/program.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const inFolder = (folder: string, ending: string): string[] =>
  readdirSync(path.join(ROOT, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));

export interface CommandLine {
  /** Where it stands. */
  readonly where: string;
  /** `az` or `gh`, and its arguments. */
  readonly argv: readonly string[];
}

/** Commands that a shell does not have here are quiet; az and gh write down how they were called. */
const PRELUDE = `
PATH=/nonexistent
command_not_found_handle() { :; }
date() { echo 2030-01-01T00:00Z; }
record() { printf '%s\\0' "$@" $'\\1' >&3; }
outputs() { printf '%s\\n' octo/nuts main "$SIGN_IN" name identity https://endpoint queue container client tenant id; }
az() { record az "$@"; if [ "$1" = deployment ]; then outputs; else echo value; fi; }
gh() { record gh "$@"; echo value; }
`;

/** Lets a real shell read a script, so that quotes, pipes and substitutions are as they are. */
async function callsIn(where: string, script: string): Promise<CommandLine[]> {
  const { stdout } = await runProgram('bash', ['--norc', '-c', `${PRELUDE}{ ${script}\n} 3>&1 >/dev/null`], {
    env: { BASH_ENV: '', HOME: tmpdir() },
  });
  return (
    stdout
      .split('\0\u0001\0')
      .filter((call) => call !== '')
      // What is read from standard input is not there.
      .map((call) => ({ where, argv: call.replaceAll('\0@-', '\0name=value').split('\0') }))
  );
}

/** Blocks of shell, steps of workflows with one command, and commands in the text. */
function scriptsOf(page: string): string[] {
  const text = read(page);
  const blocks = [...text.matchAll(/^( *)```sh\n([^]*?)^ *```/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
  const inSteps = [...text.matchAll(/^ *(?:- )?run: ((?:az|gh) .+)$/gm)];
  const inText = [...text.replaceAll(/^ *```[^]*?^ *```/gm, '').matchAll(/`((?:az|gh) [^`]+)`/g)];
  return [
    ...blocks,
    ...inSteps.map(([, command = '']) => command),
    ...inText.map(([, command = '']) => command).filter((command) => command.includes('--')),
  ];
}

/** The lines of a workflow's steps, each by itself: what they decide on is not there. */
function linesOf(workflow: string): string[] {
  const { jobs } = parse(read(workflow)) as { jobs: Record<string, { steps?: { run?: string }[] }> };
  return Object.values(jobs)
    .flatMap(({ steps = [] }) => steps.map(({ run = '' }) => run.replaceAll(/\\\n\s*/g, '')))
    .flatMap((run) => run.match(/\b(az|gh) [a-z][^\n|;)]*/g) ?? []);
}

/** What the action itself advises. */
function advice(): string[] {
  const told = (text: string): string => /\baz [^;(]*/.exec(text)?.[0] ?? '';
  const uris: [StorageKind, string][] = [
    ['queue', 'https://account.queue.core.windows.net/notes'],
    ['container', 'https://account.blob.core.windows.net/models'],
  ];
  return uris.flatMap(([kind, uri]) => {
    const code = kind === 'queue' ? 'QueueNotFound' : 'ContainerNotFound';
    let refused = '';
    try {
      parseStorageUri(`${uri}?sv=1&se=2020-01-01&sp=r&sig=x`, kind, { now: Date.now(), dryRun: false });
    } catch (error) {
      refused = String(error).replace('YYYY-MM-DDTHH:MMZ', '2030-01-01T00:00Z');
    }
    return [
      told(storageFailure(parseStorageUri(uri, kind), new StorageError(404, code)).message),
      told(refused),
    ];
  });
}

/** Everything that is told in pages, workflows and advice. */
export async function commandLines(): Promise<CommandLine[]> {
  const folders = ['.', 'docs', 'dataset', 'emulator', 'examples', 'publish', 'relay'];
  const pages = folders.flatMap((folder) => inFolder(folder, '.md'));
  const scripts = [
    ...pages.flatMap((page) => scriptsOf(page).map((script) => [page, script] as const)),
    ...['.github/workflows', 'examples'].flatMap((folder) =>
      inFolder(folder, '.yml').flatMap((file) => linesOf(file).map((line) => [file, line] as const)),
    ),
    ...advice().map((line) => ['src/storage', line] as const),
  ].filter(([, script]) => /\b(az|gh) /.test(script));
  const setup = ['oidc', 'keys'].map(
    (signIn) => ['setup/github.sh', `SIGN_IN=${signIn}; set -- group\n${read('setup/github.sh')}`] as const,
  );
  const all = [...scripts, ...setup].map(([where, script]) => callsIn(where, script));
  return (await Promise.all(all)).flat();
}

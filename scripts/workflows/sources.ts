/** All workflows of this repository: those that run here, and those that its pages show. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Source {
  /** Path from the root; of a page for one that it shows. */
  readonly file: string;
  /** The line of the file that the text begins on, from 1. */
  readonly line: number;
  readonly text: string;
  readonly kind: 'action' | 'workflow';
}

/** What the pages write for a commit of this action; a linter wants the form of one. */
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export function sourcesOf(root: string): Source[] {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const inFolder = (folder: string, ending: RegExp): string[] =>
    readdirSync(path.join(root, folder))
      .filter((name) => ending.test(name))
      .map((name) => path.posix.join(folder, name));
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^\.|^(node_modules|coverage|dist)$/.test(entry.name))
    .map(({ name }) => name);
  const actions = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /(^|[\\/])action\.ya?ml$/.test(name))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  );
  const workflows = ['.github/workflows', 'examples'].flatMap((folder) => inFolder(folder, /\.ya?ml$/));
  const pages = ['.', 'docs', ...folders.filter((name) => name !== 'docs')].flatMap((folder) =>
    inFolder(folder, /\.md$/),
  );
  return [
    ...['action.yml', ...actions].map((file) => ({
      file,
      line: 1,
      text: read(file),
      kind: 'action' as const,
    })),
    ...workflows.map((file) => ({ file, line: 1, text: pinned(read(file)), kind: 'workflow' as const })),
    ...pages.flatMap((file) => shownIn(file, read(file))),
  ];
}

/** The whole workflows in the blocks of a page: those that say when they run, and have jobs. */
export function shownIn(file: string, page: string): Source[] {
  return [...page.matchAll(/^( *)```ya?ml\n([^]*?)^ *```/gm)].flatMap((block) => {
    const [, indent = '', inner = ''] = block;
    const text = pinned(inner.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
    const line = page.slice(0, block.index).split('\n').length + 1;
    return /^on:/m.test(text) && /^jobs:/m.test(text)
      ? [{ file, line, text, kind: 'workflow' as const }]
      : [];
  });
}

/** What a reader writes in place of COMMIT. */
function pinned(text: string): string {
  return text.replaceAll('@COMMIT', `@${COMMIT}`);
}

/** The pages for people name files, headings, commands and folders that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'emulator/README.md',
  'scripts/absent/README.md',
  ...readdirSync(path.join(ROOT, 'docs')).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

/** What a path in a page begins with. */
const TOP = [
  'src',
  'emulator',
  'trials',
  'bench',
  'scripts',
  '__tests__',
  'docs',
  'setup',
  'dist',
  '.ci',
  '.github',
];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** `src/main.ts` and the like, wherever the text has it; folders with and without a slash at the end. */
function pathsIn(text: string): string[] {
  const top = TOP.map((name) => name.replace('.', '[.]')).join('|');
  return [...text.matchAll(new RegExp(`(?<![\\w./-])(?:${top})/[\\w@./-]*`, 'g'))].map(([found]) =>
    found.replace(/[./]+$/, ''),
  );
}

/** Files in backticks, by names that begin at the root or beside the page. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`((?:[\w-]+\/)*\.?[\w-]+\.(?:ts|mjs|md|yml))`/g)].map(([, name = '']) => name);
}

/** Targets of links that stay in the repository. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchor that GitHub gives a heading. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(PAGES)('%s', (page) => {
  const text = read(page);
  const beside = path.dirname(page);

  test('names no path that is not there', () => {
    const missing = pathsIn(text).filter((name) => !existsSync(path.join(ROOT, name)));
    const lost = namesIn(text).filter(
      (name) => !existsSync(path.join(ROOT, name)) && !existsSync(path.join(ROOT, beside, name)),
    );
    expect([...missing, ...lost]).toEqual([]);
  });

  test('links to no page and no heading that is not there', () => {
    const dead = linksIn(text).filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(beside, file);
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('names no command that package.json does not have', () => {
    const named = [...text.matchAll(/npm run (?:--silent )?([\w-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('CONTRIBUTING lists every command of package.json', () => {
  const table = read('CONTRIBUTING.md');
  const commands = Object.keys(scripts).filter(
    (name) => !(name.startsWith('pre') && name.slice(3) in scripts),
  );
  const missing = commands.filter(
    (name) => !table.includes(name === 'test' ? '| `npm test`' : `| \`npm run ${name}\``),
  );
  expect(missing).toEqual([]);
});

test('ARCHITECTURE has a line for everything in src, and a paragraph for every folder', () => {
  const text = read('docs/ARCHITECTURE.md');
  const entries = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() || entry.name.endsWith('.ts'),
  );
  const layers = [...text.matchAll(/^\| \d+ +\|([^|]*)\|/gm)].map(([, cell = '']) => cell).join(' ');
  expect(entries.filter(({ name }) => !layers.includes(`\`src/${name}\``))).toEqual([]);
  const folders = [
    ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}`),
    ...TOP.filter((name) => !name.startsWith('.') && name !== 'src' && name !== 'docs'),
  ];
  expect(folders.filter((name) => !text.includes(`\n**\`${name}\`** `))).toEqual([]);
});

test('CONTRIBUTING says what every folder of tests is for', () => {
  const folders = readdirSync(path.join(ROOT, '__tests__'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((name) => !read('CONTRIBUTING.md').includes(`\n| \`__tests__/${name}\``))).toEqual(
    [],
  );
});

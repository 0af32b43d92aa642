import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { serviceFailure } from '../../src/custom-vision/refusals.ts';
import { ServiceError } from '../../src/custom-vision/service-error.ts';
import { ADVICE as CONNECTION_ADVICE } from '../../src/network/connection-errors.ts';
import { ERROR_HEADINGS, WARNING_HEADINGS } from '../../src/report/headings.ts';
import { storageFailure } from '../../src/storage/refusals.ts';
import { parseStorageUri, type StorageKind } from '../../src/storage/uri.ts';
import { LOGIN_CODES, SERVICE_REFUSALS, STORAGE_REFUSALS } from './known-codes.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const PAGE = 'docs/TROUBLESHOOTING.md';
const HEADINGS: readonly string[] = [...ERROR_HEADINGS, ...WARNING_HEADINGS];
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const page = read(PAGE);
const FENCED = /^```(\w*)\n([^]*?)^```$/gm;
/** What stands under each `## ` heading of the page, without blocks of code. */
const sections = page
  .replace(FENCED, '')
  .split(/^## /m)
  .slice(1)
  .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))] as const);
const under = (heading: string): string => sections.find(([title]) => title === heading)?.[1] ?? '';

function serviceHeading(httpStatus: number | null, code: string | null, cause?: Error): string {
  return serviceFailure('x', new ServiceError({ operation: 'X', httpStatus, code, detail: '', cause })).title;
}

test('the page has exactly the headings of errors, warnings and notices, each once', () => {
  expect(sections.map(([title]) => title).sort()).toEqual([...HEADINGS].sort());
});

test('something is said under each heading', () => {
  expect(sections.filter(([, text]) => text.trim().length < 100)).toEqual([]);
});

test.each(SERVICE_REFUSALS)('the page names %s under the heading that it leads to', (code) => {
  const heading = /^\d+$/.test(code) ? serviceHeading(Number(code), null) : serviceHeading(400, code);
  expect(under(heading)).toMatch(new RegExp(`\\b${code}\\b`));
});

test.each(STORAGE_REFUSALS)('the page names %s under the heading that it leads to', (code) => {
  const error = Object.assign(new Error('x'), { statusCode: 403, code });
  for (const [kind, service] of [
    ['queue', 'queue'],
    ['container', 'blob'],
  ] satisfies [StorageKind, string][]) {
    for (const query of ['', '?sv=1&sig=x']) {
      const uri = parseStorageUri(`https://account.${service}.core.windows.net/name${query}`, kind);
      expect(under(storageFailure(uri, error).title)).toContain(`\`${code}\``);
    }
  }
});

test.each([...CONNECTION_ADVICE.keys()])('the page names %s where nothing answers', (code) => {
  const cause = Object.assign(new Error('x'), { code });
  const uri = parseStorageUri('https://account.queue.core.windows.net/name', 'queue');
  const heading = serviceHeading(null, null, cause);
  expect(under(heading)).toContain(`\`${code}\``);
  expect(under(storageFailure(uri, cause).title)).toContain(`(${anchorOf(heading)})`);
});

test.each(LOGIN_CODES)('the page names %s under the login', (code) => {
  expect(under('No login to Azure')).toContain(`\`${code}\``);
});

test('no code stands in two rows: the second would never be found', () => {
  const all = [...SERVICE_REFUSALS, ...STORAGE_REFUSALS];
  expect(all).toEqual([...new Set(all)]);
});

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')}`;
}

test.each([PAGE, 'docs/SETUP.md', 'README.md', 'publish/README.md', 'dataset/README.md', 'relay/README.md'])(
  'the links of %s lead somewhere',
  (file) => {
    const links = [
      ...read(file)
        .replace(FENCED, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, target]) => target ?? '')
      // Nothing is asked of the web.
      .filter((target) => !target.startsWith('https://'));
    expect(links.length).toBeGreaterThan(0);
    const anchors = (markdown: string): string[] =>
      [...markdown.replace(FENCED, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title ?? ''));
    const broken = links.filter((link) => {
      const [target = '', anchor] = link.split('#');
      const linked = target === '' ? file : path.join(path.dirname(file), target);
      return (
        !existsSync(path.join(ROOT, linked)) ||
        (anchor !== undefined && !anchors(read(linked)).includes(`#${anchor}`))
      );
    });
    expect(broken).toEqual([]);
  },
);

test('the examples of the page are YAML, with inputs that exist', () => {
  const { inputs } = parse(read('action.yml')) as { inputs: object };
  const used: string[] = [];
  for (const [, , block = ''] of [...page.matchAll(FENCED)].filter(([, language]) => language === 'yaml')) {
    parse(block, (key, value: unknown) => {
      if (key === 'with') {
        used.push(...Object.keys(value as object));
      }
      return value;
    });
  }
  expect(used).toContain('replace-integration');
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(used));
});

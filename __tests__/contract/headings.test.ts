import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { parse } from 'yaml';
import { serviceFailure } from '../../src/custom-vision/refusals.ts';
import { ServiceError } from '../../src/custom-vision/service-error.ts';
import { ERROR_HEADINGS, WARNING_HEADINGS } from '../../src/report/headings.ts';
import { storageFailure, type StorageKind } from '../../src/storage/refusals.ts';
import { parseStorageUri } from '../../src/storage/uri.ts';
import { caseLabels, nodesOf, SOURCES, tableKeys } from './source-labels.ts';

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

test('every heading is used somewhere', () => {
  const texts = new Set(
    SOURCES.flatMap(nodesOf).flatMap((node) => (ts.isStringLiteral(node) ? node.text : [])),
  );
  expect(HEADINGS.filter((heading) => !texts.has(heading))).toEqual([]);
});

/** The calls that say something under a title: on a report, and once for a whole run. */
function saidIn(source: ts.SourceFile): { file: string; how: string; title: string | undefined }[] {
  const nodes = nodesOf(source);
  const constants = new Map(
    nodes.filter(ts.isVariableDeclaration).map(({ name, initializer }) => [name.getText(), initializer]),
  );
  return nodes.filter(ts.isCallExpression).flatMap(({ expression, arguments: [given] }) => {
    const how = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
    const onReport = /(^|\.)report\.(notice|warning|error)$/.test(expression.getText());
    if (given === undefined || (!onReport && expression.getText() !== 'this.once')) {
      return [];
    }
    const title = ts.isIdentifier(given) ? (constants.get(given.text) ?? given) : given;
    return [{ file: source.fileName, how, title: ts.isStringLiteral(title) ? title.text : undefined }];
  });
}

test('what a run says has one of the headings for its title', () => {
  const said = SOURCES.flatMap(saidIn);
  const known = said.filter(({ title }) => title !== undefined);
  expect(known.length).toBeGreaterThan(WARNING_HEADINGS.length);
  const wrong = known.filter(({ how, title = '' }) => {
    const headings: readonly string[] = how === 'error' ? ERROR_HEADINGS : WARNING_HEADINGS;
    return !headings.includes(title);
  });
  expect(wrong).toEqual([]);
});

test('titles are made up nowhere: where one is no literal, it is passed on', () => {
  const passedOn = SOURCES.flatMap(saidIn).filter(({ title }) => title === undefined);
  expect([...new Set(passedOn.map(({ file }) => file))].sort()).toEqual([
    'index.ts', // of a Failure, typed
    'report/report.ts', // with a label before it
    'wait/queue-warnings.ts', // of `once`, whose callers are looked at as well
  ]);
});

test.each(tableKeys('custom-vision/refusals.ts'))(
  'the page names %s under the heading that it leads to',
  (code) => {
    expect(under(serviceHeading(400, code))).toContain(`\`${code}\``);
  },
);

test.each(caseLabels('custom-vision/refusals.ts').filter((label) => /^\d+$/.test(label)))(
  'the page names the status %s under the heading that it leads to',
  (status) => {
    expect(under(serviceHeading(Number(status), null))).toMatch(new RegExp(`\\b${status}\\b`));
  },
);

test.each(caseLabels('storage/refusals.ts'))(
  'the page names %s under the heading that it leads to',
  (code) => {
    const error = Object.assign(new Error('x'), { statusCode: 403, code });
    for (const [kind, service] of [
      ['queue', 'queue'],
      ['container', 'blob'],
    ] satisfies [StorageKind, string][]) {
      for (const query of ['', '?sv=1&sig=x']) {
        const uri = parseStorageUri(`https://account.${service}.core.windows.net/name${query}`, kind);
        expect(under(storageFailure('read', kind, uri, error).title)).toContain(`\`${code}\``);
      }
    }
  },
);

test.each(tableKeys('network/connection-errors.ts'))('the page names %s where nothing answers', (code) => {
  const cause = Object.assign(new Error('x'), { code });
  const uri = parseStorageUri('https://account.queue.core.windows.net/name', 'queue');
  const heading = serviceHeading(null, null, cause);
  expect(under(heading)).toContain(`\`${code}\``);
  expect(under(storageFailure('read', 'queue', uri, cause).title)).toContain(`(${anchorOf(heading)})`);
});

test.each([...new Set(read('src/entra/login-advice.ts').match(/AADSTS\d+/g))])(
  'the page names %s under the login',
  (code) => {
    expect(under('No login to Azure')).toContain(`\`${code}\``);
  },
);

test('the codes are found in the sources', () => {
  expect(tableKeys('custom-vision/refusals.ts')).toContain('NotFoundProject');
  expect(caseLabels('custom-vision/refusals.ts')).toContain('429');
  expect(caseLabels('storage/refusals.ts')).toContain('QueueNotFound');
  expect(tableKeys('network/connection-errors.ts')).toContain('ENOTFOUND');
});

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')}`;
}

test.each([PAGE, 'docs/SETUP.md', 'README.md'])('the links of %s lead somewhere', (file) => {
  const links = [
    ...read(file)
      .replace(FENCED, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target]) => target ?? '');
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
});

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

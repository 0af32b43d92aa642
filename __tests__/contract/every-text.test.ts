import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { ERROR_HEADINGS, WARNING_HEADINGS } from '../../src/report/headings.ts';
import { caseLabels, nodesOf, SOURCES, tableKeys } from './source-labels.ts';
import { TABLES } from '../whole-action/troubles/tables.ts';

/** What `whole-action/every-text.test.ts` plays. */
const PLAYED = Object.values(TABLES).flat();
const titles = new Set(PLAYED.map(({ title }) => title));
const codes = new Set(PLAYED.flatMap(({ code, answered }) => [code, answered]));

/** The codes of the training API that the sources know, wherever they are written. */
const KNOWN = SOURCES.flatMap(nodesOf)
  .flatMap((node) => (ts.isStringLiteral(node) || ts.isIdentifier(node) ? node.text : []))
  .filter((text) => /^(BadRequest|NotFound|Forbidden)[A-Z]\w+$/.test(text));

/** Those of Entra ID. */
const AADSTS = SOURCES.flatMap(({ text }) => text.match(/\bAADSTS\d+\b/g) ?? []);

test('each trouble has a name of its own', () => {
  expect(new Set(PLAYED.map(({ name }) => name)).size).toBe(PLAYED.length);
});

test.each([...ERROR_HEADINGS, ...WARNING_HEADINGS])(
  'the title "%s" is seen in a run of the action',
  (title) => {
    expect(titles).toContain(title);
  },
);

test('the codes are found in the sources', () => {
  expect(KNOWN).toContain('BadRequestTrainingNotNeeded');
  expect(tableKeys('custom-vision/refusals.ts')).toContain('NotFoundProject');
  expect(caseLabels('custom-vision/refusals.ts')).toContain('429');
  expect(caseLabels('storage/refusals.ts')).toContain('QueueNotFound');
  expect(tableKeys('network/connection-errors.ts')).toContain('ENOTFOUND');
  expect(AADSTS).toContain('AADSTS700213');
});

test.each([
  ...new Set([
    ...tableKeys('custom-vision/refusals.ts'),
    ...KNOWN,
    'PermissionDenied',
    ...caseLabels('custom-vision/refusals.ts').filter((label) => /^\d+$/.test(label)),
    ...caseLabels('storage/refusals.ts'),
    ...tableKeys('network/connection-errors.ts'),
    ...AADSTS,
  ]),
])('the answer %s is seen in a run of the action', (code) => {
  expect(codes).toContain(code);
});

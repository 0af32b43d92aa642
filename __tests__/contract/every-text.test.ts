import { expect, test } from '@jest/globals';
import { ADVICE as CONNECTION_ADVICE } from '../../src/network/connection-errors.ts';
import { ERROR_HEADINGS, WARNING_HEADINGS } from '../../src/report/headings.ts';
import { LOGIN_CODES, SERVICE_CODES, SERVICE_REFUSALS, STORAGE_REFUSALS } from './known-codes.ts';
import { TABLES } from '../whole-action/troubles/tables.ts';

/** What `whole-action/every-text.test.ts` plays. */
const PLAYED = Object.values(TABLES).flat();
const titles = new Set(PLAYED.map(({ title }) => title));
const codes = new Set(PLAYED.flatMap(({ code, answered }) => [code, answered]));

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
  expect(SERVICE_CODES).toContain('BadRequestTrainingNotNeeded');
  expect(LOGIN_CODES).toContain('AADSTS700213');
});

test.each([
  ...new Set([
    ...SERVICE_REFUSALS,
    ...SERVICE_CODES,
    ...STORAGE_REFUSALS,
    ...CONNECTION_ADVICE.keys(),
    ...LOGIN_CODES,
  ]),
])('the answer %s is seen in a run of the action', (code) => {
  expect(codes).toContain(code);
});

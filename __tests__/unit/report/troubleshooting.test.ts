import { expect, test } from '@jest/globals';
import type { Env } from '../../../src/env.ts';
import { Failure } from '../../../src/report/failure.ts';
import { moreAbout } from '../../../src/report/troubleshooting.ts';

const ENV = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_ACTION_REPOSITORY: 'mona/custom-vision.train_export',
  GITHUB_ACTION_REF: 'v1',
};
const ONE = new Failure('failed', 'Too few images or tags', ['x']);
const TWO = new Failure('failed', ['Storage firewall', 'No login to Azure'], ['x']);
const PAGE = 'mona/custom-vision.train_export/blob/v1/docs/TROUBLESHOOTING.md';

test('the section of each heading is linked', () => {
  expect(moreAbout(ONE, ENV)).toBe(`More in https://github.com/${PAGE}#too-few-images-or-tags`);
  expect(moreAbout(TWO, ENV)).toBe(
    `More in https://github.com/${PAGE}#storage-firewall and https://github.com/${PAGE}#no-login-to-azure`,
  );
});

test('on another server the action may still be of github.com', () => {
  for (const server of ['https://github.example.com', 'https://octo.ghe.com']) {
    expect(moreAbout(ONE, { ...ENV, GITHUB_SERVER_URL: server })).toBe(
      `More in ${server}/${PAGE}#too-few-images-or-tags (or the same at https://github.com, if this action comes from there)`,
    );
  }
});

test('a branch may have any name', () => {
  expect(moreAbout(ONE, { ...ENV, GITHUB_ACTION_REF: 'fix/#7 ü' })).toContain(
    '/blob/fix/%237%20%C3%BC/docs/',
  );
});

test.each<[string, Env]>([
  ['of the workflow’s own repository', { ...ENV, GITHUB_ACTION_REPOSITORY: '' }],
  ['without a ref', { ...ENV, GITHUB_ACTION_REF: undefined }],
  ['without a server', { ...ENV, GITHUB_SERVER_URL: undefined }],
  ['of a repository that is none', { ...ENV, GITHUB_ACTION_REPOSITORY: 'a/b\n::error::c' }],
])('for an action %s the page is named', (_which, env) => {
  expect(moreAbout(TWO, env)).toBe(
    'More in docs/TROUBLESHOOTING.md under: Storage firewall, No login to Azure',
  );
});

import { expect, test } from '@jest/globals';
import { ArtifactListError } from '../../../src/github/artifact-list.ts';
import { artifactAdvice, mayPass } from '../../../src/github/refusals.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';

const ENV = { ACTIONS_RESULTS_URL: 'https://results.example:8443/' };

function noAnswer(code: string | undefined): ArtifactListError {
  return new ArtifactListError('none', 'no answer', { cause: Object.assign(new Error('none'), { code }) });
}

function refused(statusCode: number): ArtifactListError {
  return new ArtifactListError(`${statusCode} no`, 'refused', { statusCode });
}

test.each([
  ['a 503', true, refused(503)],
  ['a 429', true, refused(429)],
  ['a 401', false, refused(401)],
  ['a 404', false, refused(404)],
  ['a 500 of storage', true, new StorageError(500, 'InternalError')],
  ['ECONNREFUSED', true, noAnswer('ECONNREFUSED')],
  ['ETIMEDOUT', true, noAnswer('ETIMEDOUT')],
  ['no answer, and no code', true, noAnswer(undefined)],
  ['ENOTFOUND', false, noAnswer('ENOTFOUND')],
  ['CERT_HAS_EXPIRED', false, noAnswer('CERT_HAS_EXPIRED')],
  ['a page', false, new ArtifactListError('page', 'something else answered', { statusCode: 200 })],
  ['no token', false, new ArtifactListError('no token', 'not asked')],
  ['an error of the toolkit', false, new Error('of the toolkit')],
  ['a text', false, 'a text'],
])('%s may pass: %s', (_what, expected, error) => {
  expect(mayPass(error)).toBe(expected);
});

test.each([
  ['Failed to CreateArtifact: Artifact storage quota has been hit.', /^delete artifacts or packages/],
  ['403 insufficient usage to create artifact', /GitHub counts anew/],
])('%s is storage that is used up, whatever else is known', (said, next) => {
  const advice = artifactAdvice(new Error(said), { ...ENV, ACT: 'true' });
  expect(advice.heading).toBe('Artifact storage used up');
  expect(advice.next).toMatch(next);
});

test.each([
  ['no token', new ArtifactListError('no token', 'not asked'), /^run this job on a runner of GitHub Actions/],
  [
    'a page',
    new ArtifactListError('page', 'something else answered'),
    /^see what answers for results\.example:8443: a proxy or a sign-in page stands between/,
  ],
  ['ECONNREFUSED', noAnswer('ECONNREFUSED'), /^nothing accepts connections there/],
  ['another code', noAnswer('EWHATEVER'), /^let this runner reach results\.example:8443, and run again$/],
  ['a 401', refused(401), /^run the job again, which gives it a new token/],
  [
    'the toolkit’s words for a 403',
    new Error('Failed request: (403) Forbidden'),
    /^run the job again, which gives it a new token/,
  ],
  ['what only looks like a 401', new Error('Failed request: (4011) 14030'), /^run again$/],
  ['a 500', refused(500), /^run again$/],
  ['a text', 'a text', /^run again$/],
])('after %s there is a next step', (_what, error, next) => {
  expect(artifactAdvice(error, ENV)).toEqual({
    heading: String(next).includes('sign-in page') ? 'Something else answered' : 'Artifact service',
    next: expect.stringMatching(next),
  });
});

test('a host that is not known is called by what it is', () => {
  const { next } = artifactAdvice(noAnswer(undefined), {});
  expect(next).toBe('let this runner reach the artifact service, and run again');
});

test('nektos/act is told apart by its variable', () => {
  const { next } = artifactAdvice(new Error('Failed to CreateArtifact'), { ...ENV, ACT: 'true' });
  expect(next).toMatch(/^set upload-artifact: false: this is nektos\/act/);
});

test('a proxy on the way is named', () => {
  const saved = process.env;
  const env = { ...ENV, https_proxy: 'http://user:secret@proxy.example:3128' };
  process.env = { ...saved, ...env };
  try {
    expect(artifactAdvice(refused(500), env).next).toBe(
      'run again; if that does not help, see that the proxy http://proxy.example:3128 (https_proxy) lets this runner through to GitHub’s hosts',
    );
  } finally {
    process.env = saved;
  }
});

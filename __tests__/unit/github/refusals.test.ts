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
  [refused(503), true],
  [refused(429), true],
  [refused(401), false],
  [refused(404), false],
  [new StorageError(500, 'InternalError'), true],
  [noAnswer('ECONNREFUSED'), true],
  [noAnswer('ETIMEDOUT'), true],
  [noAnswer(undefined), true],
  [noAnswer('ENOTFOUND'), false],
  [noAnswer('CERT_HAS_EXPIRED'), false],
  [new ArtifactListError('page', 'something else answered', { statusCode: 200 }), false],
  [new ArtifactListError('no token', 'not asked'), false],
  [new Error('of the toolkit'), false],
  ['a text', false],
])('%s may pass: %s', (error, expected) => {
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
  [new ArtifactListError('no token', 'not asked'), /^run this job on a runner of GitHub Actions/],
  [
    new ArtifactListError('page', 'something else answered'),
    /^see what answers for results\.example:8443: a proxy or a sign-in page stands between/,
  ],
  [noAnswer('ECONNREFUSED'), /^nothing accepts connections there/],
  [noAnswer('EWHATEVER'), /^let this runner reach results\.example:8443, and run again$/],
  [refused(401), /^run the job again, which gives it a new token/],
  [new Error('Failed request: (403) Forbidden'), /^run the job again, which gives it a new token/],
  [new Error('Failed request: (4011) 14030'), /^run again$/],
  [refused(500), /^run again$/],
  ['a text', /^run again$/],
])('after %s there is a next step', (error, next) => {
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

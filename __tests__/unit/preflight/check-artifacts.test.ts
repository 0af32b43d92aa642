import { beforeEach, expect, jest, test } from '@jest/globals';
import { ArtifactListError } from '../../../src/github/artifact-list.ts';
import { checkArtifacts } from '../../../src/preflight/check-artifacts.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { fakeWorld } from '../../../trials/fakes/fake-services.ts';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

async function check(changes: Parameters<typeof fakeInputs>[0] = {}): Promise<void> {
  await checkArtifacts(fakeInputs(changes), world.ofResource);
}

function answers(error: unknown): void {
  world.artifacts.meanwhile = jest.fn<() => Promise<void>>().mockRejectedValue(error);
}

async function failure(): Promise<Failure> {
  return (await check().catch((error: unknown) => error)) as Failure;
}

test('the service is asked for a list of the wanted name, once, and nothing is said', async () => {
  await check({ artifactName: 'm.zip' });
  expect(world.artifacts.requests).toEqual(['find m.zip']);
  expect(world.report.log).toBe('');
});

test('where nothing is to be uploaded nobody is asked', async () => {
  await check({ uploadArtifact: false });
  world = fakeWorld({ env: { GITHUB_SERVER_URL: 'https://github.example.com' } });
  await check({ uploadArtifact: false });
  expect(world.artifacts.requests).toEqual([]);
  expect(world.report.log).toBe('');
});

test('GitHub Enterprise Server is told before the training', async () => {
  world = fakeWorld({ env: { GITHUB_SERVER_URL: 'https://github.example.com' } });
  await check();
  expect(world.artifacts.requests).toEqual([]);
  expect(world.report.of('warning')).toEqual([
    [
      'Model not uploaded: GitHub Enterprise Server has no artifact service of this kind: the model will only be at the path in the output modelPath.',
      'Next: use it in a later step of this job, and set upload-artifact: false.',
    ].join('\n'),
  ]);
});

test.each([
  ['a 401', '| 401 no', 'run the job again', new ArtifactListError('401 no', 'refused', { statusCode: 401 })],
  [
    'no answer',
    '| cut',
    'let this runner reach the artifact service',
    new ArtifactListError('cut', 'no answer'),
  ],
  ['an error of several lines', '| of\\x0a::error::x', 'run again', new Error('of\n::error::x')],
  ['a text', '| a text', 'run again', 'a text'],
])('%s ends the run before the training', async (_what, said, next, error) => {
  answers(error);
  const failed = await failure();
  expect(failed).toMatchObject({ status: 'failed', title: 'Artifact service', cause: error });
  const [first, second, third, ...others] = failed.message.split('\n');
  expect(first).toMatch(/^Could not ask the artifact service .* Nothing was trained\. It answered:$/);
  expect(second).toBe(said);
  expect(third?.startsWith(`Next: ${next}`)).toBe(true);
  expect(third).toMatch(
    / With upload-artifact: false the model is only at the path in the output modelPath\.$/,
  );
  expect(others).toEqual([]);
  expect(world.report.of('warning')).toEqual([]);
});

test.each([429, 500, 503])('an answer %i is one warning, and the run goes on', async (statusCode) => {
  answers(new ArtifactListError(`${statusCode} not now`, 'refused', { statusCode }));
  await check();
  expect(world.report.of('warning')).toEqual([
    [
      'Artifact service in trouble: Could not ask the artifact service whether it will take the model; the run goes on. It answered:',
      `| ${statusCode} not now`,
      'Next: nothing, if the upload succeeds; else run again, and nothing is trained or exported anew.',
    ].join('\n'),
  ]);
});

test('a cancel meanwhile ends the run with its reason', async () => {
  const reason = new Error('cancelled');
  world.artifacts.meanwhile = () => {
    world.cancel.abort(reason);
    throw new Error('broken off');
  };
  await expect(check()).rejects.toBe(reason);
});

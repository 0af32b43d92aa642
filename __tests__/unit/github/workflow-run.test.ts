import { tmpdir } from 'node:os';
import { expect, jest, test } from '@jest/globals';
import { workflowRun } from '../../../src/github/workflow-run.ts';

const VARIABLES = {
  GITHUB_RUN_ID: '4711',
  GITHUB_RUN_ATTEMPT: '3',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'owner/repo',
  RUNNER_TEMP: '/runner/temp',
};

/** As the runner sets its variables before the process begins: the toolkit reads them when it is loaded. */
async function inRunner(changes: Readonly<Record<string, string | undefined>> = {}) {
  const saved = process.env;
  const env = { ...saved, ...VARIABLES, ...changes };
  process.env = env;
  try {
    jest.resetModules();
    return await workflowRun(env);
  } finally {
    process.env = saved;
  }
}

test('run, attempt, address and folder are those of the runner', async () => {
  expect(await inRunner()).toMatchObject({
    runId: '4711',
    attempt: 3,
    url: 'https://github.com/owner/repo/actions/runs/4711',
    tempFolder: '/runner/temp',
  });
});

/** A token as the runner gives it; nobody checks its signature. */
function token(payload: unknown): string {
  return ['{}', JSON.stringify(payload), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

test.each([
  [{ nbf: 1_000, iat: 2_000 }, 1_000_000],
  [{ iat: 2_000 }, 2_000_000],
])('the job began when its token %j was made', async (payload, expected) => {
  const { jobBegan } = await inRunner({ ACTIONS_RUNTIME_TOKEN: token(payload) });
  expect(jobBegan).toBe(expected);
});

test.each([undefined, '', 'no token', token({ nbf: 'soon' }), token(null)])(
  'without a token that tells (%j) the job began with this process at the latest',
  async (text) => {
    const { jobBegan } = await inRunner({ ACTIONS_RUNTIME_TOKEN: text });
    expect(jobBegan).toBeLessThanOrEqual(Date.now());
    expect(jobBegan).toBeGreaterThan(Date.now() - 3_600_000);
  },
);

test.each([undefined, ''])('without a temp folder (%j) the system gives one', async (folder) => {
  expect((await inRunner({ RUNNER_TEMP: folder })).tempFolder).toBe(tmpdir());
});

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

test.each([undefined, ''])('without a temp folder (%j) the system gives one', async (folder) => {
  expect((await inRunner({ RUNNER_TEMP: folder })).tempFolder).toBe(tmpdir());
});

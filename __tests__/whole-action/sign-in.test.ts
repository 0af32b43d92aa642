import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { jobOutputs } from '../../emulator/github/runner/runner.ts';
import { oidcExample } from './documented-setup.ts';
import {
  COGNITIVE,
  entraOf,
  oidcJob,
  spendTokens,
  STORAGE,
  storageTokens,
  tokensGiven,
} from './entra-job.ts';
import { errorOf, inputsFor, play, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const SENT_TOKENS = pathToFileURL(path.join(import.meta.dirname, 'sent-tokens.ts')).href;

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 2, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterEach(() => {
  const { tokens } = entraOf(emulator);
  tokens.lifetimeSeconds = 3_600;
  tokens.state = 'up';
});
afterAll(async () => {
  await emulator.close();
});

test('the documented workflow trains, exports and uploads with OIDC alone: no key, no account key, no SAS', async () => {
  const { application, tokens, idTokens } = entraOf(emulator);
  const project = await emulator.addProject();
  const example = oidcExample();
  const given = Object.keys(example.inputs);
  const { inputs, env } = oidcJob(emulator);
  const { run, model, queue } = await play(emulator, project, {
    // Whatever the example does not give is not given.
    inputs: {
      ...Object.fromEntries(
        Object.keys({ ...inputsFor(emulator, project), ...inputs })
          .filter((name) => !given.includes(name))
          .map((name) => [name, '']),
      ),
      ...Object.fromEntries(Object.entries(inputs).filter(([name]) => given.includes(name))),
    },
    env,
    ...(example.permissions['id-token'] === 'write' ? { idTokens } : {}),
  });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.outputs.modelUri).toContain(`${project.exportModelContainerUri}/`);
  expect(model).toBeDefined();
  expect(run.annotations).toEqual([]);
  expect(queue).toEqual([]);
  expect(tokensGiven(emulator, 0)).toEqual([
    `${application.clientId} → ${COGNITIVE}`,
    `${application.clientId} → ${STORAGE}`,
  ]);
  // One of an hour for each, in the whole run.
  expect(tokens.given).toHaveLength(2);
  expect(run.masks).toEqual(
    expect.arrayContaining([...tokens.given.map(({ token }) => token), ...idTokens.issued]),
  );
  expect(jobOutputs(run).dropped).toEqual([]);
});

test('outlives ten tokens, with a new key of GitHub’s and a new one of Entra ID’s in between', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sent-tokens-'));
  const file = path.join(folder, 'sent');
  const { tokens, idTokens } = entraOf(emulator);
  tokens.lifetimeSeconds = 2;
  const since = storageTokens(emulator).length;
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 120 } });
  const job = oidcJob(emulator);
  const { run } = await play(emulator, project, {
    ...job,
    env: { ...job.env, SENT_TOKENS_FILE: file },
    preload: SENT_TOKENS,
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      idTokens.rotateKeys();
      tokens.rotateKeys();
      await spendTokens(emulator, 11);
    },
  });
  const lives = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  await rm(folder, { recursive: true });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  const spent = storageTokens(emulator).slice(since);
  expect(spent.length).toBeGreaterThan(10);
  expect(run.masks).toEqual(expect.arrayContaining(spent));
  expect(lives.length).toBeGreaterThan(10);
  expect(lives.filter((ms) => !(ms > 0))).toEqual([]);
});

test('goes on where the token service is down while it waits, though no token is left', async () => {
  const { tokens } = entraOf(emulator);
  tokens.lifetimeSeconds = 2;
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 120 } });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      tokens.state = 'down';
      await action.waitFor('Entra ID gave no token: 503');
      // None is to be renewed at the very end.
      tokens.lifetimeSeconds = 3_600;
      tokens.state = 'up';
    },
  });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Notification queue out of reach' }]);
  expect(project.project.iterations).toHaveLength(1);
});

test('does not notice a token service that is down while the token of the hour works', async () => {
  const { tokens } = entraOf(emulator);
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      tokens.state = 'down';
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
});

describe('ends soon when it is cancelled while no answer comes from', () => {
  onPosix('the token service', async () => {
    entraOf(emulator).tokens.state = 'silent';
    await cancelAtLogin();
  });

  onPosix('the service that gives the job its OIDC tokens', async () => {
    const asked = Promise.withResolvers<undefined>();
    const silent = createServer(() => {
      asked.resolve(undefined);
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const requestUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/token?v=2`;
    try {
      await cancelAtLogin({ idTokens: { requestUrl, requestToken: 'right' } }, () => asked.promise);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  onPosix('the Azure CLI', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'silent-cli-'));
    const asked = path.join(folder, 'asked');
    await writeFile(path.join(folder, 'az'), `#!/bin/sh\ntouch '${asked}'\nexec sleep 20\n`, { mode: 0o755 });
    const job = oidcJob(emulator);
    const options = {
      inputs: { ...job.inputs, 'client-id': '', 'tenant-id': '' },
      env: {
        ...job.env,
        AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
        PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}`,
      },
    };
    await cancelAtLogin(options, () => emulator.clock.until(() => existsSync(asked)));
    await rm(folder, { recursive: true });
  });

  /** @param underWay settles when the login is */
  async function cancelAtLogin(
    changes: ScenarioOptions = {},
    underWay: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await play(emulator, project, {
      ...oidcJob(emulator),
      ...changes,
      // What takes no signal would keep it alive.
      endsByForce: true,
      during: async (action) => {
        await action.waitFor('Check project and storage');
        await underWay();
        // Would be ended by the second signal, after 7.5 s, if it did not end by itself.
        await action.cancel();
      },
    });

    expect(run.signal).toBeNull();
    expect([run.exitCode, run.outputs.status]).toEqual([1, 'cancelled']);
    expect(errorOf(run).title).toBe('Cancelled');
  }
});

test('ends with the role to give where the one for the training API is taken away midway', async () => {
  const { application, roles } = entraOf(emulator);
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      roles.remove(application.objectId, 'Cognitive Services Custom Vision Trainer');
    },
  });
  roles.assign(application.objectId, 'Cognitive Services Custom Vision Trainer');

  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'true' });
  expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(errorOf(run).title).toBe('Key or role refused');
  expect(errorOf(run).message).toContain('the role Cognitive Services Custom Vision Trainer');

  const again = await play(emulator, project, oidcJob(emulator));
  expect(again.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
});

test('loses a role on the container midway: the model is where it was for the next run', async () => {
  const { application, roles } = entraOf(emulator);
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      roles.remove(application.objectId, 'Storage Blob Data Reader');
    },
  });
  roles.assign(application.objectId, 'Storage Blob Data Reader');

  expect(run.outputs.status).toBe('failed');
  expect(errorOf(run).message).toContain('| 403 AuthorizationPermissionMismatch');
  expect(errorOf(run).message).toContain('the role Storage Blob Data Reader');
  const again = await play(emulator, project, oidcJob(emulator));
  expect(again.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
});

test('loses a role on the queue midway: the service is asked instead', async () => {
  const { application, roles } = entraOf(emulator);
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 5 } });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    inputs: { ...oidcJob(emulator).inputs, 'timeout-minutes': '1', 'on-timeout': 'detach' },
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      roles.remove(application.objectId, 'Storage Queue Data Contributor');
    },
  });
  roles.assign(application.objectId, 'Storage Queue Data Contributor');

  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Notification queue out of reach' }, {}]);
  expect(run.log).toContain('| 403 AuthorizationPermissionMismatch');
  expect(run.outputs).toMatchObject({ status: 'pending', trained: 'true' });
});

test('ends at a question where GitHub gives no more OIDC tokens in a long wait, and says how to go on', async () => {
  const { tokens, idTokens } = entraOf(emulator);
  tokens.lifetimeSeconds = 2;
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 600 } });
  const { run } = await play(emulator, project, {
    ...oidcJob(emulator),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      idTokens.failing = 401;
      await action.ended;
      idTokens.failing = undefined;
    },
  });

  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'true' });
  expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(run.annotations.map(({ title }) => title)).toEqual([
    'Notification queue out of reach',
    'Service could not be asked',
    'No login to Azure',
  ]);
  expect(errorOf(run).message.split('\n')).toEqual(
    expect.arrayContaining([
      `Could not wait for the training of iteration ${run.outputs.iterationId ?? ''}: there is no token for it.`,
      'GitHub gave the job no OIDC token for it. It says:',
      expect.stringMatching(/^\| 401/),
      expect.stringMatching(
        /^Next: the right to ask for one ends .*on-timeout: detach, and let a later run pick it up\.$/,
      ),
    ]),
  );
});

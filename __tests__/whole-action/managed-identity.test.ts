import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { Application } from '../../emulator/entra/directory.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { ManagedIdentityEndpoint } from '../../emulator/entra/managed-identity.ts';
import { startProxy } from '../../emulator/network/proxy.ts';
import { CLOSED_NETWORK, closedJob, hostsOf } from './closed-job.ts';
import {
  COGNITIVE,
  entraOf,
  machineOf,
  spendTokens,
  STORAGE,
  storageTokens,
  tokensGiven,
} from './entra-job.ts';
import { errorOf, play, type Scenario, type ScenarioOptions } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const APP_SERVICE = 'App Service';
const VIRTUAL_MACHINE = 'a virtual machine';
const FORMS = [APP_SERVICE, VIRTUAL_MACHINE] as const;
type Form = (typeof FORMS)[number];

/** A machine with a system-assigned identity and a user-assigned one. */
interface Machine {
  readonly emulator: TimedEmulator;
  readonly endpoint: ManagedIdentityEndpoint;
  readonly origin: string;
  readonly systemAssigned: Application;
  readonly userAssigned: Application;
}

let machine: Machine;

beforeAll(async () => {
  machine = await machineIn(
    await startTimedEmulator({
      entra: true,
      behavior: { trainingSeconds: 0.5, exportSeconds: 0.5, modelBytes: 50_000 },
    }),
  );
});
afterEach(() => {
  const { endpoint, systemAssigned, emulator } = machine;
  Object.assign(endpoint, { systemAssigned, failing: undefined });
  endpoint.statuses.length = 0;
  entraOf(emulator).tokens.lifetimeSeconds = 3_600;
});
afterAll(async () => {
  await machine.endpoint.close();
  await machine.emulator.close();
});

async function machineIn(emulator: TimedEmulator): Promise<Machine> {
  const { directory, roles, tokens } = entraOf(emulator);
  const endpoint = new ManagedIdentityEndpoint(tokens);
  const [systemAssigned, userAssigned] = [directory.register(), directory.register()];
  endpoint.systemAssigned = systemAssigned;
  endpoint.userAssigned.push(userAssigned);
  for (const { objectId } of [systemAssigned, userAssigned]) {
    roles.assign(objectId, ...LEAST_ROLES);
  }
  return { emulator, endpoint, origin: await endpoint.listen(), systemAssigned, userAssigned };
}

/** What a machine of this form has in its environment; the chain tries no credential that starts a program. */
function variablesOf(form: Form, { endpoint }: Machine, origin: string): Record<string, string> {
  return form === APP_SERVICE
    ? {
        AZURE_TOKEN_CREDENTIALS: 'prod',
        IDENTITY_ENDPOINT: `${origin}/msi/token`,
        IDENTITY_HEADER: endpoint.identityHeader,
      }
    : {
        AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
        AZURE_POD_IDENTITY_AUTHORITY_HOST: origin,
      };
}

/** A job with neither key nor account key, which reaches nobody but the services and the machine's own endpoint. */
function jobOn(
  form: Form,
  on: Machine,
  project: SeededProject,
): Required<Pick<ScenarioOptions, 'inputs' | 'env' | 'preload'>> {
  const { emulator, origin } = on;
  const { service, queue, container } = hostsOf(emulator, project);
  const open = [service, queue, container, new URL(emulator.resultsUrl).host, new URL(origin).host];
  return {
    inputs: { 'training-key': '', 'storage-account-key': '' },
    preload: CLOSED_NETWORK,
    env: { ...machineOf(emulator), ...variablesOf(form, on, origin), OPEN_TO: open.join(',') },
  };
}

async function playOn(
  form: Form,
  env: Record<string, string> = {},
  changes: ScenarioOptions & { readonly trainingSeconds?: number } = {},
): Promise<Scenario> {
  const { trainingSeconds, ...options } = changes;
  const project = await machine.emulator.addProject({
    integrated: true,
    ...(trainingSeconds === undefined ? {} : { behavior: { trainingSeconds } }),
  });
  const job = jobOn(form, machine, project);
  return await play(machine.emulator, project, { ...job, ...options, env: { ...job.env, ...env } });
}

/** The lines of the one error of a run that has asked nobody but the machine; ids are left out. */
function explained({ run, requests }: Scenario): string[] {
  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
  expect(requests.filter((request) => request.includes('/customvision/'))).toEqual([]);
  expect(errorOf(run).title).toBe('No login to Azure');
  return errorOf(run)
    .message.split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/the project [-0-9a-f]{36}/, 'the project …'));
}

test.each(FORMS)(
  'the managed identity of %s trains, exports and uploads: no key, no SAS, no OIDC',
  async (form) => {
    const { endpoint, emulator, systemAssigned } = machine;
    const since = entraOf(emulator).tokens.given.length;
    const { run, model, queue } = await playOn(form);

    expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true', artifactId: /\d/ });
    expect(model).toBeDefined();
    expect(run.annotations).toEqual([]);
    expect(queue).toEqual([]);
    expect(tokensGiven(emulator, since)).toEqual([
      `${systemAssigned.clientId} → ${COGNITIVE}`,
      `${systemAssigned.clientId} → ${STORAGE}`,
    ]);
    // One of an hour for each, and nothing was sent to see whether anybody is there.
    expect(endpoint.statuses).toEqual([200, 200]);
    const given = entraOf(emulator).tokens.given.slice(since);
    expect(run.masks).toEqual(
      expect.arrayContaining([
        ...given.map(({ token }) => token),
        ...(form === APP_SERVICE ? [endpoint.identityHeader] : []),
      ]),
    );
  },
);

test.each(FORMS)('AZURE_CLIENT_ID chooses a user-assigned identity of %s', async (form) => {
  const { emulator, userAssigned } = machine;
  const since = entraOf(emulator).tokens.given.length;
  const { run } = await playOn(form, { AZURE_CLIENT_ID: userAssigned.clientId });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  expect(tokensGiven(emulator, since)).toEqual([
    `${userAssigned.clientId} → ${COGNITIVE}`,
    `${userAssigned.clientId} → ${STORAGE}`,
  ]);
});

test.each(FORMS)('outlives several tokens of %s', async (form) => {
  const { emulator } = machine;
  entraOf(emulator).tokens.lifetimeSeconds = 2;
  const since = storageTokens(emulator).length;
  const { run } = await playOn(
    form,
    {},
    {
      trainingSeconds: 120,
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        await spendTokens(emulator, 6);
      },
    },
  );

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  const spent = storageTokens(emulator).slice(since);
  expect(spent.length).toBeGreaterThan(5);
  expect(run.masks).toEqual(expect.arrayContaining(spent));
});

describe('an identity that there is not is told by what was asked for', () => {
  /** Whom was asked is said, then the library's own words, then the next step. */
  function expectTold(lines: readonly string[], said: string, next: string): void {
    expect(lines.slice(0, 2)).toEqual([
      'Could not read the project …: there is no token for it.',
      `The managed identity of this machine, asked for at ${machine.origin}, gave none (400):`,
    ]);
    expect(lines.slice(2, -1).every((line) => line.startsWith('| '))).toBe(true);
    expect(lines.slice(2, -1).join('\n')).toContain(said);
    expect(lines.at(-1)).toBe(next);
  }

  test.each([
    [APP_SERVICE, 'No such identity is assigned here.'],
    [VIRTUAL_MACHINE, 'Identity not found'],
  ] as const)('a user-assigned one, on %s', async (form, said) => {
    const clientId = randomUUID();
    expectTold(
      explained(await playOn(form, { AZURE_CLIENT_ID: clientId })),
      said,
      `Next: assign the managed identity with the client id "${clientId}" (AZURE_CLIENT_ID) to this machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one.`,
    );
  });

  test.each([
    [APP_SERVICE, 'No such identity is assigned here.'],
    [VIRTUAL_MACHINE, 'Identity not found'],
  ] as const)('the system-assigned one, on %s', async (form, said) => {
    machine.endpoint.systemAssigned = undefined;
    expectTold(
      explained(await playOn(form)),
      said,
      'Next: turn on the system-assigned managed identity of this machine, or set AZURE_CLIENT_ID to the client id of a user-assigned one.',
    );
  });
});

test('an IDENTITY_HEADER that is out of date is named, and not shown', async () => {
  const header = randomUUID();
  const scenario = await playOn(APP_SERVICE, { IDENTITY_HEADER: header });
  const lines = explained(scenario);

  expect(lines.join('\n')).toContain('The header is missing or wrong.');
  expect(lines.at(-1)).toMatch(
    /^Next: hand IDENTITY_ENDPOINT and IDENTITY_HEADER on as the machine has them now/,
  );
  expect(scenario.run.masks).toContain(header);
  expect(lines.join('\n')).not.toContain(header);
});

test('goes on where the endpoint throttles while it waits, though no token is left', async () => {
  const { endpoint, emulator } = machine;
  entraOf(emulator).tokens.lifetimeSeconds = 2;
  const { run } = await playOn(
    VIRTUAL_MACHINE,
    {},
    {
      trainingSeconds: 120,
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        endpoint.failing = 429;
        await action.waitFor('the managed identity gave no token: 429');
        // None is to be renewed at the very end.
        entraOf(emulator).tokens.lifetimeSeconds = 3_600;
        endpoint.failing = undefined;
      },
    },
  );

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Notification queue out of reach' }]);
});

test('an endpoint that fails from the start is what is told, and not the storage that was never asked', async () => {
  machine.endpoint.failing = 503;
  const lines = explained(await playOn(VIRTUAL_MACHINE));

  expect(lines.join('\n')).toContain('Not now.');
  expect(lines.at(-1)).toBe('Next: run again later; a training that was started is picked up.');
});

test('trouble of the endpoint that lasts seconds is not noticed in a wait', async () => {
  const { endpoint, emulator } = machine;
  entraOf(emulator).tokens.lifetimeSeconds = 2;
  const failed = (): number => endpoint.statuses.filter((status) => status === 500).length;
  const { run } = await playOn(
    VIRTUAL_MACHINE,
    {},
    {
      trainingSeconds: 120,
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        endpoint.failing = 500;
        // The library asks again.
        await emulator.clock.until(() => failed() >= 3);
        entraOf(emulator).tokens.lifetimeSeconds = 3_600;
        endpoint.failing = undefined;
      },
    },
  );

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toEqual([]);
  expect(failed()).toBeGreaterThan(2);
});

describe('where a proxy is set', () => {
  /** By its name, for all else that runs here has the address that NO_PROXY would name. */
  const byName = (): string => machine.origin.replace('127.0.0.1', 'localhost');

  /** @param refusing whether the proxy lets nobody through to the endpoint */
  async function playBehindProxy(
    form: Form,
    variables: Record<string, string>,
    refusing = false,
  ): Promise<{ scenario: Scenario; asked: string[]; proxyUrl: string }> {
    const proxy = await startProxy();
    const host = new URL(byName()).host;
    if (refusing) {
      proxy.refused.set(host, 403);
    }
    const { emulator } = machine;
    const project = await emulator.addProject({ integrated: true });
    const { inputs, env } = jobOn(form, machine, project);
    const job = closedJob(
      emulator,
      {
        variables: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, ...variables },
        open: [new URL(proxy.url).host, host],
      },
      { inputs, env: { ...env, ...variablesOf(form, machine, byName()) } },
    );
    const scenario = await play(emulator, project, job);
    await proxy.close();
    const asked = proxy.requests.map(({ target }) => target).filter((target) => target === host);
    return { scenario, asked, proxyUrl: proxy.url };
  }

  test.each(FORMS)('the endpoint of %s is asked without it where NO_PROXY names it', async (form) => {
    const { scenario, asked } = await playBehindProxy(form, { NO_PROXY: 'localhost' });

    expect(scenario.run.outputs.status).toBe('succeeded');
    expect(scenario.run.annotations).toEqual([]);
    expect(machine.endpoint.statuses).toEqual([200, 200]);
    expect(asked).toEqual([]);
  });

  test('NO_PROXY is what is to be set where it does not', async () => {
    const { scenario, asked, proxyUrl } = await playBehindProxy(VIRTUAL_MACHINE, {}, true);

    expect(explained(scenario).at(-1)).toBe(
      `Next: name localhost in NO_PROXY: it was asked through the proxy ${proxyUrl} (HTTPS_PROXY), and only the machine itself can ask it.`,
    );
    expect(asked).not.toEqual([]);
    expect(machine.endpoint.statuses).toEqual([]);
  });
});

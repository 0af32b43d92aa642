import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { type Proxy, type ProxyOptions, startProxy } from '../../emulator/network/proxy.ts';
import { closedJob, hostsOf, signInHostsOf, urlWith } from './closed-job.ts';
import { machineOf, oidcJob, workloadLogin, entraOf } from './entra-job.ts';
import { errorOf, play, type Scenario, type ScenarioOptions, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const CREDENTIALS = 'runner:p@ss word/of:the%proxy';
const WRONG = 'runner:another-p@ssword-altogether';
const QUICK = { trainingSeconds: 2, exportSeconds: 1, modelBytes: 50_000 };

/** One of plain http and keys, one of https and Entra ID. */
let plain: TimedEmulator;
let secured: TimedEmulator;
const proxies: Proxy[] = [];

beforeAll(async () => {
  [plain, secured] = await Promise.all([
    startTimedEmulator({ behavior: QUICK }),
    startTimedEmulator({ behavior: QUICK, entra: true }),
  ]);
});
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});
afterAll(async () => {
  await Promise.all([plain.close(), secured.close()]);
});

async function proxyWith(options?: ProxyOptions): Promise<Proxy> {
  const proxy = await startProxy(options);
  proxies.push(proxy);
  return proxy;
}

/** Both variables, as the toolkit reads the one of a URL's scheme. */
function both(url: string): Record<string, string> {
  return { HTTPS_PROXY: url, HTTP_PROXY: url };
}

function open({ url }: Proxy): string[] {
  return [new URL(url).host];
}

/** `METHOD host:port`, each once. */
function passed({ requests }: Proxy): string[] {
  return [...new Set(requests.map(({ method, target }) => `${method} ${target}`))].sort();
}

/** The lines of the one error, of a run that has changed nothing. */
function refusal(scenario: Scenario): string[] {
  expect(writes(scenario)).toEqual([]);
  expect(scenario.run.outputs).toMatchObject({ status: 'failed', iterationId: '' });
  expect(errorOf(scenario.run).title).toMatch(/^No way through the proxy/);
  return errorOf(scenario.run).message.split('\n');
}

test.each([
  ['HTTP_PROXY', undefined],
  ['http_proxy', CREDENTIALS],
  ['HTTP_PROXY', CREDENTIALS],
])('a run by keys goes through the proxy of %s alone, with credentials %j', async (variable, credentials) => {
  const proxy = await proxyWith(credentials === undefined ? {} : { credentials });
  const project = await plain.addProject();
  const url = credentials === undefined ? proxy.url : urlWith(credentials, proxy);
  const job = closedJob(plain, { variables: { [variable]: url }, open: open(proxy) });
  const { run, queue } = await play(plain, project, job);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true', artifactId: /\d/ });
  expect(run.annotations).toEqual([]);
  expect(queue).toEqual([]);
  const { service, queue: queueHost, container, results } = hostsOf(plain, project);
  expect(passed(proxy)).toEqual(
    [
      ...['GET', 'PATCH', 'POST'].map((method) => `${method} ${service}`),
      ...['GET', 'DELETE'].map((method) => `${method} ${queueHost}`),
      // The backup is read, the artifact written: both are blobs.
      ...['GET', 'PUT'].map((method) => `${method} ${container}`),
      // The toolkit asks for a tunnel whatever the scheme.
      `CONNECT ${results}`,
      // The list that the preflight asks for.
      `POST ${results}`,
    ].sort(),
  );
  expect(proxy.requests.every(({ status }) => status === 200)).toBe(true);
});

test.each([
  ['HTTPS_PROXY', 'HTTP_PROXY'],
  ['https_proxy', 'http_proxy'],
])('a run by OIDC goes through the proxy of %s, its tokens too', async (...variables) => {
  const proxy = await proxyWith({ credentials: CREDENTIALS });
  const project = await secured.addProject();
  const url = urlWith(CREDENTIALS, proxy);
  const job = closedJob(
    secured,
    { variables: Object.fromEntries(variables.map((name) => [name, url])), open: open(proxy) },
    oidcJob(secured),
  );
  const { run } = await play(secured, project, job);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toEqual([]);
  const { authority, idTokens } = signInHostsOf(secured);
  const hosts = [...Object.values(hostsOf(secured, project)), authority];
  expect(passed(proxy)).toEqual(
    // The emulated hosts of GitHub speak plain HTTP, for which a proxy needs no tunnel.
    [
      ...[...new Set(hosts)].map((host) => `CONNECT ${host}`),
      `GET ${idTokens}`,
      `POST ${hostsOf(secured, project).results}`,
    ].sort(),
  );
});

test('an export’s own download link is fetched through the proxy', async () => {
  const proxy = await proxyWith();
  const project = await secured.addProject({ integrated: true, behavior: { backup: 'missing' } });
  const { run } = await play(
    secured,
    project,
    closedJob(secured, { variables: both(proxy.url), open: open(proxy) }, oidcJob(secured)),
  );

  expect(run.outputs).toMatchObject({ status: 'succeeded', modelUri: '' });
  expect(run.log).toContain('fetching it from the service by its download link');
});

test.each(['NO_PROXY', 'no_proxy'])('a host that %s names is reached without the proxy', async (variable) => {
  const proxy = await proxyWith();
  const project = await plain.addProject();
  const byName = project.notificationQueueUri.replace('127.0.0.1', 'localhost');
  const direct = new URL(byName).host;
  const { run } = await play(
    plain,
    project,
    closedJob(
      plain,
      {
        variables: { ...both(proxy.url), [variable]: 'elsewhere.example, localhost' },
        open: [...open(proxy), direct],
      },
      { inputs: { 'notification-queue-uri': byName } },
    ),
  );

  expect(run.outputs.status).toBe('succeeded');
  expect(passed(proxy).filter((request) => request.endsWith(direct.replace('localhost', '')))).toEqual([]);
  expect(passed(proxy)).toContain(`GET ${hostsOf(plain, project).service}`);
});

test('nobody is reached without the proxy, nor is one whose name NO_PROXY gives', async () => {
  const proxy = await proxyWith();
  const project = await plain.addProject();
  const variables = { ...both(proxy.url), NO_PROXY: '127.0.0.1' };
  const scenario = await play(plain, project, closedJob(plain, { variables, open: open(proxy) }));

  expect(errorOf(scenario.run).title).toContain('Service out of reach');
  expect(errorOf(scenario.run).message).toContain('the host name is not known');
  // Only the artifact service is no host that the variable names.
  expect(passed(proxy)).toEqual([`POST ${hostsOf(plain, project).results}`]);
});

test('wrong credentials name the variable and never show the password', async () => {
  const proxy = await proxyWith({ credentials: CREDENTIALS });
  const project = await plain.addProject();
  const variables = both(urlWith(WRONG, proxy));
  const scenario = await play(plain, project, closedJob(plain, { variables, open: open(proxy) }));

  const lines = refusal(scenario);
  expect(lines).toContain(`Could not read the project ${project.projectId}: the proxy answered 407.`);
  expect(lines).toContain(
    `Could not read the queue ${project.notificationQueueUri} (notification-queue-uri). The proxy answered:`,
  );
  const next = `Next: correct user and password in HTTPS_PROXY, as in http://USER:PASSWORD@HOST:PORT with both percent-encoded: the proxy ${proxy.url} does not accept them.`;
  expect(lines.filter((line) => line === next)).toHaveLength(3);
  const [password = ''] = WRONG.split(':').slice(1);
  expect(scenario.run.masks).toEqual(
    expect.arrayContaining([password, encodeURIComponent(password), Buffer.from(WRONG).toString('base64')]),
  );
});

test.each<[string, (emulator: Emulator) => Promise<ScenarioOptions>]>([
  ['GitHub’s OIDC tokens', (emulator) => Promise.resolve(oidcJob(emulator))],
  [
    'Entra ID',
    async (emulator) => {
      const { application } = entraOf(emulator);
      const login = await workloadLogin(emulator, application.clientId);
      const inputs = { 'training-key': '', 'storage-account-key': '' };
      return { inputs, env: { ...machineOf(emulator), ...login } };
    },
  ],
])('wrong credentials on the way to %s are no refusal of the login', async (_whose, jobOf) => {
  const proxy = await proxyWith({ credentials: CREDENTIALS });
  const project = await secured.addProject();
  const variables = both(urlWith(WRONG, proxy));
  const job = closedJob(secured, { variables, open: open(proxy) }, await jobOf(secured));
  const { run } = await play(secured, project, job);

  expect(errorOf(run).title).toMatch(/^No login to Azure/);
  expect(errorOf(run).message).toMatch(/407[^]*Next: correct user and password in HTTPS?_PROXY/);
  expect(errorOf(run).message).toContain('could not be asked for');
  // Asking again would not help, and could lock an account.
  expect(proxy.requests.length).toBeLessThan(8);
});

test('a proxy that is down is what is to be checked, and not the endpoint', async () => {
  const proxy = await startProxy();
  await proxy.close();
  const project = await secured.addProject();
  const job = closedJob(
    secured,
    { variables: both(proxy.url), open: open(proxy) },
    { env: machineOf(secured) },
  );
  const lines = refusal(await play(secured, project, job));

  expect(lines).toContain(`| connect ECONNREFUSED ${new URL(proxy.url).host}`);
  const next = `Next: check HTTPS_PROXY: the proxy ${proxy.url} that it names cannot be reached, or hangs up.`;
  expect(lines.filter((line) => line.startsWith(next))).toHaveLength(3);
});

test('a proxy that lets nobody through to the hosts is not taken for a service that refuses', async () => {
  const proxy = await proxyWith();
  const project = await secured.addProject();
  for (const host of Object.values(hostsOf(secured, project))) {
    proxy.refused.set(host, 403);
  }
  const job = closedJob(
    secured,
    { variables: both(proxy.url), open: open(proxy) },
    { env: machineOf(secured) },
  );
  const lines = refusal(await play(secured, project, job));

  expect(lines).toContain(`Could not read the project ${project.projectId}: the proxy answered 403.`);
  expect(lines.filter((line) => line.includes('The proxy answered:'))).toHaveLength(2);
  const next = `Next: have the proxy ${proxy.url} (HTTPS_PROXY) let this runner through to that host, or name the host in NO_PROXY if it can be reached without.`;
  expect(lines.filter((line) => line === next)).toHaveLength(3);
});

test('what a service refuses through the proxy is still the service’s', async () => {
  const proxy = await proxyWith();
  const project = await secured.addProject();
  const { run } = await play(
    secured,
    project,
    closedJob(
      secured,
      { variables: both(proxy.url), open: open(proxy) },
      { env: machineOf(secured), inputs: { 'training-key': 'f'.repeat(32) } },
    ),
  );

  expect(errorOf(run).title).toBe('Key or role refused');
  expect(errorOf(run).message).toContain('the service answered 401');
});

test('a proxy that does not let the artifact through is named before anything is changed', async () => {
  const proxy = await proxyWith();
  const project = await plain.addProject({ integrated: true });
  proxy.refused.set(hostsOf(plain, project).results, 403);
  const scenario = await play(
    plain,
    project,
    closedJob(plain, { variables: both(proxy.url), open: open(proxy) }),
  );
  const { run } = scenario;

  expect(writes(scenario)).toEqual([]);
  expect(errorOf(run).title).toBe('Artifact service');
  expect(errorOf(run).message).toContain(`the proxy ${proxy.url}`);
  expect(errorOf(run).message).toContain('HTTP_PROXY');
});

test('a wait goes on through a proxy that cuts connections on which nothing is said', async () => {
  const proxy = await proxyWith();
  const { clock } = secured;
  // Twice between two looks, which are half a second apart: each has to make a connection of its own.
  const cutAgain = (): void => {
    proxy.cut();
    stop = clock.schedule(250, cutAgain);
  };
  let stop = clock.schedule(250, cutAgain);
  const project = await secured.addProject({ integrated: true, behavior: { trainingSeconds: 6 } });
  const job = closedJob(secured, { variables: both(proxy.url), open: open(proxy) }, oidcJob(secured));
  const { run } = await play(secured, project, job);
  stop();

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toEqual([]);
  const { queue } = hostsOf(secured, project);
  expect(proxy.requests.filter(({ target }) => target === queue).length).toBeGreaterThan(6);
});

test('a wait goes on where the proxy is away for some of the looks', async () => {
  const proxy = await proxyWith();
  const project = await secured.addProject({ integrated: true, behavior: { trainingSeconds: 60 } });
  const { queue } = hostsOf(secured, project);
  const { run } = await play(secured, project, {
    ...closedJob(secured, { variables: both(proxy.url), open: open(proxy) }, oidcJob(secured)),
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      proxy.refused.set(queue, 502);
      await action.waitFor('The notification queue cannot be read');
      proxy.refused.delete(queue);
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Notification queue out of reach' }]);
  expect(run.log).toContain('| 502');
});

test.each([
  ['HTTPS_PROXY', '127.0.0.1:3128'],
  ['http_proxy', 'socks5://runner:a-password-of-some-length@127.0.0.1:1080'],
])('a proxy in %s that no package understands is refused, and not shown', async (name, value) => {
  const project = await plain.addProject();
  const { run, requests } = await play(plain, project, { env: { [name]: value } });

  expect(requests).toEqual([]);
  expect(errorOf(run).title).toBe('Inputs refused');
  expect(errorOf(run).message).toContain(
    `- ${name}: its value (not shown) is no URL with http:// or https://; expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT`,
  );
});

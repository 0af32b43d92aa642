import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../../emulator/entra/certificate.ts';
import type { Inspection } from '../../emulator/network/inspection.ts';
import { type Proxy, type ProxyOptions, startProxy } from '../../emulator/network/proxy.ts';
import { closedJob, hostsOf, urlWith } from './closed-job.ts';
import { entraOf, machineOf, oidcJob } from './entra-job.ts';
import { errorOf, play, type Scenario, type ScenarioOptions, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const UNTRUSTED = 'Next: the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS.';
const CREDENTIALS = 'runner:p@ss word/of:the%proxy';

let emulator: Emulator;
/** Of the proxy, as a company has one. */
let authority: CertificateAuthority;
/** Both authorities: what the machine trusts where the company has seen to it. */
let bothFile = '';
const proxies: Proxy[] = [];

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 2, exportSeconds: 1, modelBytes: 50_000 },
  });
  authority = createCertificateAuthority();
  const { caFile } = entraOf(emulator);
  bothFile = path.join(path.dirname(caFile), 'both.pem');
  await writeFile(bothFile, (await readFile(caFile, 'utf8')) + authority.ca);
});
afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});
afterAll(async () => {
  await emulator.close();
});

async function proxyWith(options: ProxyOptions): Promise<Proxy> {
  const proxy = await startProxy(options);
  proxies.push(proxy);
  return proxy;
}

interface Behind {
  /** What the machine trusts. */
  readonly caFile?: string;
  /** The proxy's URL with user and password. */
  readonly proxyUrl?: string;
  /** Whether GitHub's hosts are reached without the proxy, as addresses on loopback are by the toolkit. */
  readonly gitHubIsNear?: boolean;
}

/** A job by OIDC on a machine that reaches Azure by way of a proxy only. */
function behind(
  { url }: Proxy,
  { caFile = bothFile, proxyUrl = url, gitHubIsNear }: Behind = {},
): ScenarioOptions {
  const { env, idTokens, ...job } = oidcJob(emulator);
  const near = [emulator.resultsUrl, idTokens.requestUrl].map((nearUrl) => new URL(nearUrl).host);
  const closed = closedJob(
    emulator,
    {
      variables: { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl },
      open: [new URL(url).host, ...(gitHubIsNear === true ? near : [])],
    },
    { ...job, idTokens, env: { ...env, NODE_EXTRA_CA_CERTS: caFile } },
  );
  return gitHubIsNear === true
    ? { ...closed, idTokens, env: { ...closed.env, ACTIONS_RESULTS_URL: emulator.resultsUrl } }
    : closed;
}

function nextSteps({ run }: Scenario): string[] {
  return errorOf(run)
    .message.split('\n')
    .filter((line) => line.startsWith('Next: '));
}

function azureHosts(project: SeededProject): string[] {
  const { service, queue, container } = hostsOf(emulator, project);
  return [...new Set([service, queue, container, new URL(entraOf(emulator).authorityHost).host])].sort();
}

async function inspection(): Promise<Inspection> {
  return { certificate: authority.server, ca: await readFile(entraOf(emulator).caFile, 'utf8') };
}

test('a proxy that is itself reached by https is refused at once: GitHub’s packages cannot reach it', async () => {
  const proxy = await proxyWith({ certificate: authority.server, credentials: CREDENTIALS });
  const project = await emulator.addProject();
  const proxyUrl = urlWith(CREDENTIALS, proxy);
  const scenario = await play(emulator, project, behind(proxy, { proxyUrl }));

  expect(writes(scenario)).toEqual([]);
  expect(proxy.requests).toEqual([]);
  expect(errorOf(scenario.run).title).toBe('Inputs refused');
  expect(errorOf(scenario.run).message).toContain(
    'HTTP_PROXY: it names a proxy by https://, which GitHub’s own packages cannot reach',
  );
});

test('where GitHub’s hosts are reached without it, it passes all requests to Azure', async () => {
  const proxy = await proxyWith({ certificate: authority.server, credentials: CREDENTIALS });
  const project = await emulator.addProject();
  const proxyUrl = urlWith(CREDENTIALS, proxy);
  const { run } = await play(emulator, project, behind(proxy, { proxyUrl, gitHubIsNear: true }));

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true', artifactId: /\d/ });
  expect(run.annotations).toEqual([]);
  const passed = proxy.requests.map(({ method, target, status }) => `${method} ${target} ${status}`);
  expect([...new Set(passed)].sort()).toEqual(azureHosts(project).map((host) => `CONNECT ${host} 200`));
});

test('what such a proxy refuses is its refusal, and not that of the service', async () => {
  const proxy = await proxyWith({ certificate: authority.server });
  const project = await emulator.addProject();
  const { service, queue, container } = hostsOf(emulator, project);
  for (const host of [service, queue, container]) {
    proxy.refused.set(host, 403);
  }
  const scenario = await play(emulator, project, behind(proxy, { gitHubIsNear: true }));

  expect(writes(scenario)).toEqual([]);
  expect(errorOf(scenario.run).title).toBe('No way through the proxy');
  const next = `Next: have the proxy ${proxy.url} (HTTPS_PROXY) let this runner through to that host, or name the host in NO_PROXY if it can be reached without.`;
  expect(nextSteps(scenario)).toEqual([next, next, next]);
});

test('where the certificate of such a proxy is not trusted, what is missing is said', async () => {
  const proxy = await proxyWith({ certificate: authority.server });
  const project = await emulator.addProject();
  const { caFile } = entraOf(emulator);
  const scenario = await play(emulator, project, behind(proxy, { caFile, gitHubIsNear: true }));

  expect(writes(scenario)).toEqual([]);
  expect(errorOf(scenario.run).title).toBe('No login to Azure');
  expect(nextSteps(scenario)).toEqual([UNTRUSTED]);
});

test('a proxy that looks into TLS passes a whole run by OIDC where its authority is trusted', async () => {
  const proxy = await proxyWith({ inspection: await inspection() });
  const project = await emulator.addProject();
  const { run } = await play(emulator, project, behind(proxy));

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true', artifactId: /\d/ });
  expect(run.annotations).toEqual([]);
  const seen = proxy.inspected.map((request) => /^\w+ ([^/]+)/.exec(request)?.[1]);
  expect([...new Set(seen)].sort()).toEqual(azureHosts(project));
});

test('where its authority is not trusted, what is missing is said, and it has seen nothing', async () => {
  const { caFile } = entraOf(emulator);
  const proxy = await proxyWith({ inspection: await inspection() });
  const project = await emulator.addProject();
  const scenario = await play(emulator, project, behind(proxy, { caFile }));

  expect(writes(scenario)).toEqual([]);
  expect(proxy.inspected).toEqual([]);
  expect(errorOf(scenario.run).title).toBe('No login to Azure');
  expect(nextSteps(scenario)).toEqual([UNTRUSTED]);

  const byKeys = closedJob(
    emulator,
    { variables: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url }, open: [new URL(proxy.url).host] },
    { env: machineOf(emulator) },
  );
  const other = await play(emulator, await emulator.addProject(), byKeys);
  expect(proxy.inspected).toEqual([]);
  expect(nextSteps(other)).toEqual([UNTRUSTED, UNTRUSTED, UNTRUSTED]);
});

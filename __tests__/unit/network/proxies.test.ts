import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  githubProxyFor,
  githubProxySettings,
  isAnswerOfProxy,
  isTroubleOfProxy,
  proxyAdvice,
  proxyFor,
  githubProxyByTls,
  proxyProblem,
  proxySecrets,
} from '../../../src/network/proxies.ts';

const AZURE = 'https://account.queue.core.windows.net/notes';
const PROXY = 'http://proxy.example:3128';

let saved: NodeJS.ProcessEnv = {};
beforeEach(() => {
  saved = process.env;
});
afterEach(() => {
  process.env = saved;
});

/** Sets the variables, which GitHub's package reads from the process. */
function withEnv<T>(
  env: Readonly<Record<string, string>>,
  ask: (env: Readonly<Record<string, string>>) => T,
): T {
  process.env = { ...env };
  return ask(env);
}

test.each([
  ['HTTPS_PROXY', { HTTPS_PROXY: PROXY, ALL_PROXY: 'http://b', HTTP_PROXY: 'http://c' }],
  ['https_proxy', { https_proxy: PROXY, HTTP_PROXY: 'http://c' }],
  ['ALL_PROXY', { ALL_PROXY: PROXY, HTTP_PROXY: 'http://c' }],
  ['HTTP_PROXY', { HTTPS_PROXY: '', HTTP_PROXY: PROXY }],
  ['http_proxy', { http_proxy: PROXY }],
])('what Azure’s packages go through is named by %s', (variable, env) => {
  expect(proxyFor(AZURE, env)).toEqual({ variable, url: PROXY });
});

test('a proxy is named without user and password', () => {
  const env = { HTTPS_PROXY: 'http://user:secret@proxy.example:3128/' };
  expect(proxyFor(AZURE, env)).toEqual({ variable: 'HTTPS_PROXY', url: PROXY });
});

test('there is none where no variable names one', () => {
  expect(proxyFor(AZURE, {})).toBeUndefined();
  expect(withEnv({}, (env) => githubProxyFor(AZURE, env))).toBeUndefined();
});

// As the SDKs read it: whole names, or endings that begin with a dot.
test.each([
  ['account.queue.core.windows.net', true],
  ['other.example , account.queue.core.windows.net', true],
  ['.core.windows.net', true],
  ['.account.queue.core.windows.net', true],
  ['core.windows.net', false],
  ['*', false],
  ['.blob.core.windows.net', false],
  ['', false],
])('NO_PROXY: %j exempts the host: %s', (pattern, exempt) => {
  expect(proxyFor(AZURE, { HTTPS_PROXY: PROXY, NO_PROXY: pattern }) === undefined).toBe(exempt);
  expect(proxyFor(AZURE, { HTTPS_PROXY: PROXY, no_proxy: pattern }) === undefined).toBe(exempt);
});

test('GitHub’s toolkit reads the variable of the scheme, the one in lower case first', () => {
  const env = { HTTPS_PROXY: 'http://a', https_proxy: 'http://b', HTTP_PROXY: 'http://c' };
  const variableFor = (url: string | undefined): string | undefined =>
    withEnv(env, () => githubProxyFor(url, env)?.variable);
  expect(variableFor('https://x.example')).toBe('https_proxy');
  expect(variableFor('http://x.example')).toBe('HTTP_PROXY');
  expect(variableFor(undefined)).toBeUndefined();
});

test.each([
  ['x.actions.githubusercontent.com', true],
  ['.githubusercontent.com', true],
  ['other, GithubUserContent.com', true],
  ['*', true],
  ['content.com', false],
  ['', false],
])('the toolkit reads NO_PROXY in its own way: %j exempts the host: %s', (pattern, exempt) => {
  const url = 'https://x.actions.githubusercontent.com/path';
  const env = { HTTPS_PROXY: PROXY, NO_PROXY: pattern };
  expect(withEnv(env, () => githubProxyFor(url, env)) === undefined).toBe(exempt);
});

test('the password is secret, as it is given, decoded, and as it is sent', () => {
  const env = { HTTPS_PROXY: 'http://user:p%40ss@h:1', http_proxy: 'http://other:word@h:1', NO_PROXY: 'x' };
  expect(proxySecrets(env)).toEqual([
    ...['p%40ss', 'p@ss', Buffer.from('user:p@ss').toString('base64')],
    ...['word', 'word', Buffer.from('other:word').toString('base64')],
  ]);
  expect(proxySecrets({ HTTPS_PROXY: PROXY, HTTP_PROXY: 'http://user@h', ALL_PROXY: 'no URL' })).toEqual([]);
  expect(proxySecrets({ HTTPS_PROXY: 'http://u:100%@h' })).toContain('100%');
  expect(proxySecrets({ http_proxy: 'user:word@h:1' })).toContain('word');
});

test.each([
  ['proxy.example:3128', 'is no URL with http:// or https://'],
  ['10.0.0.1:3128', 'is no URL with http:// or https://'],
  ['socks5://proxy.example:1080', 'is no URL with http:// or https://'],
  ['http://user:100%@proxy.example', 'not percent-encoded'],
  ['http://user:1234/x@proxy.example:3128', 'not percent-encoded'],
  ['http://user:12?x@proxy.example', 'not percent-encoded'],
  ['http://user:12#x@proxy.example', 'not percent-encoded'],
])('%s is refused: the packages would fail in ways that explain nothing', (value, what) => {
  expect(proxyProblem({ HTTPS_PROXY: value })).toEqual({
    name: 'HTTPS_PROXY',
    what: expect.stringContaining(what),
  });
});

test.each([
  ['what is right', { HTTPS_PROXY: 'http://u:p%25@h:1' }],
  ['a proxy by https', { http_proxy: 'https://h' }],
  ['nothing', { ALL_PROXY: '' }],
  ['one that is not used beside another', { HTTPS_PROXY: PROXY, ALL_PROXY: 'socks5://h', HTTP_PROXY: 'h:1' }],
])('%s is no problem', (_what, env) => {
  expect(proxyProblem(env)).toBeUndefined();
});

test.each([
  ['https://results.example', { HTTPS_PROXY: 'https://p:1' }, 'HTTPS_PROXY'],
  ['http://results.example', { HTTPS_PROXY: 'http://p:1', http_proxy: 'https://u:w@p:1' }, 'http_proxy'],
  ['https://results.example', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ['https://results.example', { HTTPS_PROXY: 'https://p:1', NO_PROXY: '.example' }, undefined],
  // As the toolkit reads it, this exempts the hosts below only.
  ['https://results.example', { HTTPS_PROXY: 'https://p:1', NO_PROXY: '.results.example' }, 'HTTPS_PROXY'],
  ['http://127.0.0.1:1', { http_proxy: 'https://p:1' }, undefined],
  ['https://[::1]:1', { https_proxy: 'https://p:1' }, undefined],
  ['https://localhost:1', { https_proxy: 'https://p:1' }, undefined],
  ['https://results.example', { HTTPS_PROXY: 'https://p:1', NO_PROXY: 'results.example:443' }, undefined],
  ['https://results.example:8', { HTTPS_PROXY: 'https://p:1', NO_PROXY: 'x, example:8' }, undefined],
  ['https://results.example:8', { HTTPS_PROXY: 'https://p:1', NO_PROXY: 'example:443' }, 'HTTPS_PROXY'],
  ['https://results.example', { HTTPS_PROXY: 'https://p:1', NODE_TLS_REJECT_UNAUTHORIZED: '0' }, undefined],
  ['', { HTTPS_PROXY: 'https://p:1' }, undefined],
  // The toolkit does not read it.
  ['https://results.example', { ALL_PROXY: 'https://p:1' }, undefined],
  [undefined, { HTTPS_PROXY: 'https://p:1' }, undefined],
])('of %s with %j, the proxy that the toolkit cannot reach is named by %s', (url, env, variable) => {
  expect(withEnv(env, () => githubProxyByTls(url, env))).toBe(variable);
});

test('on Windows, which finds variables in any case, each is named as it was set', () => {
  const windows = (variables: Record<string, string>): Record<string, string> =>
    new Proxy(variables, {
      get: (set, name) =>
        Object.entries(set).find(([key]) => key.toLowerCase() === String(name).toLowerCase())?.[1],
    });
  process.env = windows({ HTTP_PROXY: PROXY });
  expect(githubProxyFor('http://x.example', process.env)?.variable).toBe('HTTP_PROXY');
  expect(proxyFor('https://x.example', windows({ https_proxy: PROXY }))?.variable).toBe('https_proxy');
  expect(proxyProblem(windows({ http_proxy: 'socks5://h' }))?.name).toBe('http_proxy');
});

test.each([
  [
    { https_proxy: 'http://us%20er:p%40ss@h' },
    { host: 'http://h', port: 80, username: 'us%20er', password: 'p%40ss' },
  ],
  [{ HTTPS_PROXY: 'https://h' }, { host: 'https://h', port: 443, username: '', password: '' }],
  [{ HTTPS_PROXY: PROXY }, { host: 'http://proxy.example', port: 3128, username: '', password: '' }],
  [{ HTTPS_PROXY: PROXY, NO_PROXY: 'x.example' }, undefined],
])('of %j Azure’s client is told for GitHub’s host: %j', (env, settings) => {
  expect(withEnv(env, () => githubProxySettings('https://x.example/path'))).toEqual(settings);
});

test('an answer is the proxy’s if it is a 407, or has no request id of a service', () => {
  const none = (): undefined => undefined;
  expect(isAnswerOfProxy(407, () => 'an id')).toBe(true);
  expect([302, 403, 502].map((status) => isAnswerOfProxy(status, none))).toEqual([true, true, true]);
  for (const header of ['x-ms-request-id', 'apim-request-id']) {
    expect(isAnswerOfProxy(403, (name) => (name === header ? 'an id' : undefined))).toBe(false);
  }
  expect(isAnswerOfProxy(200, none)).toBe(false);
});

test.each([
  ['ECONNREFUSED', true, Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
  [
    'ENOTFOUND as a cause',
    true,
    new Error('outer', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
  ],
  // Azure's own code, of a proxy that hangs up.
  ['REQUEST_SEND_ERROR', true, Object.assign(new Error('x'), { code: 'REQUEST_SEND_ERROR' })],
  // The connection through the tunnel can break as well.
  ['ECONNRESET', false, Object.assign(new Error('x'), { code: 'ECONNRESET' })],
  ['SELF_SIGNED_CERT_IN_CHAIN', false, Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
  ['a text', false, 'no error'],
])('%s is trouble of the proxy: %s', (_what, expected, error) => {
  expect(isTroubleOfProxy(error)).toBe(expected);
});

test.each([
  [null, 'check HTTPS_PROXY'],
  [407, 'correct user and password in HTTPS_PROXY'],
  [403, 'let this runner through'],
])('after %j the next step names the variable and the proxy', (status, words) => {
  const next = proxyAdvice({ variable: 'HTTPS_PROXY', url: PROXY }, status);
  expect(next).toContain(words);
  expect(next).toContain(PROXY);
});

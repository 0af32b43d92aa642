import { expect, test } from '@jest/globals';
import {
  githubProxyFor,
  isAnswerOfProxy,
  isTroubleOfProxy,
  proxyAdvice,
  proxyFor,
  githubProxyByTls,
  proxyProblem,
  proxySecrets,
  refusedTunnel,
} from '../../../src/network/proxies.ts';

const AZURE = 'https://account.queue.core.windows.net/notes';
const PROXY = 'http://proxy.example:3128';

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
  expect(githubProxyFor(AZURE, {})).toBeUndefined();
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
  expect(githubProxyFor('https://x.example', env)?.variable).toBe('https_proxy');
  expect(githubProxyFor(undefined, env)?.variable).toBe('https_proxy');
  expect(githubProxyFor('http://x.example', env)?.variable).toBe('HTTP_PROXY');
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
  expect(githubProxyFor(url, { HTTPS_PROXY: PROXY, NO_PROXY: pattern }) === undefined).toBe(exempt);
  expect(githubProxyFor(undefined, { HTTPS_PROXY: PROXY, no_proxy: pattern })).toBeDefined();
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
  ['https://results.example', { HTTPS_PROXY: 'https://p:1', NO_PROXY: '.results.example' }, undefined],
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
  expect(githubProxyByTls(url, env)).toBe(variable);
});

test('on Windows, which finds variables in any case, each is named as it was set', () => {
  const windows = (variables: Record<string, string>): Record<string, string> =>
    new Proxy(variables, {
      get: (set, name) =>
        Object.entries(set).find(([key]) => key.toLowerCase() === String(name).toLowerCase())?.[1],
    });
  const { variable } = githubProxyFor('http://x.example', windows({ HTTP_PROXY: PROXY })) ?? {};
  expect(variable).toBe('HTTP_PROXY');
  expect(proxyFor('https://x.example', windows({ https_proxy: PROXY }))?.variable).toBe('https_proxy');
  expect(proxyProblem(windows({ http_proxy: 'socks5://h' }))?.name).toBe('http_proxy');
});

test('an answer is the proxy’s if it is a 407, or was marked', () => {
  expect(isAnswerOfProxy(407, () => undefined)).toBe(true);
  expect(isAnswerOfProxy(403, () => undefined)).toBe(false);
  expect(isAnswerOfProxy(403, (name) => (name === 'x-answered-by-proxy' ? 'yes' : undefined))).toBe(true);
});

test.each([
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), true],
  [new Error('outer', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }), true],
  [new Error('Proxy connection ended before receiving CONNECT response'), true],
  // The connection through the tunnel can break as well.
  [Object.assign(new Error('x'), { code: 'ECONNRESET' }), false],
  [Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), false],
  ['no error', false],
])('%s is trouble of the proxy: %s', (error, expected) => {
  expect(isTroubleOfProxy(error)).toBe(expected);
});

test.each([
  ['Error: tunneling socket could not be established, statusCode=407', { status: 407 }],
  ['tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:1', { status: null }],
  ['connect ECONNREFUSED 127.0.0.1:1', undefined],
])('%j tells of a proxy: %j', (text, expected) => {
  expect(refusedTunnel(text)).toEqual(expected);
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

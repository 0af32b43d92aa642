import { AggregateAuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { describe, expect, test } from '@jest/globals';
import { IdTokenError } from '../../../src/github/id-token.ts';
import type { Login } from '../../../src/entra/login-advice.ts';
import { signInError } from '../../../src/entra/refusals.ts';
import { signInFailure } from '../../../src/entra/sign-in-error.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import type { TokenAnswer } from '../../../src/entra/token-requests.ts';

const PRESENTED = { iss: 'https://issuer', sub: 'repo:o/r:ref:refs/heads/main', aud: 'api://x' };
const OIDC: Login = { by: 'oidc', presented: PRESENTED };
const DEFAULT: Login = { by: 'default', presented: undefined };

function refused(description: string, status = 401): TokenAnswer {
  return { status, body: JSON.stringify({ error: 'invalid_client', error_description: description }) };
}

function lines(
  login: Login,
  latest: TokenAnswer | undefined,
  error: unknown = new Error('from the library'),
): string[] {
  return [...signInError(error, login, latest).lines];
}

test('what the token endpoint said goes before what the library makes of it', () => {
  expect(lines(OIDC, refused('AADSTS1: its own words'))).toEqual([
    'Entra ID gave none. It says:',
    '| AADSTS1: its own words',
    'Next: check client-id and tenant-id; the code above is explained at https://login.microsoftonline.com/error.',
  ]);
  expect(lines(OIDC, undefined)[1]).toBe('| from the library');
  expect(lines(OIDC, { status: 200, body: '{}' })[1]).toBe('| from the library');
});

test('an answer that is not in the words of the token endpoint is shown as it is', () => {
  expect(lines(OIDC, { status: 407, body: '<html>\nproxy</html>' }).slice(1, 3)).toEqual([
    '| 407 <html>',
    '| proxy</html>',
  ]);
  expect(lines(OIDC, { status: 403, body: '{"error_description":""}' })[1]).toBe(
    '| 403 {"error_description":""}',
  );
});

test.each(['70021', '700211', '700212', '700213', '7002138'])('AADSTS%s shows what to register', (code) => {
  const told = lines(OIDC, refused(`AADSTS${code}: no match`));
  expect(told).toContain('| iss (issuer):   https://issuer');
  expect(told).toContain('| sub (subject):  repo:o/r:ref:refs/heads/main');
  expect(told).toContain('| aud (audience): api://x');
  expect(told.at(-1)).toMatch(/^Next: register these three/);
});

test('where nobody knows what was presented, nothing is made up', () => {
  const told = lines(DEFAULT, refused('AADSTS700213: no match'));
  expect(told.join('\n')).not.toContain('presented:');
  expect(told.at(-1)).toMatch(/^Next: register/);
});

test.each([
  ['AADSTS53003', 'Conditional Access'],
  ['AADSTS90002', 'tenant-id'],
  ['AADSTS700016', 'client-id'],
  ['AADSTS7000215', 'AZURE_CLIENT_SECRET'],
])('%s has a meaning and a next step', (code, words) => {
  const told = lines(OIDC, refused(`${code}: x`));
  expect(told.slice(-2)).toEqual([
    expect.stringMatching(/^It means: .+\.$/),
    expect.stringMatching(/^Next: .+\.$/),
  ]);
  expect(told.slice(-2).join('\n')).toContain(words);
});

test('an assertion out of its time is the clock’s fault, or that of a login that is not renewed', () => {
  expect(lines(OIDC, refused('AADSTS700024: x')).at(-1)).toContain('clock of the runner');
  expect(lines(DEFAULT, undefined, new Error('az said AADSTS700024: x')).at(-1)).toContain('give client-id');
});

test('where no request went to Entra ID, the words of each credential of the chain are told', () => {
  const az = 'ERROR: AADSTS700024: Client assertion is not within its valid time range.';
  const chain = new AggregateAuthenticationError(
    [
      new CredentialUnavailableError(
        'ManagedIdentityCredential: The managed identity endpoint is not available.',
      ),
      new CredentialUnavailableError(az),
    ],
    'ChainedTokenCredential authentication failed.',
  );
  const { code, transient, lines: told } = signInError(chain, DEFAULT, undefined);
  expect([code, transient]).toEqual(['AADSTS700024', false]);
  expect(told).toContain(`| CredentialUnavailableError: ${az}`);
  expect(told.at(-1)).toContain('a login by azure/login is not renewed');
});

test.each<[string, boolean, TokenAnswer | undefined]>([
  ['503', true, { status: 503, body: '' }],
  ['429', true, { status: 429, body: '' }],
  ['no connection', true, { connectionError: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }],
  ['401', false, refused('AADSTS700016: x')],
  ['nothing asked', false, undefined],
])('%s passes: %s', (_what, passes, latest) => {
  const { transient } = signInError(new Error('x'), OIDC, latest);
  expect(transient).toBe(passes);
});

test('trouble with the connection is told by its own words, with what to do about it', () => {
  const connectionError = Object.assign(new Error('getaddrinfo ENOTFOUND login'), { code: 'ENOTFOUND' });
  const error = signInError(new Error('endpoints_resolution_error'), OIDC, { connectionError });
  expect(error.code).toBe('ENOTFOUND');
  expect(error.lines[1]).toBe('| getaddrinfo ENOTFOUND login');
  expect(error.lines.at(-1)).toContain('the host name is not known');
  expect(lines(OIDC, { status: 503, body: 'busy' }).at(-1)).toContain('run again later');
});

test('a proxy that stops the login is what is to be checked, and not the login', () => {
  const proxy = { variable: 'HTTPS_PROXY', url: 'http://proxy.example:3128' };
  const error = signInError(new Error('x'), OIDC, { status: 407, body: '', proxy });
  expect([error.transient, ...error.lines]).toEqual([
    false,
    'Entra ID could not be asked for one:',
    '| 407',
    expect.stringContaining('correct user and password in HTTPS_PROXY'),
  ]);
  const connectionError = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const down = signInError(new Error('x'), OIDC, { connectionError, proxy });
  expect([down.transient, down.lines.at(-1)]).toEqual([true, expect.stringContaining('check HTTPS_PROXY')]);
});

test('GitHub’s refusal of an OIDC token is told from trouble that passes', () => {
  const wrapped = (status: number): Error =>
    new Error('from the library', { cause: new IdTokenError(`${status} no`, status, undefined) });
  const ended = signInError(wrapped(401), OIDC, undefined);
  expect(ended.transient).toBe(false);
  expect(ended.lines).toEqual([
    'GitHub gave the job no OIDC token for it. It says:',
    '| 401 no',
    expect.stringContaining('on-timeout: detach'),
  ]);
  const passing = signInError(wrapped(503), OIDC, undefined);
  expect([passing.transient, passing.lines.at(-1)]).toEqual([
    true,
    expect.stringContaining('run again later'),
  ]);
});

test.each([200, 408, 429])('GitHub’s %d is no refusal', (status) => {
  const { transient, lines: told } = signInError(new IdTokenError('x', status, undefined), OIDC, undefined);
  expect([transient, told.at(-1)]).toEqual([true, expect.stringContaining('GitHub is in trouble')]);
});

test('what is wrong on the way to GitHub is not GitHub’s trouble', () => {
  const cause = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' });
  const error = signInError(new IdTokenError(cause.message, null, undefined, cause), OIDC, undefined);
  expect([error.code, error.transient]).toEqual(['ENOTFOUND', true]);
  expect(error.lines.at(-1)).toContain('the host name is not known');
});

describe('where GitHub is asked through a proxy', () => {
  const proxy = { variable: 'HTTPS_PROXY', url: 'http://proxy.example:3128' };

  test.each([
    ['a 407', new IdTokenError('407 ', 407, proxy), false, 'correct user and password in HTTPS_PROXY'],
    [
      'a proxy that is down',
      new IdTokenError('x', null, proxy, Object.assign(new Error('x'), { code: 'ECONNREFUSED' })),
      true,
      'check HTTPS_PROXY: the proxy',
    ],
  ])('%s is the proxy’s', (_what, cause, passes, words) => {
    const { transient, lines: told } = signInError(cause, OIDC, undefined);
    expect(transient).toBe(passes);
    expect(told[0]).toBe('GitHub could not be asked for the job’s OIDC token:');
    expect(told.at(-1)).toContain(`Next: ${words}`);
  });

  test('a refusal may be either’s', () => {
    const { transient, lines: told } = signInError(new IdTokenError('403 no', 403, proxy), OIDC, undefined);
    expect(transient).toBe(false);
    expect(told[0]).toBe('GitHub gave the job no OIDC token for it. It says:');
    expect(told.at(-1)).toMatch(/^Next: the right to ask .*; or have the proxy http:\/\/proxy\.example:3128/);
  });

  test('trouble of GitHub’s and of the connection behind it is none of the proxy', () => {
    const broken = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    for (const cause of [new IdTokenError('503', 503, proxy), new IdTokenError('x', null, proxy, broken)]) {
      expect(signInError(cause, OIDC, undefined).lines.at(-1)).not.toContain('HTTPS_PROXY');
    }
  });
});

test('a login that took too long may pass, whatever was answered in it before', () => {
  const late = Object.assign(new Error('no answer within 30 s'), { code: 'ETIMEDOUT' });
  for (const latest of [undefined, { status: 200, body: '{}' }]) {
    const { code, transient, lines: told } = signInError(late, DEFAULT, latest);
    expect([code, transient, told[1]]).toEqual(['ETIMEDOUT', true, '| no answer within 30 s']);
  }
  expect(signInError(late, OIDC, { status: 503, body: 'busy' }).lines[1]).toBe('| 503 busy');
});

test('a machine that gives no token of its identity is told from Entra ID, unless that was asked as well', () => {
  const identity = { endpoint: 'http://h:1', env: {} };
  const login: Login = { ...DEFAULT, identity };
  const late = Object.assign(new Error('no answer within 30 s'), { code: 'ETIMEDOUT' });
  const { message, code, transient, lines: told } = signInError(late, login, undefined);
  expect([message, code, transient]).toEqual([
    'the managed identity gave no token: no answer within 30 s',
    'ETIMEDOUT',
    true,
  ]);
  expect(told.slice(0, 2)).toEqual([
    'The managed identity of this machine, asked for at http://h:1, gave none (no answer):',
    '| no answer within 30 s',
  ]);
  expect(lines(login, refused('AADSTS7000215: x'))[0]).toBe('Entra ID gave none. It says:');
});

test('what Entra ID refuses the identity of a machine is told by its code', () => {
  const identity = { endpoint: 'http://h:1', env: {} };
  const refusal = Object.assign(new Error('400: AADSTS53003: blocked'), { status: 400 });
  const told = lines({ ...DEFAULT, identity }, undefined, refusal);
  expect(told.at(-1)).toMatch(/^Next: have the policy leave out this application/);
});

test('foreign words cannot command the runner', () => {
  const told = lines(
    { by: 'oidc', presented: { ...PRESENTED, sub: 'repo\n::error::x' } },
    refused('AADSTS700213: ##[x]\r::y'),
  );
  expect(told.join('\n')).not.toMatch(/^::/m);
  expect(told.join('\n')).not.toContain('##[');
});

test('a failure says what the token was needed for', () => {
  const error = signInError(new Error('no login'), DEFAULT, undefined);
  const { status, title, message, cause } = signInFailure('read the queue q', error);
  expect([status, title, cause]).toEqual(['failed', 'No login to Azure', error]);
  expect(message.split('\n').slice(0, 3)).toEqual([
    'Could not read the queue q: there is no token for it.',
    'Entra ID gave none. It says:',
    '| no login',
  ]);
  expect(error).toBeInstanceOf(SignInError);
  expect(error.message).toBe('Entra ID gave no token: no login');
});

import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AccessToken } from '@azure/identity';
import type { SignInError } from '../../../src/entra/sign-in-error.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

let answer = Promise.withResolvers<AccessToken>();
let asked = Promise.withResolvers<undefined>();

class Credential {
  getToken(): Promise<AccessToken> {
    asked.resolve(undefined);
    return answer.promise;
  }
}
jest.unstable_mockModule('@azure/identity', () => ({
  ClientAssertionCredential: Credential,
  DefaultAzureCredential: Credential,
}));

const { fakeInputs } = await import('../../../trials/fakes/fake-inputs.ts');
const { entraLogin } = await import('../../../src/entra/login.ts');

let clock = new FakeClock();
let cancel = new AbortController();

beforeEach(() => {
  answer = Promise.withResolvers();
  asked = Promise.withResolvers();
  clock = new FakeClock();
  clock.guards = (ms) => ms >= 30_000;
  cancel = new AbortController();
});

function login(ids = {}, env = {}): ReturnType<typeof entraLogin> {
  return entraLogin(fakeInputs(ids), env, { clock, signal: cancel.signal, mask: () => undefined });
}

/** Lets everything that is under way in memory come to its end. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('a cancelled run does not wait for its login, and it is known that it goes on', async () => {
  const entra = login();
  expect(entra.busy).toBe(false);
  const { signal } = cancel;
  const token = entra.credential.getToken('scope', { abortSignal: signal }).catch((error: unknown) => error);
  await settled();
  const reason = new Error('cancelled');
  cancel.abort(reason);
  expect(await token).toBe(reason);
  expect(entra.busy).toBe(true);
  // What comes of it later concerns nobody, and is no unhandled rejection.
  answer.reject(new Error('too late'));
  await settled();
  expect(entra.busy).toBe(false);
});

test('who has no signal of its own hears why it was cancelled as well', async () => {
  const token = login().credential.getToken('scope');
  await asked.promise;
  const reason = new Error('cancelled');
  cancel.abort(reason);
  await expect(token).rejects.toBe(reason);
});

test('a login that is done is none that goes on', async () => {
  const entra = login();
  answer.resolve({ token: 't', expiresOnTimestamp: clock.now() + 3_600_000 });
  expect(await entra.credential.getToken('scope')).toMatchObject({ token: 't' });
  expect(entra.busy).toBe(false);
});

describe('a login that takes longer than half a minute is trouble that may pass, and names who did not answer', () => {
  const OIDC = { clientId: 'client', tenantId: 'tenant' };
  // The half minute is over as soon as somebody was asked.
  class ClockOfSilence extends FakeClock {
    override async sleep(ms: number, signal: AbortSignal): Promise<void> {
      await asked.promise;
      await super.sleep(ms, signal);
    }
  }
  beforeEach(() => {
    clock = new ClockOfSilence();
  });

  async function tooLate(ids = {}, env = {}): Promise<SignInError> {
    const entra = login(ids, env);
    const error = await entra.credential.getToken('scope').catch((cause: unknown) => cause);
    expect(clock.sleeps).toEqual([30_000]);
    expect(error).toMatchObject({ name: 'SignInError', code: 'ETIMEDOUT', transient: true });
    return error as SignInError;
  }

  test('the chain of credentials', async () => {
    const { message, lines } = await tooLate();
    expect(message).toBe('Entra ID gave no token: no answer within 30 s');
    expect(lines.at(-1)).toMatch(/^Next: nothing answered in time: /);
  });

  test('the machine', async () => {
    const { message } = await tooLate({}, { AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential' });
    expect(message).toBe('the managed identity gave no token: no answer within 30 s');
  });

  test('Entra ID', async () => {
    expect((await tooLate(OIDC)).message).toBe('Entra ID gave no token: no answer within 30 s');
  });
});

import { beforeEach, expect, jest, test } from '@jest/globals';
import type { AccessToken } from '@azure/identity';
import { FakeClock } from '../fakes/fake-clock.ts';
import { fakeInputs } from '../fakes/fake-inputs.ts';

let answer = Promise.withResolvers<AccessToken>();

class Credential {
  getToken(): Promise<AccessToken> {
    return answer.promise;
  }
}
jest.unstable_mockModule('@azure/identity', () => ({
  ClientAssertionCredential: Credential,
  DefaultAzureCredential: Credential,
}));

const { entraLogin } = await import('../../src/credentials.ts');

let clock = new FakeClock();
let cancel = new AbortController();

beforeEach(() => {
  answer = Promise.withResolvers();
  clock = new FakeClock();
  cancel = new AbortController();
});

function login(): ReturnType<typeof entraLogin> {
  return entraLogin(fakeInputs(), {}, clock, cancel.signal, () => undefined);
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

test('a login that is done is none that goes on', async () => {
  const entra = login();
  answer.resolve({ token: 't', expiresOnTimestamp: clock.now() + 3_600_000 });
  expect(await entra.credential.getToken('scope')).toMatchObject({ token: 't' });
  expect(entra.busy).toBe(false);
});

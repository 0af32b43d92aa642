import { beforeEach, expect, test } from '@jest/globals';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { entraTokens } from '../../../src/entra/token-cache.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

const SCOPE = 'https://storage.azure.com/.default';
const OTHER = 'https://cognitiveservices.azure.com/.default';
const MINUTE = 60_000;
const NEVER = new AbortController().signal;

let clock = new FakeClock();
let asked: { scopes: string[]; options: GetTokenOptions }[] = [];
let masked: string[] = [];
/** Stand in for the token service; `undefined`: it gives a token. */
let trouble: Error | undefined;
let lifeMs = 60 * MINUTE;
let refreshAfterMs: number | undefined;
let gate: Promise<void> | undefined;

beforeEach(() => {
  clock = new FakeClock();
  [asked, masked, trouble, lifeMs, refreshAfterMs, gate] = [
    [],
    [],
    undefined,
    60 * MINUTE,
    undefined,
    undefined,
  ];
});

function tokens(): TokenCredential {
  return entraTokens(
    async (scopes, options): Promise<AccessToken> => {
      asked.push({ scopes, options });
      const number = asked.length;
      await gate;
      if (trouble !== undefined) {
        throw trouble;
      }
      return {
        token: `token ${number}`,
        expiresOnTimestamp: clock.now() + lifeMs,
        ...(refreshAfterMs === undefined ? {} : { refreshAfterTimestamp: clock.now() + refreshAfterMs }),
      };
    },
    clock,
    (token) => masked.push(token),
  );
}

async function given(all: TokenCredential, scope = SCOPE, options: GetTokenOptions = {}): Promise<string> {
  const token = await all.getToken(scope, options);
  return token?.token ?? 'none';
}

/** Lets everything that is under way in memory come to its end. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('a token is asked for once and given to all, each scope its own', async () => {
  const all = tokens();
  expect(await Promise.all([given(all), given(all), given(all, OTHER)])).toEqual([
    'token 1',
    'token 1',
    'token 2',
  ]);
  expect(await given(all)).toBe('token 1');
  expect(asked.map(({ scopes }) => scopes)).toEqual([[SCOPE], [OTHER]]);
});

test('a token is masked before anybody gets it', async () => {
  const all = tokens();
  const token = given(all).then((text) => ({ text, maskedBefore: masked.includes(text) }));
  expect(await token).toEqual({ text: 'token 1', maskedBefore: true });
});

test('the SDKs are told to ask for each request, as the tokens are kept here', async () => {
  expect((await tokens().getToken(SCOPE))?.expiresOnTimestamp).toBe(0);
});

test('a token of an hour is renewed five minutes before its end, and nobody waits for it', async () => {
  const all = tokens();
  await given(all);
  await clock.sleep(54 * MINUTE, NEVER);
  expect([await given(all), asked.length]).toEqual(['token 1', 1]);
  await clock.sleep(MINUTE, NEVER);
  expect([await given(all), asked.length]).toEqual(['token 1', 2]);
  await settled();
  expect(await given(all)).toBe('token 2');
});

test('a token that asks to be refreshed earlier is renewed earlier', async () => {
  refreshAfterMs = 10 * MINUTE;
  const all = tokens();
  await given(all);
  await clock.sleep(10 * MINUTE, NEVER);
  await given(all);
  await settled();
  expect(await given(all)).toBe('token 2');
});

test('a token of two seconds is renewed after one, and not used in its last half second', async () => {
  lifeMs = 2_000;
  const all = tokens();
  await given(all);
  await clock.sleep(1_000, NEVER);
  expect([await given(all), asked.length]).toEqual(['token 1', 2]);
  await settled();
  await clock.sleep(1_500, NEVER);
  expect([await given(all), asked.length]).toEqual(['token 3', 3]);
});

test('a renewal that fails costs nothing while the old token works, and is tried again every half minute', async () => {
  const all = tokens();
  await given(all);
  trouble = new Error('down');
  await clock.sleep(55 * MINUTE, NEVER);
  for (let second = 0; second < 60; second += 1) {
    expect(await given(all)).toBe('token 1');
    await settled();
    await clock.sleep(1_000, NEVER);
  }
  expect(asked).toHaveLength(3);
  trouble = undefined;
  await given(all);
  await settled();
  expect(await given(all)).toBe('token 4');
});

test('when the old token has ended, whoever asks hears of the trouble, and the next one asks anew', async () => {
  const all = tokens();
  await given(all);
  trouble = new Error('down');
  await clock.sleep(60 * MINUTE, NEVER);
  await expect(given(all)).rejects.toBe(trouble);
  trouble = undefined;
  expect(await given(all)).toBe('token 3');
});

test('a token that a service refuses with claims is not given again', async () => {
  const all = tokens();
  await given(all);
  expect(await given(all, SCOPE, { claims: '{"nbf":1}', enableCae: true })).toBe('token 2');
  expect(asked[1]?.options).toEqual({ claims: '{"nbf":1}', enableCae: true });
  expect(await given(all)).toBe('token 2');
});

test('who is cancelled does not wait, and the token is there for the others', async () => {
  const opened = Promise.withResolvers<undefined>();
  gate = opened.promise;
  const all = tokens();
  const cancel = new AbortController();
  const impatient = given(all, SCOPE, { abortSignal: cancel.signal });
  const patient = given(all);
  cancel.abort(new Error('cancelled'));
  await expect(impatient).rejects.toThrow('cancelled');
  opened.resolve(undefined);
  expect([await patient, asked.length]).toEqual(['token 1', 1]);
  expect(asked[0]?.options).toEqual({});
});

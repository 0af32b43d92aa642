/** JSON Web Tokens that are signed with RS256, and the keys to check them with (RFC 7515, 7517, 7519). */
import { createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** The answer of a `jwks_uri`. */
export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid: string })[];
}

export interface ReadToken {
  readonly claims: Claims;
  /** The id of the key that the token names. */
  readonly kid: string;
}

/** The keys of an issuer of tokens. */
export class SigningKeys {
  #current = newKey();
  #previous: SigningKey[] = [];

  /** The public keys: of the current one and, after a change, of those before. */
  get published(): KeySet {
    return { keys: [this.#current, ...this.#previous].map(({ jwk }) => jwk) };
  }

  /** Makes a new key for the tokens from now on. Tokens that were signed before stay valid. */
  rotate(): void {
    this.#previous.unshift(this.#current);
    this.#current = newKey();
  }

  sign(claims: Claims): string {
    const { kid } = this.#current.jwk;
    const head = [encoded({ alg: 'RS256', typ: 'JWT', kid, x5t: kid }), encoded(claims)].join('.');
    return `${head}.${sign('sha256', Buffer.from(head), this.#current.privateKey).toString('base64url')}`;
  }
}

/** Reads a token without checking it; `undefined` if it is no token. */
export function readToken(token: string): ReadToken | undefined {
  const [head, payload, , ...more] = token.split('.');
  if (head === undefined || payload === undefined || more.length > 0) return undefined;
  try {
    const { alg, kid } = decoded(head);
    return alg === 'RS256' && typeof kid === 'string' ? { claims: decoded(payload), kid } : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether one of the keys has signed the token. It does not check the times. */
export function isSigned(token: string, { keys }: KeySet): boolean {
  const key = keys.find(({ kid }) => kid === readToken(token)?.kid);
  if (key === undefined) return false;
  const [head = '', payload = '', signature = ''] = token.split('.');
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verify('sha256', Buffer.from(`${head}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
}

/**
 * Tells whether now lies between `nbf` and `exp`.
 * @param leewayMs how much earlier and later the token is accepted as well, because clocks differ
 */
export function isInTime({ nbf, exp }: Claims, leewayMs = 0): boolean {
  const nowMs = Date.now();
  return (
    typeof nbf === 'number' &&
    typeof exp === 'number' &&
    nbf * 1_000 <= nowMs + leewayMs &&
    nowMs < exp * 1_000 + leewayMs
  );
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: KeySet['keys'][number];
}

function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig' } };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(part: string): Claims {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
}

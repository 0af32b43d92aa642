/**
 * The OIDC token by which GitHub says which workflow this is. It lives five minutes, so it is asked for anew whenever
 * one is needed; the right to ask lives as long as the job's own token.
 */
import * as core from '@actions/core';
import { claimsOf } from './jwt.ts';
import { errorCode } from '../network/connection-errors.ts';

/** What Entra ID expects to be named as the audience, in all clouds. */
const AUDIENCE = 'api://AzureADTokenExchange';

/** Node's code of trouble with the connection, by what the toolkit tells of it: it keeps the text only. */
const CODES: readonly (readonly [text: RegExp, code: string])[] = [
  [/\bRequest timeout\b/, 'ETIMEDOUT'],
  [/socket hang up/, 'ECONNRESET'],
  [/self-signed certificate in certificate chain/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/self-signed certificate/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/unable to verify the first certificate/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/unable to get local issuer certificate/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
];

/** GitHub gave no token. */
export class IdTokenError extends Error {
  /** The HTTP status; `undefined` where no answer arrived. */
  readonly httpStatus: number | undefined;
  /** Node's code of a connection that did not come about, such as `ENOTFOUND`. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(said, { cause });
    this.name = 'IdTokenError';
    const status = /Error Code : (\d{3})/.exec(said)?.[1];
    this.httpStatus = status === undefined ? undefined : Number(status);
    this.code = errorCode(cause) ?? (status === undefined ? codeOf(said) : undefined);
  }
}

function codeOf(said: string): string | undefined {
  const named = /\b(?:ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|EPROTO)\b/.exec(said)?.[0];
  return named ?? CODES.find(([text]) => text.test(said))?.[1];
}

/** Who the workflow says it is; what a federated credential in Entra ID has to match, letter by letter. */
export interface PresentedClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
}

/** The OIDC token of one login, however often it is asked for. */
export class IdToken {
  private requested: Promise<string> | undefined;
  private received: string | undefined;

  /** Masked before it is known here. @throws IdTokenError */
  async get(): Promise<string> {
    this.requested ??= core.getIDToken(AUDIENCE);
    try {
      this.received = await this.requested;
      return this.received;
    } catch (cause) {
      throw new IdTokenError(cause);
    }
  }

  /** It was asked for, and is not there. */
  get awaited(): boolean {
    return this.requested !== undefined && this.received === undefined;
  }

  /** What it says; `undefined` before it was had. */
  get presented(): PresentedClaims | undefined {
    return this.received === undefined ? undefined : presentedClaims(this.received);
  }
}

export function presentedClaims(token: string): PresentedClaims {
  const { iss, sub, aud } = claimsOf(token);
  return { iss: String(iss), sub: String(sub), aud: [aud].flat().join(', ') };
}

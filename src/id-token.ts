/**
 * The OIDC token by which GitHub says which workflow this is. It lives five minutes, so it is asked for anew whenever
 * one is needed; the right to ask lives as long as the job's own token.
 */
import * as core from '@actions/core';
import { claimsOf } from './jwt.ts';

/** What Entra ID expects to be named as the audience, in all clouds. */
const AUDIENCE = 'api://AzureADTokenExchange';

/** GitHub gave no token. */
export class IdTokenError extends Error {
  /** The HTTP status; `undefined` where no answer arrived. */
  readonly httpStatus: number | undefined;

  constructor(cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(said, { cause });
    this.name = 'IdTokenError';
    const status = /Error Code : (\d{3})/.exec(said)?.[1];
    this.httpStatus = status === undefined ? undefined : Number(status);
  }
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

  /** What it says; `undefined` before it was had. */
  get presented(): PresentedClaims | undefined {
    return this.received === undefined ? undefined : presentedClaims(this.received);
  }
}

export function presentedClaims(token: string): PresentedClaims {
  const { iss, sub, aud } = claimsOf(token);
  return { iss: String(iss), sub: String(sub), aud: [aud].flat().join(', ') };
}

/** Refusals of the token service: codes and form are those of Entra ID, the wording is our own. */
import { randomUUID } from 'node:crypto';

interface Meaning {
  readonly status: 400 | 401;
  readonly error: 'invalid_client' | 'invalid_request' | 'unauthorized_client' | 'invalid_grant';
  readonly text: string;
}

const REFUSALS = {
  '53003': { status: 400, error: 'invalid_grant', text: 'Access is blocked by a Conditional Access policy.' },
  '70021': {
    status: 400,
    error: 'invalid_client',
    text: 'No federated identity record fits the presented assertion.',
  },
  '90002': { status: 400, error: 'invalid_request', text: 'The tenant was not found.' },
  '700016': {
    status: 400,
    error: 'unauthorized_client',
    text: 'The application was not found in the directory.',
  },
  '700024': { status: 401, error: 'invalid_client', text: 'The client assertion is not in its time range.' },
  '700027': { status: 401, error: 'invalid_client', text: 'The signature of the client assertion is wrong.' },
  '700211': {
    status: 401,
    error: 'invalid_client',
    text: 'No federated identity record fits the issuer of the presented assertion.',
  },
  '700212': {
    status: 401,
    error: 'invalid_client',
    text: 'No federated identity record fits the audience of the presented assertion.',
  },
  '700213': {
    status: 401,
    error: 'invalid_client',
    text: 'No federated identity record fits the subject of the presented assertion.',
  },
  '7002138': {
    status: 401,
    error: 'invalid_client',
    text: 'No federated identity record fits the presented assertion in upper and lower case.',
  },
  '7000215': { status: 401, error: 'invalid_client', text: 'The client secret is wrong.' },
} as const satisfies Record<string, Meaning>;

export type RefusalCode = keyof typeof REFUSALS;

/** A request for a token that is answered with an AADSTS code. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(`AADSTS${code}`);
    this.name = 'Refusal';
    this.code = code;
  }

  answer(): { status: number; body: object } {
    const { status, error, text } = REFUSALS[this.code];
    const [traceId, correlationId] = [randomUUID(), randomUUID()];
    const timestamp = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
    return {
      status,
      body: {
        error,
        error_description: `AADSTS${this.code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
        error_codes: [Number(this.code)],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
      },
    };
  }
}

/**
 * What the training API refused, or that its answer never arrived.
 */
import type { Proxy } from '../network/proxies.ts';
import type { SignInError } from '../entra/sign-in-error.ts';

/**
 * The training API refused a request, or its answer never arrived.
 * Source of the shapes: `{code, message}` from the API, `{error: {code, message}}` from the gateway before it.
 */
export class ServiceError extends Error {
  /** The operation's name in the published Swagger. */
  readonly operation: string;
  /** The HTTP status; `null` where no answer arrived. */
  readonly httpStatus: number | null;
  /** The API's own code, such as `BadRequestTrainingNotNeeded`; `null` where there is none. */
  readonly code: string | null;
  /** What the service said, raw: only for `foreign`. */
  readonly detail: string;
  readonly requestId: string | null;
  /** What `Retry-After` asks for. */
  readonly retryAfterMs: number | null;
  /** The status says success, but the body could not be understood. */
  readonly garbled: boolean;
  /** It was never sent: there was no token for it. */
  readonly unsent: 'for now' | 'for good' | null;
  /** It was the proxy that gave this answer or none, and not the service. */
  readonly proxy: Proxy | null;

  constructor(facts: {
    operation: string;
    httpStatus: number | null;
    code?: string | null;
    detail: string;
    requestId?: string | null;
    retryAfterMs?: number | null;
    garbled?: boolean;
    unsent?: 'for now' | 'for good';
    proxy?: Proxy | undefined;
    cause?: unknown;
  }) {
    super(`${facts.operation}: ${facts.code ?? String(facts.httpStatus ?? 'no answer')}`, {
      cause: facts.cause,
    });
    this.name = 'ServiceError';
    this.operation = facts.operation;
    this.httpStatus = facts.httpStatus;
    this.code = facts.code ?? null;
    this.detail = facts.detail;
    this.requestId = facts.requestId ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.garbled = facts.garbled ?? false;
    this.unsent = facts.unsent ?? null;
    this.proxy = facts.proxy ?? null;
  }

  /** Whether the request was carried out is not known: the connection broke, time ran out, the service failed, or its answer was garbled. */
  get answerLost(): boolean {
    return (
      this.unsent === null &&
      (this.garbled || this.httpStatus === null || this.httpStatus === 408 || this.httpStatus >= 500)
    );
  }

  /** The same request may well succeed later. */
  get transient(): boolean {
    return this.unsent === 'for now' || this.answerLost || this.httpStatus === 429;
  }
}

/** A request that there was no token for. */
export function notSent(operation: string, error: SignInError): ServiceError {
  return new ServiceError({
    operation,
    httpStatus: null,
    detail: error.message,
    unsent: error.transient ? 'for now' : 'for good',
    cause: error,
  });
}

/** A service error on half a line, without foreign text: `GetProject was answered 503`. */
export function serviceTrouble({ operation, httpStatus, code, unsent }: ServiceError): string {
  if (unsent !== null) {
    return `${operation} was not sent, for want of a token`;
  }
  if (httpStatus === null) {
    return `${operation} was not answered`;
  }
  return `${operation} was answered ${httpStatus}${code === null ? '' : ` ${code}`}`;
}

/** That something which would only have explained more could not be read. @param what begins the sentence */
export function notRead(what: string, error: unknown): string {
  return `${what} could not be read${error instanceof ServiceError ? `: ${serviceTrouble(error)}` : ''}.`;
}

/**
 * The one error of the clients of the training API.
 */
import { SignInError } from '../entra/sign-in-error.ts';
import { statusCode } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { isTroubleOfProxy, type Proxy } from '../network/proxies.ts';

/** The training API refused a request, or its answer never arrived. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The operation's name in the published Swagger. */
  declare readonly operation: string;
  /** The HTTP status; `null` where no answer arrived. */
  declare readonly httpStatus: number | null;
  /** What the service said, raw: callers show it by `foreign` only. */
  declare readonly detail: string;
  /** The API's own code, such as `BadRequestTrainingNotNeeded`; `null` where there is none. */
  readonly code: string | null = null;
  /** Whether the answer has the form of the API's own refusals, `{code, message}`. Others are of something in between. */
  readonly ofTheApi: boolean;
  readonly requestId: string | null = null;
  /** For how long `Retry-After` asks to wait. */
  readonly retryAfterMs: number | null = null;
  /** The status says success, but the body makes no sense. */
  readonly garbled: boolean = false;
  /** The action never sent the request, because it got no token for it. */
  readonly unsent: 'for now' | 'for good' | null = null;
  /** The least of Custom Vision's roles with which everything goes that the action does. */
  leastRole: 'Trainer' | 'Deployment' | 'Labeler' | 'Reader' = 'Trainer';
  /** Set if the proxy answered or failed, not the service. */
  readonly proxy: Proxy | undefined;

  constructor({ cause, ...facts }: Facts) {
    super(`${facts.operation}: ${facts.code ?? String(facts.httpStatus ?? 'no answer')}`, { cause });
    this.ofTheApi = facts.code != null;
    Object.assign(this, facts);
  }

  /** The service may have done what the request asks for or not: the connection broke, time ran out, the service failed, or its answer is garbled. */
  get answerLost(): boolean {
    return (
      this.unsent === null &&
      (this.garbled || this.httpStatus === null || this.httpStatus === 408 || this.httpStatus >= 500)
    );
  }

  /**
   * It cannot be told whether the service did what the request asks for: an answer of a gateway may hide that it did.
   * Only a refusal of the API itself says that it did not, and a 429, which comes before the API is asked.
   */
  get mayHaveActed(): boolean {
    return this.answerLost || (this.unsent === null && this.httpStatus !== 429 && !this.ofTheApi);
  }

  /** The same request may well succeed later. */
  get transient(): boolean {
    return this.unsent === 'for now' || this.answerLost || this.httpStatus === 429;
  }
}

type Facts = Pick<ServiceError, 'operation' | 'httpStatus' | 'detail' | 'cause'> &
  Partial<
    Pick<ServiceError, 'code' | 'ofTheApi' | 'requestId' | 'retryAfterMs' | 'garbled' | 'unsent' | 'proxy'>
  >;

/**
 * The error of a request that the action had no token for, that no answer arrived to, or none that the HTTP client can
 * read.
 * @param proxy the one on the way to the service
 */
export function noAnswer(operation: string, proxy: Proxy | undefined, cause: unknown): ServiceError {
  const signIn = cause instanceof SignInError ? cause : null;
  const httpStatus = statusCode(cause) ?? null;
  return new ServiceError({
    operation,
    httpStatus,
    detail: cause instanceof Error ? cause.message : String(cause),
    garbled: httpStatus !== null && httpStatus < 300,
    unsent: signIn && (signIn.transient ? 'for now' : 'for good'),
    proxy: signIn === null && isTroubleOfProxy(cause) ? proxy : undefined,
    cause,
  });
}

/** A service error on half a line, without foreign text: `GetProject was answered 503`. */
export function serviceTrouble({ operation, httpStatus, code, unsent, cause }: ServiceError): string {
  if (unsent !== null) {
    return `${operation} was not sent, for want of a token`;
  }
  if (httpStatus === null) {
    return `${operation} was not answered`;
  }
  if (cause instanceof ForeignAnswer) {
    return `to ${operation}, something else answered for ${cause.host}: ${httpStatus}`;
  }
  return `${operation} was answered ${httpStatus}${code === null ? '' : ` ${code}`}`;
}

/** Says that the action could not read what would only have explained more. @param what begins the sentence */
export function notRead(what: string, error: unknown): string {
  return `${what} could not be read${error instanceof ServiceError ? `: ${serviceTrouble(error)}` : ''}.`;
}

/** What a refusal says: `{code, message}` from the API, `{error: {code, message}}` from the gateway before it. */
export function refusal(body: unknown): Pick<ServiceError, 'code' | 'detail' | 'ofTheApi'> {
  const outer = member(body, 'error') ?? body;
  const found = member(outer, 'code');
  const code = typeof found === 'string' && /^[A-Za-z]+$/.test(found) ? found : null;
  const message = member(outer, 'message') ?? body;
  return {
    code,
    detail: typeof message === 'string' ? message : JSON.stringify(body ?? ''),
    ofTheApi: code !== null && outer === body && typeof member(body, 'message') === 'string',
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

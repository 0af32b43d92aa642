/**
 * The wire of the training API: one request, one answer, either API version. Meaning is added in custom-vision.ts.
 * The HTTP client's own retries and redirects are off: it would repeat a training that is paid for, and would send
 * the key wherever a redirect points.
 */
import { type Client, type ClientOptions, getClient } from '@azure-rest/core-client';
import type { TokenCredential } from '@azure/identity';
import { cloudOf } from '../entra/clouds.ts';
import { notSent } from './service-error.ts';
import { ServiceError } from './service-error.ts';
import { type Download, openStream } from './download-link.ts';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { isAnswerOfProxy, isTroubleOfProxy, proxyFor } from '../network/proxies.ts';
import { nextRequestSent } from '../network/request-sent.ts';
import { SignInError } from '../entra/sign-in-error.ts';

/** The guide sets the two integration URIs on v3.3; only the Swagger of v3.4-preview has them. */
export type ApiVersion = 'v3.3' | 'v3.4-preview';

/** The training resource's key, or Entra ID. */
export type TrainingCredential = { readonly key: string } | TokenCredential;

export interface ApiRequest {
  /** The operation's name in the published Swagger. */
  readonly operation: string;
  readonly method: 'get' | 'post' | 'patch';
  /** Below the version, such as `/projects/{id}`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** How long an answer is waited for, if shorter than usual. */
  readonly timeoutMs?: number;
  /** How long its answer still counts when the run is cancelled. */
  readonly graceMs?: number;
}

const REQUEST_TIMEOUT_MS = 60_000;

export class TrainingApi {
  private readonly client: Client;
  private readonly endpoint: string;
  private readonly signal: AbortSignal;
  private readonly begun = Promise.withResolvers<undefined>();

  /** @param more such as another way to send requests than over the network */
  constructor(
    endpoint: string,
    credential: TrainingCredential,
    signal: AbortSignal,
    more: Pick<ClientOptions, 'httpClient'> = {},
  ) {
    const options: ClientOptions = {
      ...more,
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      allowInsecureConnection: endpoint.startsWith('http:'),
      credentials: { apiKeyHeaderName: 'Training-Key', scopes: [cloudOf(endpoint).scope] },
      userAgentOptions: { userAgentPrefix: 'custom-vision-train-export' },
    };
    this.client = getClient(endpoint, credential, options);
    this.endpoint = endpoint;
    // Looks whether a body is a form, for which Node loads all of its fetch: a fifth of the start. No body here is one.
    this.client.pipeline.removePolicy({ name: 'formDataPolicy' });
    this.signal = signal;
    void nextRequestSent().then(() => {
      this.begun.resolve(undefined);
    });
  }

  /**
   * Settles when the first request is on its way (with Entra ID that is the one for a token), or could not be sent:
   * from then on, what blocks the process no longer holds it up.
   */
  get begins(): Promise<undefined> {
    return this.begun.promise;
  }

  /**
   * Sends one request, once. On another version's path only if this version's path does not exist.
   * @param signal ends it; the one of the run unless said otherwise
   * @returns the parsed body of a 2xx answer
   * @throws ServiceError for every other answer and for none; the signal's reason when aborted
   */
  async send(
    request: ApiRequest,
    version: ApiVersion = 'v3.4-preview',
    signal: AbortSignal = this.signal,
  ): Promise<unknown> {
    try {
      return await this.sendOn(version, request, signal);
    } catch (error) {
      if (error instanceof ServiceError && isUnknownPath(error)) {
        return await this.sendOn(version === 'v3.3' ? 'v3.4-preview' : 'v3.3', request, signal);
      }
      throw error;
    } finally {
      this.begun.resolve(undefined);
    }
  }

  /**
   * Opens a file of the service's own storage, as a relative download path names it (operation GetArtifact). Only on
   * v3.4-preview: it is reported to fail on v3.3.
   */
  async openArtifact(projectId: string, path: string, signal: AbortSignal): Promise<Download> {
    const url = `${this.endpoint}/customvision/v3.4-preview/training/projects/${projectId}/artifacts`;
    return await openStream(this.client, `${url}?path=${encodeURIComponent(path)}`, signal);
  }

  private async sendOn(version: ApiVersion, request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    const { operation, method } = request;
    let answer;
    try {
      answer = await this.client.pathUnchecked(`/customvision/${version}/training${request.path}`)[method]({
        abortSignal: signal,
        // Zero would mean: without a limit.
        timeout: Math.max(1, Math.min(request.timeoutMs ?? Infinity, REQUEST_TIMEOUT_MS)),
        ...(request.query === undefined ? {} : { queryParameters: request.query }),
        ...(request.body === undefined ? {} : { body: request.body }),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SignInError
        ? notSent(operation, error)
        : noAnswer(operation, timedOutIfAborted(error, 'no answer in time'), this.endpoint);
    }
    const httpStatus = Number(answer.status);
    const body: unknown = answer.body;
    if (httpStatus >= 200 && httpStatus < 300) {
      return body;
    }
    const { code, message } = refusal(body);
    throw new ServiceError({
      operation,
      httpStatus,
      code,
      detail: message,
      requestId: answer.headers['apim-request-id'] ?? answer.headers['x-ms-request-id'] ?? null,
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
      proxy: isAnswerOfProxy(httpStatus, (name) => answer.headers[name])
        ? proxyFor(this.endpoint)
        : undefined,
    });
  }
}

/** The API names what it did not find (`NotFoundProject`); a 404 without such a code comes from the gateway: no such path. */
function isUnknownPath(error: ServiceError): boolean {
  return error.httpStatus === 404 && error.code?.startsWith('NotFound') !== true;
}

function noAnswer(operation: string, error: unknown, endpoint: string): ServiceError {
  const facts = error instanceof Error ? error : new Error(String(error));
  const status = 'statusCode' in facts && typeof facts.statusCode === 'number' ? facts.statusCode : null;
  return new ServiceError({
    operation,
    httpStatus: status,
    detail: facts.message,
    garbled: status !== null && status < 300,
    proxy: isTroubleOfProxy(error) ? proxyFor(endpoint) : undefined,
    cause: error,
  });
}

function refusal(body: unknown): { code: string | null; message: string } {
  const outer = member(body, 'error') ?? body;
  const code = member(outer, 'code');
  const message = member(outer, 'message');
  return {
    code: typeof code === 'string' && /^[A-Za-z]+$/.test(code) ? code : null,
    message:
      typeof message === 'string' ? message : typeof body === 'string' ? body : JSON.stringify(body ?? ''),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) {
    return null;
  }
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

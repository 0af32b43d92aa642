/**
 * The wire of the training API: one request, one answer, either API version. project-api.ts and resource-api.ts say what
 * they mean. The HTTP client's own retries and redirects are off: it would repeat a training, which costs money, and
 * send the key to wherever a redirect points.
 */
import { type Client, type ClientOptions, getClient } from '@azure-rest/core-client';
import type { TokenCredential } from '@azure/identity';
import { cloudOf } from '../entra/clouds.ts';
import { boundAnswers } from '../network/bounded-answers.ts';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { ForeignAnswer, isPage, jsonJudge, passes } from '../network/foreign-answer.ts';
import { isAnswerOfProxy, type Proxy } from '../network/proxies.ts';
import { type Download, openStream, type Wanted } from './download-link.ts';
import { retryAfterMs } from './retry-after.ts';
import { noAnswer, refusal, ServiceError } from './service-error.ts';
import { type StreamedBody, streamed } from './streamed-body.ts';

/** The guide sets the two integration URIs on v3.3; only the Swagger of v3.4-preview has them. */
export type ApiVersion = 'v3.3' | 'v3.4-preview';

/** When a request is repeated after an error; operation.ts has the rules. */
export type Repetition = 'safe' | 'costly' | 'once';

export interface ApiRequest {
  /** The operation's name in the published Swagger. */
  readonly operation: string;
  /** `get` unless it says otherwise. */
  readonly method?: 'get' | 'post' | 'patch' | 'delete';
  /** Below the version, such as `/projects/{id}`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly stream?: StreamedBody;
  /** Of a body of bytes; any other body is sent as JSON. */
  readonly contentType?: string;
  /** v3.4-preview unless it says otherwise. */
  readonly version?: ApiVersion | undefined;
  /** How long to wait for the answer, if shorter than usual. */
  readonly timeoutMs?: number | undefined;
  /** `costly`: it goes to one version only, because a second sending could do the same again. */
  readonly repetition?: Repetition;
}

const OTHER = { 'v3.3': 'v3.4-preview', 'v3.4-preview': 'v3.3' } as const;

const REQUEST_TIMEOUT_MS = 60_000;

export class TrainingApi {
  /** How many requests were sent. */
  sent = 0;
  private readonly client: Client;
  private readonly proxy: Proxy | undefined;
  private readonly endpoint: string;
  /** Whether an answer was the service's. */
  private hasAnswered = false;
  /** The version that this endpoint does not have, as the last answers of both of them say. */
  private lacking: ApiVersion | undefined;

  /**
   * @param credential the training resource's key, or Entra ID
   * @param more the proxy on the way to the endpoint, and a way to send requests that does not use the network, for tests
   */
  constructor(
    endpoint: string,
    credential: { readonly key: string } | TokenCredential,
    { proxy, ...more }: Pick<ClientOptions, 'httpClient'> & { readonly proxy?: Proxy | undefined } = {},
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
    this.proxy = proxy;
    this.endpoint = endpoint;
    boundAnswers(this.client.pipeline, jsonJudge);
  }

  /**
   * Sends one request, once; and once on the path of the other version if this version's path does not exist. A gateway
   * may say so although the service has acted: what may go to one version only goes to the one that others have found.
   * @returns the parsed body of a 2xx answer
   * @throws ServiceError for every other answer and for none; the signal's reason when aborted
   */
  async send(request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    const { version = 'v3.4-preview' } = request;
    if (request.repetition === 'costly') {
      return await this.sendOn(version === this.lacking ? OTHER[version] : version, request, signal);
    }
    try {
      const answer = await this.sendOn(version, request, signal);
      this.lacking = version === this.lacking ? undefined : this.lacking;
      return answer;
    } catch (error) {
      if (!isUnknownPath(error)) {
        throw error;
      }
      const answer = await this.sendOn(OTHER[version], request, signal);
      this.lacking = version;
      return answer;
    }
  }

  /** Opens what a relative download path names (GetArtifact), on v3.4-preview: users report that it fails on v3.3. */
  async openArtifact(
    projectId: string,
    path: string,
    wanted: Pick<Wanted, 'signal' | 'from'>,
  ): Promise<Download> {
    const url = `/customvision/v3.4-preview/training/projects/${projectId}/artifacts`;
    const more = { ...wanted, proxy: this.proxy };
    const { host } = new URL(this.endpoint);
    return await openStream(this.client, `${url}?path=${encodeURIComponent(path)}`, host, more);
  }

  private async sendOn(version: ApiVersion, request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    const { operation, method = 'get' } = request;
    this.sent += 1;
    let answer;
    try {
      answer = await this.client.pathUnchecked(`/customvision/${version}/training${request.path}`)[method]({
        abortSignal: signal,
        // The client takes zero for no limit.
        timeout: Math.max(1, Math.min(request.timeoutMs ?? Infinity, REQUEST_TIMEOUT_MS)),
        ...(request.query === undefined ? {} : { queryParameters: request.query }),
        ...(request.body === undefined ? {} : { body: request.body }),
        ...streamed(request.stream),
        ...(request.contentType === undefined ? {} : { contentType: request.contentType }),
      });
    } catch (error) {
      signal.throwIfAborted();
      const problem = request.stream?.problem();
      if (problem !== undefined) {
        throw problem;
      }
      throw error instanceof ForeignAnswer
        ? this.somethingElse(request, error)
        : noAnswer(operation, this.proxy, timedOutIfAborted(error, 'no answer in time'));
    }
    const { headers } = answer;
    const httpStatus = Number(answer.status);
    const body: unknown = answer.body;
    if (httpStatus >= 200 && httpStatus < 300) {
      this.hasAnswered = true;
      return body;
    }
    const requestId = headers['apim-request-id'] ?? headers['x-ms-request-id'] ?? null;
    const header = (name: string): string | undefined => headers[name];
    const refused = refusal(body);
    const isOurs = requestId !== null || passes(httpStatus) || this.proxy !== undefined;
    if (!isOurs && isPage(header, refused.detail)) {
      const type = headers['content-type'] ?? 'HTML';
      const page = new ForeignAnswer(new URL(this.endpoint).host, httpStatus, `a page (${type})`);
      throw this.somethingElse(request, page, refused.detail);
    }
    this.hasAnswered ||= requestId !== null;
    throw new ServiceError({
      operation,
      httpStatus,
      ...refused,
      requestId,
      retryAfterMs: retryAfterMs(headers['retry-after'], httpStatus === 429 ? refused.detail : null),
      proxy: isAnswerOfProxy(httpStatus, header) ? this.proxy : undefined,
    });
  }

  /**
   * Where the service has never answered, the endpoint is wrong, or a sign-in page stands before it: that does not
   * pass. Later such a page may, and does not tell what the service has done.
   */
  private somethingElse(
    { operation, method = 'get' }: ApiRequest,
    cause: ForeignAnswer,
    detail = cause.message,
  ): ServiceError {
    const { httpStatus } = cause;
    const proxy = httpStatus >= 300 ? this.proxy : undefined;
    const garbled = this.hasAnswered || (method !== 'get' && httpStatus < 300);
    return new ServiceError({ operation, httpStatus, detail, garbled, proxy, cause });
  }
}

/** The API names what it did not find (`NotFoundProject`); a 404 without such a code is the gateway's, which has no such path. */
function isUnknownPath(error: unknown): boolean {
  const refused = error instanceof ServiceError && error.httpStatus === 404;
  return refused && error.code?.startsWith('NotFound') !== true;
}

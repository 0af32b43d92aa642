/**
 * The body of an answer, as a stream.
 */
import { type Client, getClient } from '@azure-rest/core-client';
import { notSent, ServiceError } from './service-error.ts';
import { isAnswerOfProxy, isTroubleOfProxy, proxyFor } from '../network/proxies.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import { parseServiceUrl } from '../network/service-url.ts';

/** Bytes on their way. */
export interface Download {
  readonly stream: NodeJS.ReadableStream;
  /** In bytes; `null` if the answer does not tell. */
  readonly length: number | null;
  readonly md5: Uint8Array | null;
}

/** Gets the body of an absolute URL, query included. @throws ServiceError for every answer but 200; the signal's reason when aborted */
export async function openStream(client: Client, url: string, signal: AbortSignal): Promise<Download> {
  const operation = 'download';
  const answer = await client
    .pathUnchecked(url)
    .get({
      abortSignal: signal,
      accept: '*/*',
      // Length and MD5 are those of the bytes as they travel.
      headers: { 'accept-encoding': 'identity' },
    })
    .asNodeStream()
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      if (cause instanceof SignInError) {
        throw notSent(operation, cause);
      }
      throw new ServiceError({
        operation,
        httpStatus: null,
        detail: cause instanceof Error ? cause.message : String(cause),
        proxy: isTroubleOfProxy(cause) ? proxyFor(url) : undefined,
        cause,
      });
    });
  if (answer.status !== '200' || answer.body === undefined) {
    answer.body?.resume();
    const httpStatus = Number(answer.status);
    const byProxy = isAnswerOfProxy(httpStatus, (name) => answer.headers[name]);
    throw new ServiceError({ operation, httpStatus, detail: '', proxy: byProxy ? proxyFor(url) : undefined });
  }
  const { 'content-length': length, 'content-md5': md5, 'content-encoding': encoding } = answer.headers;
  const asSent = encoding === undefined || encoding === 'identity';
  return {
    stream: answer.body,
    length: asSent && length !== undefined ? Number(length) : null,
    md5: asSent && md5 !== undefined ? Buffer.from(md5, 'base64') : null,
  };
}

/**
 * @param uri absolute; https, or http on loopback
 * @throws ServiceError, and Error where the link is not of that form
 */
export async function openLink(uri: string, signal: AbortSignal): Promise<Download> {
  const url = parseServiceUrl(uri);
  const client = getClient(url.origin, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: url.protocol === 'http:',
  });
  return await openStream(client, url.href, signal);
}

/**
 * Opens download links: the body of an answer as a stream.
 */
import { type Client, getClient } from '@azure-rest/core-client';
import { isAnswerOfProxy, type Proxy } from '../network/proxies.ts';
import { parseServiceUrl } from '../network/service-url.ts';
import { noAnswer, ServiceError } from './service-error.ts';

export interface Download {
  readonly stream: NodeJS.ReadableStream;
  /** In bytes; `null` if the answer does not say it. */
  readonly length: number | null;
  readonly md5: Uint8Array | null;
}

/**
 * Gets the body of a URL, or of a path below the client's endpoint, query included.
 * @param proxy the one on the way to it
 * @throws ServiceError for every answer but 200; the signal's reason when aborted
 */
export async function openStream(
  client: Client,
  url: string,
  signal: AbortSignal,
  proxy: Proxy | undefined,
): Promise<Download> {
  const operation = 'download';
  const answer = await client
    .pathUnchecked(url)
    .get({
      abortSignal: signal,
      accept: '*/*',
      // The length and the MD5 in an answer are those of its bytes as they travel.
      headers: { 'accept-encoding': 'identity' },
    })
    .asNodeStream()
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      throw noAnswer(operation, proxy, cause);
    });
  if (answer.status !== '200' || answer.body === undefined) {
    answer.body?.resume();
    const httpStatus = Number(answer.status);
    const byProxy = isAnswerOfProxy(httpStatus, (name) => answer.headers[name]);
    throw new ServiceError({ operation, httpStatus, detail: '', proxy: byProxy ? proxy : undefined });
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
 * Opens a link as it is, without our credentials.
 * @param uri absolute; https, or http on loopback
 * @throws ServiceError, and Error if the link does not have that form
 */
export async function openLink(
  uri: string,
  signal: AbortSignal,
  proxy: Proxy | undefined,
): Promise<Download> {
  const url = parseServiceUrl(uri);
  const client = getClient(url.origin, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: url.protocol === 'http:',
  });
  return await openStream(client, url.href, signal, proxy);
}

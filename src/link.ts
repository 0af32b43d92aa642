/**
 * Downloads by link: an export's own `downloadUri`, from the service's authenticated answer. Never a link from a queue
 * message. Our credentials are not sent to it, and no redirect is followed.
 */
import { type Client, getClient } from '@azure-rest/core-client';
import { ServiceError } from './errors.ts';
import { parseServiceUrl } from './storage-uri.ts';

/** A body on its way. */
export interface Download {
  readonly stream: NodeJS.ReadableStream;
  /** In bytes; `null` if the answer does not tell. */
  readonly length: number | null;
  readonly md5: Uint8Array | null;
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
  return await openStream(client, url.href, {}, signal);
}

/** Gets a body as a stream. @throws ServiceError for every answer but 200 */
export async function openStream(
  client: Client,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Download> {
  const operation = 'download';
  const answer = await client
    .pathUnchecked(path)
    .get({ abortSignal: signal, queryParameters: query, accept: '*/*' })
    .asNodeStream()
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      throw new ServiceError({
        operation,
        httpStatus: null,
        detail: cause instanceof Error ? cause.message : String(cause),
        cause,
      });
    });
  if (answer.status !== '200' || answer.body === undefined) {
    answer.body?.resume();
    throw new ServiceError({ operation, httpStatus: Number(answer.status), detail: '' });
  }
  const { 'content-length': length, 'content-md5': md5 } = answer.headers;
  return {
    stream: answer.body,
    length: length === undefined ? null : Number(length),
    md5: md5 === undefined ? null : Buffer.from(md5, 'base64'),
  };
}

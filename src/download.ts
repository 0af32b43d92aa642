/**
 * The body of an answer, as a stream.
 */
import type { Client } from '@azure-rest/core-client';
import { ServiceError } from './errors.ts';

/** Bytes on their way. */
export interface Download {
  readonly stream: NodeJS.ReadableStream;
  /** In bytes; `null` if the answer does not tell. */
  readonly length: number | null;
  readonly md5: Uint8Array | null;
}

/** Gets a body. @throws ServiceError for every answer but 200; the signal's reason when aborted */
export async function openStream(
  client: Client,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Download> {
  const operation = 'download';
  const answer = await client
    .pathUnchecked(path)
    .get({
      abortSignal: signal,
      queryParameters: query,
      accept: '*/*',
      // Length and MD5 are those of the bytes as they travel.
      headers: { 'accept-encoding': 'identity' },
    })
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
  const { 'content-length': length, 'content-md5': md5, 'content-encoding': encoding } = answer.headers;
  const asSent = encoding === undefined || encoding === 'identity';
  return {
    stream: answer.body,
    length: asSent && length !== undefined ? Number(length) : null,
    md5: asSent && md5 !== undefined ? Buffer.from(md5, 'base64') : null,
  };
}

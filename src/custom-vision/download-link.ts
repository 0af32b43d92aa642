/**
 * Opens download links: the body of an answer as a stream.
 */
import { type Client, getClient } from '@azure-rest/core-client';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { discard } from '../network/discard.ts';
import { isAnswerOfProxy, type Proxy } from '../network/proxies.ts';
import { parseServiceUrl } from '../network/service-url.ts';
import { noAnswer, ServiceError } from './service-error.ts';

export interface Download {
  readonly stream: NodeJS.ReadableStream;
  /** Of what the stream gives, in bytes; `null` if the answer does not say it. */
  readonly length: number | null;
  /** Of the whole file. */
  readonly md5: Uint8Array | null;
  /** Where in the file the stream begins. */
  readonly from?: number;
  /** What the answer calls itself. */
  readonly type?: string;
  /** Whose answer it is thought to be. */
  readonly host?: string;
}

/** What is asked for, and by which way. */
export interface Wanted {
  readonly signal: AbortSignal;
  /** The proxy on the way to it. */
  readonly proxy: Proxy | undefined;
  /** Where in the file to begin; an answer may give the whole file all the same. */
  readonly from?: number;
}

/** Until the headers of the answer; the bytes may take as long as they need. */
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Gets the body of a URL, or of a path below the client's endpoint, query included.
 * @param host for the messages
 * @throws ServiceError for every answer but 200, and 206 where a part was asked for; the signal's reason when aborted
 */
export async function openStream(
  client: Client,
  url: string,
  host: string,
  { signal, proxy, from = 0 }: Wanted,
): Promise<Download> {
  const operation = 'download';
  const answer = await client
    .pathUnchecked(url)
    .get({
      abortSignal: signal,
      timeout: ANSWER_TIMEOUT_MS,
      accept: '*/*',
      headers: {
        // The length and the MD5 in an answer are those of its bytes as they travel.
        'accept-encoding': 'identity',
        // Azure Storage knows no ranges that count from the end.
        ...(from === 0 ? {} : { range: `bytes=${from}-` }),
      },
    })
    .asNodeStream()
    .catch((cause: unknown) => {
      signal.throwIfAborted();
      throw noAnswer(operation, proxy, timedOutIfAborted(cause, 'no answer in time'));
    });
  const { headers } = answer;
  const isPart = from > 0 && headers['content-range']?.startsWith(`bytes ${from}-`) === true;
  if (answer.body === undefined || answer.status !== (isPart ? '206' : '200')) {
    discard(answer.body);
    const httpStatus = Number(answer.status);
    const byProxy = isAnswerOfProxy(httpStatus, (name) => headers[name]);
    throw new ServiceError({ operation, httpStatus, detail: '', proxy: byProxy ? proxy : undefined });
  }
  const { 'content-length': length, 'content-encoding': encoding } = headers;
  const md5 = headers[isPart ? 'x-ms-blob-content-md5' : 'content-md5'];
  const asSent = encoding === undefined || encoding === 'identity';
  return {
    stream: answer.body,
    length: asSent && length !== undefined ? Number(length) : null,
    md5: asSent && md5 !== undefined ? Buffer.from(md5, 'base64') : null,
    from: isPart ? from : 0,
    type: headers['content-type'] ?? '',
    host,
  };
}

/**
 * Opens a link as it is, without our credentials.
 * @param uri absolute; https, or http on loopback
 * @throws ServiceError, and Error if the link does not have that form
 */
export async function openLink(uri: string, wanted: Wanted): Promise<Download> {
  const url = parseServiceUrl(uri);
  const client = getClient(url.origin, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: url.protocol === 'http:',
  });
  return await openStream(client, url.href, url.host, wanted);
}

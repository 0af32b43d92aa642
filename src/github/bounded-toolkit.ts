/**
 * Bounds what the toolkit's client reads of an answer. It takes no client and no limit of ours and reads each answer to
 * its end, a gigabyte as well; but Node tells of every answer that arrives in the process.
 * Source: Node's documentation of `diagnostics_channel`, built-in channel `http.client.response.finish`.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { ForeignAnswer } from '../network/foreign-answer.ts';

const CHANNEL = 'http.client.response.finish';
/** The service's answers have a few hundred bytes, a list of artifacts some hundred each. */
const MOST_MEBIBYTES = 4;

/**
 * Makes a call of the toolkit.
 * @param host of the artifact service; what is uploaded goes to another one, by PUT
 * @throws ForeignAnswer once more of an answer has arrived than any of the service's; the connection is closed then, and
 *   the call, which does not notice, is left to itself
 */
export async function withBoundedAnswers<T>(host: string | undefined, call: () => Promise<T>): Promise<T> {
  const tooLong = Promise.withResolvers<never>();
  const bound = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const asked = String(request.getHeader('host'));
    if (asked !== host && request.method !== 'PUT') {
      return;
    }
    const { socket, statusCode = 0 } = response;
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MOST_MEBIBYTES * 1_024 * 1_024) {
        response.destroy();
        tooLong.reject(new ForeignAnswer(asked, statusCode, `more than ${MOST_MEBIBYTES} MiB`));
      }
    };
    // Node itself reads the socket by this event: one more listener takes nothing away from the toolkit.
    socket.on('data', count);
    response.once('close', () => socket.off('data', count));
  };
  subscribe(CHANNEL, bound);
  try {
    return await Promise.race([call(), tooLong.promise]);
  } finally {
    unsubscribe(CHANNEL, bound);
  }
}

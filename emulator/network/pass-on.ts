/**
 * Passes a request on to the server that it is meant for, and its answer back.
 */
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * Never rejects: if either side closes its connection, the other one is closed as well.
 * @param forwarded the request to the server, with method, path and headers, and no body yet
 */
export async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  forwarded: ClientRequest,
): Promise<void> {
  try {
    const [answer] = await Promise.all([
      once(forwarded, 'response').then(([message]) => message as IncomingMessage),
      pipeline(request, forwarded),
    ]);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  } catch {
    forwarded.destroy();
    response.destroy();
  }
}

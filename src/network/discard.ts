/**
 * Gives up the rest of an answer.
 */
import type { Readable } from 'node:stream';

/** Read to its end, a body without end would keep the process alive; its errors end nothing any more. */
export function discard(body: NodeJS.ReadableStream | undefined): void {
  (body as Readable | undefined)?.on('error', () => undefined).destroy();
}

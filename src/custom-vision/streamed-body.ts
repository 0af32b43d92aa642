/**
 * A body of JSON that is opened anew for each sending, and never held whole.
 */
import type { Readable } from 'node:stream';
import type { RequestParameters } from '@azure-rest/core-client';

export interface StreamedBody {
  readonly open: () => Readable;
  /** Its length. */
  readonly bytes: number;
  /** Why the body itself came to no end; it is thrown in place of what the network says then. */
  readonly problem: () => Error | undefined;
}

/** What the client takes for it. */
export function streamed(stream: StreamedBody | undefined): RequestParameters {
  return stream === undefined
    ? {}
    : { body: stream.open, headers: { 'Content-Length': String(stream.bytes) } };
}

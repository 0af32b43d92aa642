/** An answer of the training API, before and after it is turned into bytes. */
import { Buffer } from 'node:buffer';
import { ApiError, GatewayError } from '../resource/api-error.ts';

export interface Answer {
  status: number;
  /** A Buffer is sent as it is, everything else as JSON; `undefined`: no body. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** The server stops in the middle of the body. */
  truncated?: boolean;
}

/** `cut`: close the connection without an answer; `silence`: never answer. */
export type Outcome = Answer | 'cut' | 'silence';

export interface EncodedAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

export function encode({ status, body, headers = {}, truncated = false }: Answer): EncodedAnswer {
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (body === undefined) return { status, headers: given, body: Buffer.alloc(0) };
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body), 'utf8');
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json; charset=utf-8';
  return {
    status,
    headers: { 'content-type': type, ...given },
    body: truncated ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes,
  };
}

/** The answer to a request that was refused, or that the emulator failed on. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof ApiError) {
    return { status: error.status, body: { code: error.code, message: error.message } };
  }
  if (error instanceof GatewayError) {
    return {
      status: error.status,
      body: { error: { code: error.code, message: error.message } },
      headers: error.headers,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { code: 'ErrorUnknown', message: `The emulator failed: ${message}` } };
}

/** A request and its answer as they were sent, for tests that compare both with the published Swagger. */
import type { Buffer } from 'node:buffer';
import type { ApiVersion } from '../resource/behavior.ts';

export interface Exchange {
  /** The Swagger's operationId; `null`: the path or the method belongs to no emulated operation. */
  operation: string | null;
  /** `null`: the path belongs to no version of the API. */
  version: ApiVersion | null;
  method: string;
  /** As it was sent, the version's base path included. */
  path: string;
  /** Without the leading `?`. */
  query: string;
  /** Names in lower case; without the key and any other credentials. */
  requestHeaders: Readonly<Record<string, string>>;
  requestBody: Buffer;
  /** `null`: the connection was cut, or nothing was answered. */
  status: number | null;
  /** Names in lower case. */
  responseHeaders: Readonly<Record<string, string>>;
  responseBody: Buffer;
  /** Whether a fault was set up for this request, so that the answer may be anything. */
  faulted: boolean;
}

export type ExchangeListener = (exchange: Exchange) => void;

const CREDENTIALS = ['training-key', 'authorization', 'ocp-apim-subscription-key', 'cookie'];

/** The headers without credentials, which must not get into a transcript. */
export function withoutCredentials(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !CREDENTIALS.includes(name))
      .map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

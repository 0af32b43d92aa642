/**
 * Sends the requests of the training API to the emulator without a network, in virtual time: faults, time-outs and
 * aborts look to the client as they do over a real connection.
 */
import { Readable } from 'node:stream';
import type { ClientOptions } from '@azure-rest/core-client';
import { encode, type Outcome } from '../../emulator/custom-vision/http/answer.ts';
import { handle, type Handled, type HandlerOptions } from '../../emulator/custom-vision/http/handler.ts';
import type { Clock } from '../../src/time/clock.ts';

type HttpClient = NonNullable<ClientOptions['httpClient']>;
type Request = Parameters<HttpClient['sendRequest']>[0];
type Response = Awaited<ReturnType<HttpClient['sendRequest']>>;

const LATENCY_MS = 20;

/** @param onHandled is told of every request that arrived, and what became of it */
export function emulatedHttp(
  options: HandlerOptions,
  clock: Clock,
  onHandled: (handled: Handled) => void,
): HttpClient {
  const answer = async (request: Request, signal: AbortSignal): Promise<Response> => {
    await clock.sleep(LATENCY_MS, signal);
    const url = new URL(request.url);
    const handled = await handle(
      {
        method: request.method,
        path: url.pathname,
        query: url.search.slice(1),
        key: request.headers.get('training-key'),
        contentType: request.headers.get('content-type') ?? '',
        body: await bytesOf(request.body),
      },
      options,
    );
    onHandled(handled);
    return await delivered(handled.outcome, request, signal);
  };
  return {
    async sendRequest(request) {
      // As in the real client, the run's signal and the time-out both break the request off.
      const broken = new AbortController();
      const done = new AbortController();
      const breakOff = (): void => {
        broken.abort(new Error('The operation was aborted.'));
      };
      request.abortSignal?.addEventListener('abort', breakOff);
      if (request.timeout > 0) {
        clock.sleep(request.timeout, done.signal).then(breakOff, () => undefined);
      }
      try {
        return await Promise.race([answer(request, broken.signal), rejection(broken.signal)]);
      } finally {
        done.abort();
        request.abortSignal?.removeEventListener('abort', breakOff);
      }
    },
  };
}

async function bytesOf(body: Request['body']): Promise<Buffer> {
  const given = typeof body === 'function' ? body() : body;
  return given instanceof Readable
    ? Buffer.concat((await given.toArray()).map((part) => Buffer.from(part as Buffer)))
    : Buffer.from(typeof given === 'string' ? given : '');
}

async function delivered(outcome: Outcome, request: Request, signal: AbortSignal): Promise<Response> {
  switch (outcome) {
    case 'silence':
      return await rejection(signal);
    case 'cut':
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    default: {
      const { status, headers, body } = encode(outcome);
      return { status, headers: new Headers(headers), request, bodyAsText: body.toString() };
    }
  }
}

/** Never resolves; rejects with the signal's reason when it is aborted. */
async function rejection(signal: AbortSignal): Promise<never> {
  return await new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** By name in lower case, as they come from the emulator. */
class Headers implements Iterable<[string, string]> {
  private readonly values: Map<string, string>;

  constructor(values: Readonly<Record<string, string>>) {
    this.values = new Map(Object.entries(values));
  }

  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.values.has(name.toLowerCase());
  }

  set(name: string, value: string | number | boolean): void {
    this.values.set(name.toLowerCase(), String(value));
  }

  delete(name: string): void {
    this.values.delete(name.toLowerCase());
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.values.entries();
  }
}

/**
 * Bounds what is read of an answer, after it is decompressed, and for how long; and throws out what is not the service's.
 * Azure's clients themselves read whatever comes, to its end.
 */
import type { Readable } from 'node:stream';
import type { Client } from '@azure-rest/core-client';
import { systemClock } from '../time/clock.ts';
import { discard } from './discard.ts';
import { ForeignAnswer, type Judge } from './foreign-answer.ts';

/** A step on the way of a request of Azure's clients. */
type Policy = Parameters<Client['pipeline']['addPolicy']>[0];
type Answer = Awaited<ReturnType<Policy['sendRequest']>>;

const MEBIBYTE = 1_024 * 1_024;
/** The longest list of the training API has some hundred kilobytes, a full view of a queue two megabytes. */
const LONGEST_ANSWER_BYTES = 16 * MEBIBYTE;
/** Of a refusal, only the words are of use. */
const LONGEST_REFUSAL_BYTES = MEBIBYTE / 16;
/** A refusal that is not whole by then counts as it is. */
const REFUSAL_MS = 5_000;

/** What the policy is put into, of any of Azure's clients. */
export interface Pipeline {
  addPolicy(policy: Policy, position: { readonly afterPhase: 'Sign' }): void;
}

/** Puts the policy after everything else, beside the network, so that nothing acts on another's answer. */
export function boundAnswers(pipeline: Pipeline, judge: Judge): void {
  pipeline.addPolicy(boundedAnswers(judge), { afterPhase: 'Sign' });
}

/** The policy; what the caller wants to read as a stream is left to it. */
export function boundedAnswers(judge: Judge): Policy {
  return {
    name: 'boundedAnswers',
    async sendRequest(request, next) {
      const { streamResponseStatusCodes: streamed, timeout } = request;
      if (streamed?.has(Infinity) === true) {
        return await next(request);
      }
      const limit = new Limit();
      // The client's own limit ends with the headers of the answer.
      limit.endIn(timeout > 0 ? timeout : Infinity);
      request.streamResponseStatusCodes = new Set([Infinity]);
      try {
        const answer = await next(request);
        const isStream = streamed?.has(answer.status) === true;
        const text = isStream ? null : await readInto(answer, limit);
        const header = (name: string): string | undefined => answer.headers.get(name);
        const wrong = judge({ url: request.url, httpStatus: answer.status, header, text });
        if (wrong !== undefined) {
          discard(answer.readableStreamBody);
          throw new ForeignAnswer(new URL(request.url).host, answer.status, wrong);
        }
        return answer;
      } finally {
        limit.lift();
        Object.assign(request, { streamResponseStatusCodes: streamed });
      }
    },
  };
}

/** Ends what is read after the shortest of some times. */
class Limit {
  private readonly late = new AbortController();
  private readonly lifted = new AbortController();

  get signal(): AbortSignal {
    return this.late.signal;
  }

  endIn(ms: number): void {
    if (ms < Infinity) {
      systemClock.sleep(ms, this.lifted.signal).then(
        () => {
          this.late.abort();
        },
        // It was lifted first.
        () => undefined,
      );
    }
  }

  lift(): void {
    this.lifted.abort();
  }
}

/** Puts the text of an answer where the clients look for it. */
async function readInto(answer: Answer, limit: Limit): Promise<string> {
  const { status, request } = answer;
  const stream = answer.readableStreamBody as Readable | undefined;
  if (stream === undefined) {
    return '';
  }
  delete answer.readableStreamBody;
  const isRefusal = status >= 300;
  const most = isRefusal ? LONGEST_REFUSAL_BYTES : LONGEST_ANSWER_BYTES;
  limit.endIn(isRefusal ? REFUSAL_MS : Infinity);
  const body: Body = { chunks: [], bytes: 0 };
  try {
    await read(stream, body, most, limit.signal);
  } catch (error) {
    // The status and the beginning of a refusal tell enough.
    if (!isRefusal || request.abortSignal?.aborted === true) {
      throw error;
    }
    body.bytes = Infinity;
  }
  const isCut = body.bytes > most;
  if (isCut && !isRefusal) {
    throw new ForeignAnswer(new URL(request.url).host, status, `more than ${most / MEBIBYTE} MiB`);
  }
  if (isCut) {
    // What is cut off is no JSON and no XML any more.
    answer.headers.set('content-type', 'text/plain');
  }
  const text = Buffer.concat(body.chunks).subarray(0, most).toString('utf8');
  answer.bodyAsText = text;
  return text;
}

interface Body {
  readonly chunks: Buffer[];
  bytes: number;
}

/** Reads until there are more than `most` bytes. @throws AbortError when ended; what the stream says */
async function read(stream: Readable, into: Body, most: number, signal: AbortSignal): Promise<void> {
  const end = (): void => {
    stream.destroy(Object.assign(new Error('the answer did not end in time'), { name: 'AbortError' }));
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) {
    end();
  }
  try {
    // To leave the loop destroys the stream, and with it the connection.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      into.chunks.push(chunk);
      into.bytes += chunk.length;
      if (into.bytes > most) {
        break;
      }
    }
  } finally {
    signal.removeEventListener('abort', end);
  }
}

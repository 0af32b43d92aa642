/** The training server over a recording storage, and calls to it as any client would make them. */
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import type { ProjectBehavior } from '../../../emulator/custom-vision/resource/behavior.ts';
import type { Exchange } from '../../../emulator/custom-vision/http/exchange.ts';
import { Faults } from '../../../emulator/custom-vision/resource/faults.ts';
import { RateLimits } from '../../../emulator/custom-vision/http/rate-limits.ts';
import { startTrainingServer } from '../../../emulator/custom-vision/http/server.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/resource/resource.ts';
import type { Tier } from '../../../emulator/custom-vision/resource/tier.ts';
import { RequestLog } from '../../../emulator/request-log.ts';
import { QUICK, RecordingStorage } from './recording-storage.ts';

export interface Reply {
  status: number;
  body: unknown;
}

export interface CallOptions {
  body?: unknown;
  /** `null`: none is sent. */
  key?: string | null;
  /** The part of the path before the operation's own. */
  base?: string;
  contentType?: string;
  signal?: AbortSignal;
}

export const KEY = 'the-training-key';

/** What differs from a resource without limits that behaves as usual. */
export interface TestServerOptions {
  tier?: Tier;
  retryAfter?: 'on' | 'off';
  behavior?: Partial<ProjectBehavior>;
}

export async function startTestServer({
  tier = 'unlimited',
  retryAfter = 'on',
  behavior,
}: TestServerOptions = {}) {
  const clock = new ManualClock();
  const storage = new RecordingStorage();
  const faults = new Faults();
  const service = new CustomVisionService({
    clock,
    storage,
    tier,
    faults,
    behavior: { ...QUICK, ...behavior },
  });
  const exchanges: Exchange[] = [];
  const limits = new RateLimits({ clock, tier, retryAfter });
  const log = new RequestLog();
  const server = await startTrainingServer({
    service,
    trainingKey: KEY,
    faults,
    log,
    limits,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const send = async (method: string, path: string, options: CallOptions = {}): Promise<Response> => {
    const { body, key = KEY, base = '/customvision/v3.4-preview/training' } = options;
    return await fetch(`${server.endpoint}${base}${path}`, {
      method,
      headers: {
        ...(key !== null && { 'Training-Key': key }),
        // A form brings its own, with its boundary.
        ...(body !== undefined &&
          !(body instanceof FormData) && { 'Content-Type': options.contentType ?? 'application/json' }),
      },
      ...(body !== undefined && { body: isContent(body) ? body : JSON.stringify(body) }),
      ...(options.signal !== undefined && { signal: options.signal }),
    });
  };
  return {
    clock,
    storage,
    service,
    faults,
    log,
    exchanges,
    send,
    close: async () => {
      await server.close();
      await service.close();
    },
    async call(method: string, path: string, options?: CallOptions): Promise<Reply> {
      const response = await send(method, path, options);
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

function isContent(body: unknown): body is string | FormData | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array;
}

/** The code of a refusal, of the API's shape or of the gateway's. */
export function codeOf({ status, body }: Reply): string {
  const { code, error } = body as { code?: string; error?: { code: string } };
  return `${status} ${code ?? `gateway ${error?.code ?? 'without a code'}`}`;
}

/** The training server over a recording storage, and calls to it as any client would make them. */
import { ManualClock } from '../../../emulator/custom-vision/clock.ts';
import { Faults } from '../../../emulator/custom-vision/faults.ts';
import { startTrainingServer } from '../../../emulator/custom-vision/server.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/service.ts';
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

export async function startTestServer() {
  const clock = new ManualClock();
  const storage = new RecordingStorage();
  const service = new CustomVisionService({ clock, storage, behavior: QUICK });
  const faults = new Faults();
  const log = new RequestLog();
  const server = await startTrainingServer({ service, trainingKey: KEY, faults, log });
  const send = async (method: string, path: string, options: CallOptions = {}): Promise<Response> => {
    const { body, key = KEY, base = '/customvision/v3.4-preview/training' } = options;
    return await fetch(`${server.endpoint}${base}${path}`, {
      method,
      headers: {
        ...(key !== null && { 'Training-Key': key }),
        ...(body !== undefined && { 'Content-Type': options.contentType ?? 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(options.signal !== undefined && { signal: options.signal }),
    });
  };
  return {
    clock,
    storage,
    service,
    faults,
    log,
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

/** The code of a refusal, of the API's shape or of the gateway's. */
export function codeOf({ status, body }: Reply): string {
  const { code, error } = body as { code?: string; error?: { code: string } };
  return `${status} ${code ?? `gateway ${error?.code ?? 'without a code'}`}`;
}

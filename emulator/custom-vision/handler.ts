/** The protocol without the network: one request in, one answer out. */
import type { Buffer } from 'node:buffer';
import { ApiError, GatewayError } from './api-error.ts';
import type { Fault, Faults } from './faults.ts';
import { pathId } from './operations.ts';
import type { Operation } from './operations.ts';
import { Query } from './parameters.ts';
import type { Json } from './parameters.ts';
import { findRoute } from './routing.ts';
import type { Route } from './routing.ts';
import type { CustomVisionService } from './service.ts';

export interface Incoming {
  method: string;
  path: string;
  /** Without the leading `?`. */
  query: string;
  /** The header `Training-Key`. */
  key: string | undefined;
  contentType: string;
  body: Buffer;
}

export interface Answer {
  status: number;
  /** Sent as JSON; `undefined`: no body. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Stop in the middle of the JSON. */
  truncated?: boolean;
}

/** `cut`: close the connection without an answer; `silence`: never answer. */
export type Outcome = Answer | 'cut' | 'silence';

export interface HandlerOptions {
  service: CustomVisionService;
  /** What callers must send in the header `Training-Key`. */
  trainingKey: string;
  faults: Faults;
}

/** Never rejects: whatever goes wrong is an answer. */
export async function handle(incoming: Incoming, options: HandlerOptions): Promise<Outcome> {
  try {
    const route = findRoute(incoming.method, incoming.path);
    if (incoming.key !== options.trainingKey) {
      throw new GatewayError(401, 'Access denied: the header Training-Key is missing or holds a wrong key.');
    }
    const { operation, version, values } = route;
    const projectId = values.projectId?.toLowerCase();
    const fault = options.faults.take({ operation: operation.id, projectId, version });
    const act = async (): Promise<Answer> => await callOperation(route, incoming, options.service);
    return fault === undefined ? await act() : await faulty(fault, act);
  } catch (error) {
    return errorAnswer(error);
  }
}

export function errorAnswer(error: unknown): Answer {
  if (error instanceof ApiError) {
    return { status: error.status, body: { code: error.code, message: error.message } };
  }
  if (error instanceof GatewayError) {
    return { status: error.status, body: { error: { code: String(error.status), message: error.message } } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { code: 'ErrorUnknown', message: `The emulator failed: ${message}` } };
}

async function callOperation(
  { operation, version, values }: Route,
  incoming: Incoming,
  service: CustomVisionService,
): Promise<Answer> {
  try {
    const body = await operation.answer({
      service,
      version,
      id: (name) => pathId(values, name),
      query: new Query(new URLSearchParams(incoming.query), operation.query),
      body: bodyOf(operation, incoming),
    });
    return body === undefined ? { status: 204 } : { status: 200, body };
  } catch (error) {
    return errorAnswer(error);
  }
}

function bodyOf({ id, takesBody }: Operation, { body, contentType }: Incoming): Json | undefined {
  if (body.length === 0) return undefined;
  if (!takesBody) throw new ApiError(400, 'BadRequestInvalid', `${id} takes no body.`);
  if (!/^application\/json\b/i.test(contentType)) {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `The body must be application/json, not "${contentType}".`,
    );
  }
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    throw new ApiError(400, 'BadRequestInvalid', 'The body is not valid JSON.');
  }
}

async function faulty(fault: Fault, act: () => Promise<Answer>): Promise<Outcome> {
  if ('hang' in fault) return 'silence';
  if ('truncate' in fault) return { ...(await act()), truncated: true };
  if ('reset' in fault) {
    if (fault.reset === 'after') await act();
    return 'cut';
  }
  if (fault.when === 'after') await act();
  const { status, code = String(status), message = 'The emulator was told to fail here.' } = fault;
  const { retryAfterSeconds } = fault;
  return {
    status,
    body: /^\d+$/.test(code) ? { error: { code, message } } : { code, message },
    ...(retryAfterSeconds !== undefined && { headers: { 'Retry-After': String(retryAfterSeconds) } }),
  };
}

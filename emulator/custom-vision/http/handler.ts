/** Turns one request into one answer. It knows the protocol, and nothing of the network. */
import type { Buffer } from 'node:buffer';
import { encode, errorAnswer } from './answer.ts';
import type { Answer, Outcome } from './answer.ts';
import { GatewayError, undocumentedReason } from '../resource/api-error.ts';
import { trainingDataAction } from '../../entra/data-actions.ts';
import type { ApiVersion } from '../resource/behavior.ts';
import type { Fault, Faults } from '../resource/faults.ts';
import type { RateLimits } from './rate-limits.ts';
import { type Operation, Reply } from './operation.ts';
import { pathId } from './operations.ts';
import { Query } from './parameters.ts';
import { readBody } from './request-body.ts';
import { findRoute } from './routing.ts';
import type { Route } from './routing.ts';
import type { CustomVisionService } from '../resource/resource.ts';

export interface Incoming {
  method: string;
  path: string;
  /** Without the leading `?`. */
  query: string;
  /** The header `Training-Key`. */
  key: string | undefined;
  /** The token of the header `Authorization: Bearer`. */
  token?: string | undefined;
  contentType: string;
  body: Buffer;
}

/** The answer to a request, with what the request log tells of it. */
export interface Handled {
  outcome: Outcome;
  /** The Swagger's operationId, and the version; `null` where the API has no such path. */
  operation: string | null;
  version: ApiVersion | null;
  /** Whether a fault was set up for this request. */
  faulted: boolean;
  /** Why it was refused, if it holds something that is not documented. */
  refused: string | undefined;
}

export interface HandlerOptions {
  service: CustomVisionService;
  /** What callers must send in the header `Training-Key`. */
  trainingKey: string;
  /** Judges bearer tokens. Default: no token is accepted, as on a resource without a custom subdomain. */
  identities?: Identities;
  faults: Faults;
  /** Default: none. */
  limits?: RateLimits;
}

/** Who may do what with the training resource. */
export interface Identities {
  /** The holder of a token for the training API; `undefined` if the token is invalid or has expired. */
  holderOf(token: string): string | undefined;
  allows(holder: string, dataAction: string): boolean;
}

/** Never rejects: every failure is turned into an answer. */
export async function handle(incoming: Incoming, options: HandlerOptions): Promise<Handled> {
  const handled: Handled = {
    outcome: 'silence',
    operation: null,
    version: null,
    faulted: false,
    refused: undefined,
  };
  try {
    const route = findRoute(incoming.method, incoming.path);
    const { operation, version, values } = route;
    handled.operation = operation.id;
    handled.version = version;
    authorize(incoming, operation, options);
    options.limits?.take(operation.id, version);
    const projectId = values.projectId?.toLowerCase();
    const fault = options.faults.take({ operation: operation.id, projectId, version });
    handled.faulted = fault !== undefined;
    const act = async (): Promise<Answer> => {
      try {
        return await callOperation(route, incoming, options.service);
      } catch (error) {
        handled.refused = undocumentedReason(error);
        return errorAnswer(error);
      }
    };
    handled.outcome = fault === undefined ? await act() : await faulty(fault, act, options.service);
  } catch (error) {
    handled.refused = undocumentedReason(error);
    handled.outcome = errorAnswer(error);
  }
  return handled;
}

/** @throws GatewayError 401 without a valid key or token, and if the token's holder has no role for the operation */
function authorize(
  { key, token }: Incoming,
  { method, path }: Operation,
  { trainingKey, identities }: HandlerOptions,
): void {
  if (key === undefined && token !== undefined) {
    const holder = identities?.holderOf(token);
    if (holder === undefined) {
      throw new GatewayError(401, 'Access denied: the bearer token is not valid here, or has expired.');
    }
    if (identities?.allows(holder, trainingDataAction(method, path)) !== true) {
      const message = 'The identity holds no role that allows this operation.';
      throw new GatewayError(401, message, {}, 'PermissionDenied');
    }
  } else if (key !== trainingKey) {
    throw new GatewayError(401, 'Access denied: the header Training-Key is missing or holds a wrong key.');
  }
}

async function callOperation(
  { operation, version, values }: Route,
  incoming: Incoming,
  service: CustomVisionService,
): Promise<Answer> {
  const query = new Query(new URLSearchParams(incoming.query), operation.query(version));
  const content = readBody(operation, incoming, version);
  const reply = await operation.answer({
    service,
    version,
    id: (name) => pathId(values, name),
    query,
    ...content,
  });
  if (reply instanceof Reply) return { status: reply.status, body: reply.body };
  return reply === undefined ? { status: 204 } : { status: 200, body: reply };
}

async function faulty(
  fault: Fault,
  act: () => Promise<Answer>,
  service: CustomVisionService,
): Promise<Outcome> {
  if ('hang' in fault) return 'silence';
  if ('truncate' in fault) return { ...(await act()), truncated: true };
  if ('contentType' in fault) {
    const { status, headers, body } = encode(await act());
    return { status, body, headers: { ...headers, 'content-type': fault.contentType } };
  }
  if ('slowMs' in fault) {
    const answer = await act();
    await service.pause(fault.slowMs);
    return answer;
  }
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

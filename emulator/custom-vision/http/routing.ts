/** Finds the operation of the API for a request's method and path. */
import { ApiError, GatewayError } from '../resource/api-error.ts';
import type { ApiVersion } from '../resource/behavior.ts';
import type { Operation } from './operation.ts';
import { NOT_EMULATED, OPERATIONS } from './operations.ts';

export interface Route {
  operation: Operation;
  version: ApiVersion;
  /** The path's variable parts by name, percent-decoded. */
  values: Record<string, string>;
}

const MEBIBYTE = 1024 * 1024;
const MAX_BODY_BYTES = 4 * MEBIBYTE;
/** Room for 64 images of 6 MB, which take a third more in base64. */
const MAX_IMAGES_BODY_BYTES = 520 * MEBIBYTE;

const VERSIONS: readonly ApiVersion[] = ['v3.3', 'v3.4-preview'];
const BASE_PATH = /^\/customvision\/([^/]+)\/training(\/.*)$/i;

/**
 * @throws GatewayError 404 where the API has no such path, or no such method on it
 * @throws ApiError where the API has it, but the emulator lacks it
 */
export function findRoute(method: string, path: string): Route {
  const [, versionText = '', rest = ''] = BASE_PATH.exec(path) ?? [];
  const version = VERSIONS.find((known) => known === versionText.toLowerCase());
  if (version === undefined) {
    const bases = VERSIONS.map((known) => `/customvision/${known}/training/…`).join(' and ');
    throw new GatewayError(404, `Resource not found: ${path}. Served are ${bases}.`);
  }
  const missing = NOT_EMULATED.find(
    (operation) => operation.method === method && valuesOf(operation.path, rest) !== undefined,
  );
  if (missing !== undefined) {
    const message = `${missing.id} is an operation of the service that is not emulated.`;
    throw new ApiError(400, 'BadRequestOperationNotSupported', message, true);
  }
  const fitting = OPERATIONS.flatMap((operation) => {
    const values = valuesOf(operation.path, rest);
    return values === undefined ? [] : [{ operation, version, values }];
  });
  const route = fitting.find(({ operation }) => operation.method === method);
  if (route === undefined) {
    const methods = fitting.map(({ operation }) => operation.method).join(', ');
    const hint = methods === '' ? 'the emulator does not know this path' : `the path takes ${methods}`;
    throw new GatewayError(404, `Resource not found: ${method} ${path}; ${hint}.`);
  }
  return route;
}

function valuesOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? '';
    if (part.startsWith('{')) values[part.slice(1, -1)] = decoded(segment);
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return values;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
/** How many bytes a request may bring. */

export function bodyLimit(method: string, path: string): number {
  try {
    return findRoute(method, path).operation.takes.startsWith('image')
      ? MAX_IMAGES_BODY_BYTES
      : MAX_BODY_BYTES;
  } catch {
    return MAX_BODY_BYTES;
  }
}

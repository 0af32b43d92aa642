/**
 * Ids of projects, iterations and domains: GUIDs, in lower case wherever they are compared.
 */

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns the GUID in lower case; `undefined` for everything else */
export function guidOf(value: unknown): string | undefined {
  return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}

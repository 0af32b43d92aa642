/**
 * What the service calls things by: GUIDs, in lower case wherever they are compared, and names in any case.
 */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns the GUID in lower case; `undefined` for everything else */
export function guidOf(value: unknown): string | undefined {
  return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}

/** Whether the service takes two names, such as those of platforms, flavors and domains, for the same: their case does not count. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

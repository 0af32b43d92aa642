/**
 * GUIDs and names of the service: the action compares GUIDs in lower case, and names without regard to their case.
 */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @returns the GUID in lower case; `undefined` for everything else */
export function guidOf(value: unknown): string | undefined {
  return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}

/** Whether two names, such as those of platforms, flavors or domains, mean the same to the service. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

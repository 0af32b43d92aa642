/**
 * Names of the service, such as platforms, flavors and domains: it does not tell them apart by their case.
 */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

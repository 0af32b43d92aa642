/**
 * Names that are the same in any case: those of the service, such as platforms, flavors and domains, and those of
 * variables on Windows.
 */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

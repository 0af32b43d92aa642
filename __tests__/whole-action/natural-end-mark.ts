import { writeFileSync } from 'node:fs';

/** Leaves the file that NATURAL_END_FILE names: the process ends, for nothing is left to do. */
export function markNaturalEnd(): void {
  const file = process.env.NATURAL_END_FILE;
  if (file !== undefined) {
    writeFileSync(file, process.getActiveResourcesInfo().join('\n'));
  }
}

/**
 * The names of tags, as folders and annotation files give them.
 */
import type { Findings } from './findings.ts';

/** The same letters can be written in two ways; macOS and Linux write names of folders in different ones. */
export function tagName(given: unknown, where: string, findings: Findings): string {
  if (typeof given !== 'string' || given.trim() === '' || /\p{Cc}/u.test(given)) {
    findings.problem(
      where,
      `the name of a tag must be a text of one line, not ${given === undefined ? 'nothing' : JSON.stringify(given)}`,
    );
    return '';
  }
  return given.trim().normalize('NFC');
}

/**
 * The input that names an iteration, in one of three ways.
 */
import { refuseIf } from '../network/service-url.ts';
import { parseGuid, parseName } from './parsers.ts';

/** By its lower-case GUID, by the name that it is published under, or the newest one that is trained. */
export type IterationChoice = { readonly id: string } | { readonly publishName: string } | 'newest';

/** What is expected, and an example. */
export const ITERATION_CHOICE =
  'the id of an iteration (a GUID), newest, or published: and the name that it is published under, such as: published:production';

/** An id, `newest`, or `published:NAME`. */
export function parseIteration(text: string): IterationChoice {
  if (text.toLowerCase() === 'newest') {
    return 'newest';
  }
  const published = /^published\s*:(.*)$/is.exec(text)?.[1]?.trim();
  if (published === undefined) {
    return { id: parseGuid(text) };
  }
  refuseIf(published === '', 'it has no name after published:');
  return { publishName: parseName(published) };
}

/** As a user gives it. */
export function formatIteration(choice: IterationChoice): string {
  if (choice === 'newest') {
    return choice;
  }
  return 'id' in choice ? choice.id : `published:${choice.publishName}`;
}

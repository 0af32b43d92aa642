/**
 * Tables of what a service refuses, and which advice each of its codes leads to.
 */
import type { Advice, ErrorHeading } from './headings.ts';

/** By heading: the codes that lead to it and the next step after each, which may depend on what the service refused. */
export type Refusals<Subject> = Readonly<
  Partial<Record<ErrorHeading, Readonly<Record<string, string | ((subject: Subject) => string)>>>>
>;

/** @returns `undefined` if the table does not have the code */
export function adviceIn<Subject>(
  table: Refusals<Subject>,
  code: string | number | null | undefined,
  subject: Subject,
): Advice | undefined {
  const key = String(code);
  const [heading, steps] = Object.entries(table).find(([, codes]) => Object.hasOwn(codes, key)) ?? [];
  const next = steps?.[key];
  return next === undefined
    ? undefined
    : { heading: heading as ErrorHeading, next: typeof next === 'string' ? next : next(subject) };
}

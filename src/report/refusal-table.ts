/**
 * Tables of what a service refuses, and which advice each of its codes leads to.
 */
import type { Advice, ErrorHeading } from './headings.ts';

/** Codes that mean the same, their heading, and the next step, which may depend on what the service refused. */
export type Refusal<Code, Subject> = readonly [
  codes: readonly Code[],
  heading: ErrorHeading,
  next: string | ((subject: Subject) => string),
];

/** @returns `undefined` if no row of the table has the code */
export function adviceIn<Code, Subject>(
  table: readonly Refusal<Code, Subject>[],
  code: Code | null | undefined,
  subject: Subject,
): Advice | undefined {
  const [, heading, next] = table.find(([codes]) => codes.some((one) => one === code)) ?? [];
  return heading === undefined || next === undefined
    ? undefined
    : { heading, next: typeof next === 'string' ? next : next(subject) };
}

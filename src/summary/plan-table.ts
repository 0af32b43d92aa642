/**
 * The plan of a dry run: a row a step, with its reasons.
 */
import type { PlanStep } from '../plan/findings.ts';
import { cell, code, escaped, inline, table } from './html.ts';

/** A GUID is shorter, and may be broken at its hyphens. */
const LONGEST_WORD = 40;

export function planTable(plan: readonly PlanStep[]): string {
  return table(
    ['Step', 'A run would find or do'],
    plan.map(({ about, outcome, lines }) => [
      cell(`<b>${wrapped(about)}</b><br>${escaped(outcome)}`),
      cell(lines.map((line) => (line.startsWith('| ') ? inline(line) : wrapped(line))).join('<br>')),
    ]),
  );
}

/** A line of ours, which may hold a long name without blanks: that is broken, so that the table stays narrow. */
function wrapped(line: string): string {
  return line
    .split(' ')
    .map((word) => (word.length > LONGEST_WORD ? code(word) : inline(word)))
    .join(' ');
}

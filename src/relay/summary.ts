/**
 * The job summary: each training that ended, the run that began it, and what was done or why not.
 */
import { counted } from '../report/counted.ts';
import type { Failure } from '../report/failure.ts';
import { type Cell, cell, code, escaped, paragraphs, table } from '../summary/html.ts';
import { nextSteps, REASONS, turnless } from './reasons.ts';
import type { Outcome } from './run.ts';
import type { Swept } from './sweep.ts';

export interface Told {
  /** `null`: the sweep did not come to its end. */
  readonly swept: Swept | null;
  readonly dryRun: boolean;
  /** Whether the workflow has disabled itself. */
  readonly rests: boolean;
  readonly said: Failure | null;
  /** How many were sent. */
  readonly requests: Readonly<Record<'service' | 'github', number>>;
}

const MOST_ROWS = 500;
const ORDER = ['resumed', 'given up', 'waiting'] as const;

/** In Markdown, for GitHub, and readable as it stands. */
export function summaryOf(told: Told): string {
  const { said, swept } = told;
  const each = swept?.outcomes.filter(({ why }) => why !== 'no turn') ?? [];
  const shown = ORDER.flatMap((kind) => each.filter((one) => one.kind === kind));
  const left = shown.length - MOST_ROWS;
  return [
    `## ${verdict(told)}`,
    ...(said === null ? [] : [paragraphs(said.message.split('\n')).join('\n')]),
    ...(shown.length === 0
      ? []
      : [table(['Run', 'Iteration', 'Project', 'What was done'], shown.slice(0, MOST_ROWS).map(rowOf))]),
    ...(left > 0 ? [`<p>… and ${left} more.</p>`] : []),
    ...paragraphs(swept === null ? [] : linesOn(swept, told)),
    '',
  ].join('\n\n');
}

function verdict({ said, swept, dryRun }: Told): string {
  if (said !== null || swept === null) {
    return escaped(said?.title ?? 'The sweep did not come to its end');
  }
  const runs = (its: (one: Outcome) => boolean): number =>
    new Set(swept.outcomes.filter(its).map(({ runId }) => runId)).size;
  if (dryRun) {
    return 'Dry run: no run was run again';
  }
  const parts = [
    [runs(({ kind }) => kind === 'resumed'), 'resumed'],
    [runs(({ kind }) => kind === 'waiting'), 'waiting for the next sweep'],
    [runs(({ kind, why }) => kind === 'given up' && why !== 'no turn'), 'given up'],
    [runs(({ why }) => why === 'no turn'), 'without a turn'],
  ] as const;
  const told = parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${counted(number, 'run')} ${what}`);
  return escaped(told.length === 0 ? 'Nothing to resume' : told.join(', '));
}

function rowOf({ runId, iterationId, projectId, kind, why, said, attempt }: Outcome): Cell[] {
  // A whole address would break where a part of the repository's name is a secret.
  const link = (id: string): string => `<a href="./${escaped(id)}">${escaped(id)}</a>`;
  const title = attempt === null ? kind : `${kind}, attempt ${attempt}`;
  return [
    cell(runId === null ? '' : link(runId)),
    cell(code(iterationId)),
    cell(code(projectId)),
    cell(
      [
        `<b>${escaped(title)}</b>`,
        escaped(REASONS[why].text),
        ...(said === null ? [] : [code(said)]),
        ...nextSteps([why]).map(escaped),
      ].join('<br>'),
    ),
  ];
}

function linesOn(
  { messages, full, fleet, outcomes, githubTrouble }: Swept,
  { rests, requests }: Told,
): string[] {
  const delivered = outcomes.filter(({ kind }) => kind === 'delivered').length;
  const noTurn = outcomes.filter(({ why }) => why === 'no turn').length;
  return [
    ...(noTurn === 0 ? [] : [turnless(noTurn), ...nextSteps(['no turn'])]),
    `The queue showed ${counted(messages, 'message')}${full ? ', and there may be more behind them' : ''}.`,
    ...(delivered === 0
      ? []
      : [`Of the iterations that they are about, ${counted(delivered, 'waits', 'wait')} for nothing.`]),
    ...(fleet === null ? [] : [`The projects were read through: ${fleet.running} in training.`]),
    ...(githubTrouble?.refusal === 'limited'
      ? ['GitHub’s rate limit is used up for now; the next sweep goes on.']
      : []),
    ...(rests ? ['Nothing is in flight: the workflow of the relay has disabled itself.'] : []),
    `It took ${requests.service} requests to the service and ${requests.github} to GitHub.`,
  ];
}

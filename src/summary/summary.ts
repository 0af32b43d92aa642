/**
 * The job summary: what a run came to, on one screen, however it ended. Its heading is the verdict.
 */
import type { Inputs } from '../inputs/inputs.ts';
import type { ComparedMetrics } from '../judge/metrics.ts';
import type { PlanStep } from '../plan/findings.ts';
import type { Status } from '../report/failure.ts';
import type { DeliveredModel } from '../report/outputs.ts';
import { formatDuration } from '../time/clock.ts';
import { cell, code, escaped, folded, number, paragraphs, table } from './html.ts';
import { figuresTable, tagsTable } from './figures-table.ts';
import { inputsTable } from './inputs-table.ts';
import { modelsTable } from './models-table.ts';
import { planTable } from './plan-table.ts';

/** Of a message; a long one ends in the log. */
const MOST_LINES = 40;
const LAST_LINES = 10;

/** What there is to tell of a run; whatever it did not come to know is empty or `null`. */
export interface Story {
  readonly status: Status;
  /** What the annotation says, if the run has one: its title and its lines, the next step among them. */
  readonly said: { readonly title: string; readonly lines: readonly string[] } | null;
  /** Foreign text. */
  readonly projectName: string;
  readonly projectId: string;
  readonly iterationId: string;
  readonly trained: boolean;
  readonly gate: Inputs['gate'];
  readonly metrics: ComparedMetrics | null;
  readonly models: readonly DeliveredModel[];
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
  /** At the queue. */
  readonly looks: number;
  /** To the training service. */
  readonly calls: number;
  /** Inputs that are not the default, with their values. */
  readonly chosen: readonly (readonly [name: string, value: string])[];
  /** Of a dry run. */
  readonly plan: readonly PlanStep[] | null;
}

/** In Markdown, for GitHub, and readable as it stands. */
export function summaryOf(story: Story): string {
  const { said, metrics, gate, models, steps, status, chosen, plan } = story;
  const some = models.some(({ sha256 }) => sha256 !== null);
  return [
    `## ${verdict(story)}`,
    `<p>${identity(story)}</p>`,
    ...(said === null ? [] : [paragraphs(bounded(said.lines)).join('\n')]),
    ...(plan === null ? [] : [planTable(plan)]),
    ...(metrics === null
      ? []
      : [
          figuresTable(metrics, gate),
          `<p>In percent, measured at the probability ${metrics.thresholds.threshold}. AP is the average precision. Two iterations are measured on different images.</p>`,
          ...comparedWith(metrics, gate),
          ...(metrics.tags.length === 0 ? [] : [tagsTable(metrics)]),
        ]),
    ...(some || status === 'succeeded' ? [modelsTable(models)] : []),
    ...(steps.length === 0 ? [] : [timesTable(story)]),
    ...(chosen.length === 0 ? [] : [inputsTable(chosen)]),
    '',
  ].join('\n\n');
}

/** How the run ended: what heads the summary, and ends the log. */
export function verdict({ status, said, models }: Story): string {
  switch (status) {
    case 'succeeded':
      return models.length === 1 ? 'Model delivered' : `${models.length} models delivered`;
    case 'pending':
      return 'Not there yet: a later run goes on';
    case 'dry-run':
      return 'Dry run';
    default:
      return said?.title ?? status;
  }
}

function identity({ projectName, projectId, iterationId, trained, plan }: Story): string {
  const project = ['Project', ...[projectName, projectId].filter((text) => text !== '').map(code)].join(' ');
  if (plan !== null) {
    return `${project}. Nothing was changed: this is what a run with these inputs would come to.`;
  }
  if (iterationId === '') {
    return `${project}. No iteration was trained or chosen.`;
  }
  return `${project}, iteration ${code(iterationId)}, ${trained ? 'whose training this run started' : 'which was there already: this run started no training'}.`;
}

/** A message may be long, and its end says what to do next. */
function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES
    ? lines
    : [
        ...lines.slice(0, MOST_LINES - LAST_LINES),
        `… and ${lines.length - MOST_LINES} more lines, which the log has.`,
        ...lines.slice(-LAST_LINES),
      ];
}

/** Which iterations the other figures are of, and what was asked for beside the minimums in the table. */
function comparedWith({ previous, published, iterationId }: ComparedMetrics, gate: Story['gate']): string[] {
  const live = published?.iterationId === iterationId ? 'This iteration is the published one' : undefined;
  const told = [
    ...(previous === null ? [] : [`Previous: iteration ${code(previous.iterationId)}`]),
    ...(published === null ? [] : [live ?? `Published: iteration ${code(published.iterationId)}`]),
    ...(gate.minimumFor === 'tags' ? ['The minimums hold for each tag as well'] : []),
    ...(gate.noWorseThan === 'none'
      ? []
      : [
          `Asked for: no figure over ${Number((100 * gate.tolerance).toFixed(2))} below that of the ${gate.noWorseThan} one`,
        ]),
  ];
  return told.length === 0 ? [] : [`<p>${told.join('.<br>')}.</p>`];
}

function timesTable({ steps, looks, calls }: Story): string {
  const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...steps, { name: 'All', ms: totalMs }].map(({ name, ms }) => [
    cell(escaped(name)),
    number(formatDuration(ms)),
  ]);
  const content = [
    table(['Step', 'Time'], rows),
    `<p>${looks} looks at the queue, ${calls} calls to the training service.</p>`,
  ].join('\n');
  return folded(`The run took ${formatDuration(totalMs)}`, content);
}

/**
 * The job summary: what a run came to, on one screen, however it ended. Its heading is the verdict.
 */
import type { Inputs } from '../inputs/inputs.ts';
import type { ComparedMetrics } from '../judge/metrics.ts';
import type { Status } from '../report/failure.ts';
import type { DeliveredModel } from '../report/outputs.ts';
import { formatDuration } from '../time/clock.ts';
import { cell, code, escaped, folded, number, paragraphs, table } from './html.ts';
import { figuresTable, tagsTable } from './figures-table.ts';
import { modelsTable } from './models-table.ts';

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
}

/** In Markdown, for GitHub, and readable as it stands. */
export function summaryOf(story: Story): string {
  const { said, metrics, gate, models, steps, status } = story;
  const some = models.some(({ sha256 }) => sha256 !== null);
  return [
    `## ${verdict(story)}`,
    `<p>${identity(story)}</p>`,
    ...(said === null ? [] : [paragraphs(said.lines).join('\n')]),
    ...(metrics === null
      ? []
      : [
          figuresTable(metrics, gate),
          `<p>In percent, measured at the probability ${metrics.thresholds.threshold}. AP is the average precision. Two iterations are measured on different images.</p>`,
          ...(metrics.tags.length === 0 ? [] : [tagsTable(metrics)]),
        ]),
    ...(some || status === 'succeeded' ? [modelsTable(models)] : []),
    ...(steps.length === 0 ? [] : [timesTable(steps)]),
    '',
  ].join('\n\n');
}

function verdict({ status, said, models }: Story): string {
  switch (status) {
    case 'succeeded':
      return models.length === 1 ? 'Model delivered' : `${models.length} models delivered`;
    case 'pending':
      return 'Not there yet: a later run goes on';
    default:
      return escaped(said?.title ?? status);
  }
}

function identity({ projectName, projectId, iterationId, trained }: Story): string {
  const project = `Project ${projectName === '' ? '' : `${code(projectName)} `}${code(projectId)}`;
  if (iterationId === '') {
    return `${project}. No iteration was trained or chosen.`;
  }
  return `${project}, iteration ${code(iterationId)}, ${trained ? 'whose training this run started' : 'which was there already: this run started no training'}.`;
}

function timesTable(steps: Story['steps']): string {
  const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...steps, { name: 'All', ms: totalMs }].map(({ name, ms }) => [
    cell(escaped(name)),
    number(formatDuration(ms)),
  ]);
  return folded(`The run took ${formatDuration(totalMs)}`, table(['Step', 'Time'], rows));
}

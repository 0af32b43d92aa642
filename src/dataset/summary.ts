/**
 * The job summary: what changed, how many images each tag has now and had before, and what did not get through.
 */
import { counted } from '../report/counted.ts';
import type { Failure } from '../report/failure.ts';
import { type Cell, cell, code, escaped, folded, number, paragraphs, table } from '../summary/html.ts';
import type { Done } from './carry-out.ts';
import type { Count } from './counts.ts';
import type { Plan } from './plan.ts';
import { byText } from './wanted.ts';

export interface Told {
  readonly plan: Plan;
  readonly counts: ReadonlyMap<string, Count>;
  readonly done: Done | null;
  readonly figures: Readonly<Record<'uploaded' | 'unchanged' | 'retagged' | 'deleted' | 'failed', number>>;
  readonly said: Failure | null;
  readonly dryRun: boolean;
}

const MOST_TAGS = 100;
const MOST_FAILED = 100;

/** In Markdown, for GitHub, and readable as it stands. */
export function summaryOf(told: Told): string {
  const { said, done, counts } = told;
  const failed = done?.failed ?? [];
  return [
    `## ${verdict(told)}`,
    ...(said === null ? [] : [paragraphs(said.message.split('\n')).join('\n')]),
    table(['Images', ''], rowsOf(told)),
    ...(counts.size === 0 ? [] : [tagsTable(counts, told.dryRun)]),
    ...(failed.length === 0
      ? []
      : [
          folded(
            'What failed',
            table(
              ['File', 'Why'],
              failed.slice(0, MOST_FAILED).map(({ path, why }) => [cell(code(path)), cell(escaped(why))]),
            ),
          ),
        ]),
    '',
  ].join('\n\n');
}

function verdict({ said, dryRun, figures }: Told): string {
  if (said !== null) {
    return escaped(said.title);
  }
  if (dryRun) {
    return 'Dry run: what this data set would change';
  }
  const { uploaded, retagged, deleted } = figures;
  return uploaded + retagged + deleted === 0
    ? 'The project has the images of the data set already'
    : 'The project has the images of the data set';
}

function rowsOf({ plan, figures, dryRun }: Told): Cell[][] {
  const relabelled = new Set([...plan.retag, ...plan.reregion].map(({ image }) => image)).size;
  const rows: readonly (readonly [label: string, count: number])[] = dryRun
    ? [
        ['to send', plan.create.length],
        ['to label anew', relabelled],
        ['whose file has moved', plan.rename.length],
        ['to delete', plan.remove.length],
        ['that stay as they are', plan.leave],
      ]
    : [
        ['uploaded', figures.uploaded],
        ['labelled anew', figures.retagged],
        ['deleted', figures.deleted],
        ['unchanged', figures.unchanged],
        ['failed', figures.failed],
      ];
  return rows.map(([label, count]) => [cell(escaped(label)), number(String(count))]);
}

/** Those that change first, then the rest by name. */
function tagsTable(counts: ReadonlyMap<string, Count>, dryRun: boolean): string {
  const changes = ({ before, after }: Count): number => Number(before !== after);
  const sorted = [...counts].sort(([a, one], [b, other]) => changes(other) - changes(one) || byText(a, b));
  const rows = sorted
    .slice(0, MOST_TAGS)
    .map(([name, { before, after }]) => [cell(code(name)), number(String(before)), number(String(after))]);
  const left = sorted.length - rows.length;
  return [
    table(['Images of the tag', 'before', dryRun ? 'would be' : 'after'], rows),
    ...(left > 0 ? [`<p>… and ${counted(left, 'more tag')}.</p>`] : []),
  ].join('\n');
}

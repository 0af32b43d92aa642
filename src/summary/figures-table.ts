/**
 * How good the model is beside the iterations before it, and its tags, the worst first.
 */
import type { Inputs } from '../inputs/inputs.ts';
import { type ComparedMetrics, FIGURES, type Metrics, type TagFigures } from '../judge/metrics.ts';
import { type Cell, cell, code, number, table } from './html.ts';

const LABELS = { precision: 'Precision', recall: 'Recall', averagePrecision: 'AP' };
const MOST_TAGS = 20;
const BAR_LENGTH = 6;

/**
 * This iteration, the previous one and the published one, with differences; and the minimum where one is set. Each is a
 * row, for a table of as many columns would not fit on a telephone.
 */
export function figuresTable(metrics: ComparedMetrics, { minimums }: Inputs['gate']): string {
  const { previous, published } = metrics;
  const live = published?.iterationId === metrics.iterationId ? null : published;
  const against = (name: string, other: Metrics | null): Cell[][] =>
    other === null
      ? []
      : [
          row(name, (figure) => withDeviation(other, figure)),
          row('Δ', (figure) => difference(metrics[figure], other[figure])),
        ];
  const asked = FIGURES.some((figure) => minimums[figure] !== null);
  return table(
    ['', ...FIGURES.map((figure) => LABELS[figure])],
    [
      row('This', (figure) => withDeviation(metrics, figure)),
      ...against('Previous', previous),
      ...against('Published', live),
      ...(asked ? [row('Minimum', (figure) => percent(minimums[figure]))] : []),
    ],
  );
}

function row(name: string, text: (figure: (typeof FIGURES)[number]) => string): Cell[] {
  return [cell(name), ...FIGURES.map((figure) => number(text(figure)))];
}

/** The tags with their images and figures, the worst first. */
export function tagsTable({ tags }: Metrics): string {
  const worstFirst = [...tags].sort((one, other) => quality(one) - quality(other));
  const rows = worstFirst
    .slice(0, MOST_TAGS)
    .map((tag): Cell[] => [
      cell(`${code(tag.name)}<br>${bar(quality(tag))}`),
      number(tag.images === null ? '–' : String(tag.images)),
      number(percent(tag.precision)),
      number(percent(tag.recall)),
    ]);
  const more = tags.length - rows.length;
  return [
    table(['Tag', 'Images', 'Precision', 'Recall'], rows),
    ...(more > 0 ? [`<p>${more} more tags are better than these; the output metrics has them all.</p>`] : []),
  ].join('\n');
}

/** The worse of precision and recall: a tag that is never found is as bad as one that is always found. */
function quality({ precision, recall }: TagFigures): number {
  return Math.min(precision ?? 0, recall ?? 0);
}

function bar(share: number): string {
  // Full only where nothing is missing.
  const filled = Math.floor(share * BAR_LENGTH);
  return '█'.repeat(filled) + '░'.repeat(BAR_LENGTH - filled);
}

function withDeviation(metrics: Metrics, figure: (typeof FIGURES)[number]): string {
  const deviation = figure === 'averagePrecision' ? null : metrics.deviations[figure];
  return `${percent(metrics[figure])}${deviation === null ? '' : ` ± ${(100 * deviation).toFixed(1)}`}`;
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}

function difference(here: number | null, there: number | null): string {
  if (here === null || there === null) {
    return '–';
  }
  const points = Number((100 * (here - there)).toFixed(1));
  return points > 0 ? `+${points.toFixed(1)}` : points < 0 ? `−${Math.abs(points).toFixed(1)}` : '0';
}

/**
 * How good a model is, in one line of the log.
 */
import { type ComparedMetrics, FIGURES, type Metrics } from './metrics.ts';

export const LABELS = { precision: 'precision', recall: 'recall', averagePrecision: 'average precision' };

/**
 * Such as `precision 0.93 (±0.02), recall 0.88 (±0.05), average precision 0.95; compared with the previous iteration:
 * precision +0.01, recall −0.02, average precision unchanged`.
 */
export function metricsInOneLine(metrics: ComparedMetrics): string {
  const { previous, published, iterationId } = metrics;
  const live = [iterationId, previous?.iterationId].includes(published?.iterationId) ? null : published;
  const isPublished = previous !== null && previous.iterationId === published?.iterationId;
  return [
    FIGURES.map((figure) => `${LABELS[figure]} ${withDeviation(metrics, figure)}`).join(', '),
    ...compared(
      metrics,
      previous,
      isPublished ? 'previous iteration, which is published' : 'previous iteration',
    ),
    ...compared(metrics, live, 'published iteration'),
  ].join('; ');
}

function withDeviation(metrics: Metrics, figure: (typeof FIGURES)[number]): string {
  const found = metrics[figure];
  const deviation = figure === 'averagePrecision' ? null : metrics.deviations[figure];
  return `${found === null ? 'unknown' : short(found)}${found === null || deviation === null ? '' : ` (±${short(deviation)})`}`;
}

function compared(metrics: Metrics, other: Metrics | null, name: string): string[] {
  const differences = FIGURES.flatMap((figure) => {
    const [here, there] = [metrics[figure], other?.[figure] ?? null];
    return here === null || there === null ? [] : [`${LABELS[figure]} ${difference(here - there)}`];
  });
  return differences.length === 0 ? [] : [`compared with the ${name}: ${differences.join(', ')}`];
}

function difference(change: number): string {
  const size = short(Math.abs(change));
  return size === '0' ? 'unchanged' : `${change > 0 ? '+' : '−'}${size}`;
}

/** At most three digits: an iteration is measured on too few images for more. */
function short(figure: number): string {
  return String(Number(figure.toFixed(3)));
}

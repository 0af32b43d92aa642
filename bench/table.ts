/**
 * Writes figures as one Markdown table.
 */
import type { Figure, Reference } from './figure.ts';

export interface Measured {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** One table; each section is a row of its own above its figures. */
export function formatTable(sections: readonly Measured[]): string {
  return [
    '| Measured | Ours | Baselines | Floor | Bar |',
    '| --- | ---: | --- | --- | --- |',
    ...sections.flatMap(({ title, figures }) => [`| **${title}** | | | | |`, ...figures.map(row)]),
  ].join('\n');
}

function row(figure: Figure): string {
  const { what, ours, unit, baselines, floor, bar } = figure;
  return `| ${[
    what,
    `${formatNumber(ours)} ${unit}`,
    baselines.map((baseline) => formatReference(baseline, ours)).join('<br>'),
    floor === undefined ? '' : formatReference(floor, ours),
    bar === undefined ? '' : `${bar.met ? 'met' : '**missed**'}: ${bar.text}`,
  ].join(' | ')} |`;
}

/** Adds the ratio of ours to the reference, so that machines of different speed can be compared. */
function formatReference({ name, value, why }: Reference, ours: number): string {
  if (value === null) {
    return `${name}: not measured${why === undefined ? '' : ` (${why})`}`;
  }
  const ratio = value === 0 ? '' : ` (ours ${formatNumber(ours / value)} ×)`;
  return `${name}: ${formatNumber(value)}${ratio}`;
}

/** Three significant digits, whole from 100 on. */
function formatNumber(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(3)));
}

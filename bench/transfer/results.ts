/**
 * The figures of the transfers, and the bars for them.
 */
import type { Figure } from '../figure.ts';
import type { Contender, Outcome } from './contender.ts';

/** The results of all contenders with one model over one link. */
export interface Row {
  readonly megabytes: number;
  readonly link: string;
  /** Whether the link is limited per connection. */
  readonly limited: boolean;
  readonly outcomes: Readonly<Record<Contender, readonly Outcome[]>>;
}

const BASELINE = 'downloadToFile + uploadArtifact';
const CLIENT = 'of this, uploadArtifact alone';
const FLOOR = 'storage SDK alone';

const MOST_OVER_FLOOR = 1.3;
/**
 * Over a link that is limited per connection, the action is faster only by what it does not compress: like the baseline
 * it downloads over one connection. The bar was 1.5 while the action downloaded over up to eight, which paid for models
 * of hundreds of megabytes only; exported models have 6–45 MB.
 */
const LEAST_FASTER_LIMITED = 1.25;
const PEAK_LIMIT_MB = 320;
const MOST_OVER_PEAK_AT_50_MB = 1.3;

/** Medians: first of the times, then of the peaks of memory. */
export function figuresOf(rows: readonly Row[]): Figure[] {
  return [...rows.map(timeFigure), ...rows.map((row) => peakFigure(row, rows))];
}

function timeFigure(row: Row): Figure {
  const { ours, baseline, client, floor } = mediansOf(row, ({ ms }) => ms / 1_000);
  const faster = row.limited ? LEAST_FASTER_LIMITED : 1;
  return {
    what: `${sizeOf(row)}, ${row.link}`,
    unit: 's',
    ours,
    baselines: [
      { name: BASELINE, value: baseline },
      { name: CLIENT, value: client },
    ],
    floor: { name: FLOOR, value: floor },
    bar: {
      text: `≤ ${MOST_OVER_FLOOR} × the floor, ${faster === 1 ? 'faster than' : `≥ ${faster} × faster than`} the baseline`,
      met: ours <= MOST_OVER_FLOOR * floor && ours * faster <= baseline,
    },
  };
}

function peakFigure(row: Row, rows: readonly Row[]): Figure {
  const { ours, baseline, floor } = mediansOf(row, megabytesOfMemory);
  const figure = {
    what: `Peak memory: ${sizeOf(row)}, ${row.link}`,
    unit: 'MB',
    ours,
    baselines: [{ name: BASELINE, value: baseline }],
    floor: { name: FLOOR, value: floor },
  } as const;
  const small = rows.find(({ megabytes, link }) => megabytes === 50 && link === row.link);
  if (row.megabytes !== 1_000 || small === undefined) {
    return figure;
  }
  const { ours: at50 } = mediansOf(small, megabytesOfMemory);
  return {
    ...figure,
    bar: {
      text: `≤ ${PEAK_LIMIT_MB} MB, ≤ ${MOST_OVER_PEAK_AT_50_MB} × that at 50 MB`,
      met: ours <= PEAK_LIMIT_MB && ours <= MOST_OVER_PEAK_AT_50_MB * at50,
    },
  };
}

function megabytesOfMemory({ peakBytes }: Outcome): number {
  return peakBytes / 1_000_000;
}

function mediansOf({ outcomes }: Row, value: (outcome: Outcome) => number): Record<Contender, number> {
  const of = (contender: Contender): number => median(outcomes[contender].map(value));
  return { ours: of('ours'), baseline: of('baseline'), client: of('client'), floor: of('floor') };
}

/** The median of an odd number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function sizeOf({ megabytes }: Row): string {
  return megabytes === 1_000 ? '1 GB' : `${megabytes} MB`;
}

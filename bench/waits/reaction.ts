/**
 * The time from the end of a training to when the run goes on.
 */
import { percentile } from '../distribution.ts';
import type { Figure, Section } from '../figure.ts';
import { reactionLimit } from './delay-in-force.ts';
import { labelOf, measuredWaits } from './measured-waits.ts';
import type { MeasuredWaits, WayName } from './wait-result.ts';
import { BASELINES } from './ways.ts';

export const section: Section = {
  name: 'reaction',
  title: 'Reaction: from the message being sent to the run going on',
  measure: async (say) => (await measuredWaits(say)).flatMap(reactions),
};

function reactions(waits: MeasuredWaits): Figure[] {
  const reactionS = (way: WayName, share: number): number =>
    percentile(
      waits.results[way].map(({ reactionMs }) => reactionMs / 1_000),
      share,
    );
  const { limitS, text } = reactionLimit(waits.waitS, waits.roundTripMs);
  const figure = (name: string, share: number): Figure => ({
    what: `after ${labelOf(waits)}, ${name}`,
    unit: 's',
    ours: reactionS('ours', share),
    baselines: BASELINES.map((baseline) => ({ name: baseline.name, value: reactionS(baseline.way, share) })),
    floor: { name: 'one queue round trip', value: waits.roundTripMs / 1_000 },
  });
  const p95 = figure('p95', 0.95);
  return [figure('p50', 0.5), { ...p95, bar: { text, met: p95.ours <= limitS } }];
}

/**
 * Whether a model is good enough to be delivered: a pure function of its figures, those of the iteration that it is
 * compared with, and what the user asked for.
 */
import type { Gate } from '../inputs/gate.ts';
import { FIGURES, type Figures, type Metrics } from './metrics.ts';

type Figure = (typeof FIGURES)[number];

/** A rule that the model does not keep. */
export interface BrokenRule {
  readonly figure: Figure;
  /** Foreign text: the name of the tag whose figure it is; `null`: the model's own. */
  readonly tag: string | null;
  /** `null`: the service gave no such figure, so the rule is not kept. */
  readonly found: number | null;
  /** The least that would do; `null` where the iteration to compare with has no such figure. */
  readonly least: number | null;
  /** The figure of the iteration that it is compared with; `null` for a minimum. */
  readonly theirs: number | null;
  /** What the rule compares with. */
  readonly than: 'minimum' | 'previous' | 'published';
}

export interface Verdict {
  /** `none`: nothing was asked for. */
  readonly gate: 'passed' | 'failed' | 'none';
  readonly broken: readonly BrokenRule[];
}

/** Sums of decimal fractions are off by less than this; differences that matter are far larger. */
const ROUNDING = 1e-9;

/** Whether the policy asks for anything. */
export function gates(policy: Gate): boolean {
  return asksOf(policy, true).candidate;
}

/** @param hasIncumbent whether there is another iteration of the kind that `noWorseThan` names */
export function asksOf(
  { minimums, noWorseThan }: Gate,
  hasIncumbent: boolean,
): { readonly candidate: boolean; readonly incumbent: boolean } {
  const incumbent = noWorseThan !== 'none' && hasIncumbent;
  return { incumbent, candidate: incumbent || FIGURES.some((figure) => minimums[figure] !== null) };
}

/**
 * @param incumbent the iteration that `noWorseThan` names; `null`: there is none, so there is nothing to fall behind
 */
export function judge(candidate: Metrics, incumbent: Metrics | null, policy: Gate): Verdict {
  if (!gates(policy)) {
    return { gate: 'none', broken: [] };
  }
  const broken = [...belowMinimums(candidate, policy), ...fallenBehind(candidate, incumbent, policy)];
  return { gate: broken.length === 0 ? 'passed' : 'failed', broken };
}

function belowMinimums(candidate: Metrics, { minimums, minimumFor }: Gate): BrokenRule[] {
  const model = { tag: null, figures: candidate as Figures };
  const tags = candidate.tags.map((tag) => ({ tag: tag.name, figures: tag }));
  return FIGURES.flatMap((figure) => {
    const least = minimums[figure];
    return least === null
      ? []
      : [model, ...(minimumFor === 'tags' ? tags : [])]
          .filter(({ figures }) => isBelow(figures[figure], least))
          .map(({ tag, figures }) => ({
            figure,
            tag,
            found: figures[figure],
            least,
            theirs: null,
            than: 'minimum' as const,
          }));
  });
}

function fallenBehind(
  candidate: Metrics,
  incumbent: Metrics | null,
  { noWorseThan: than, tolerance }: Gate,
): BrokenRule[] {
  if (than === 'none' || incumbent === null || incumbent.iterationId === candidate.iterationId) {
    return [];
  }
  return FIGURES.flatMap((figure) => {
    const theirs = incumbent[figure];
    const least = theirs === null ? null : Math.max(0, theirs - tolerance);
    return isBelow(candidate[figure], least)
      ? [{ figure, tag: null, found: candidate[figure], least, theirs, than }]
      : [];
  });
}

/** A figure that a rule needs and that is missing does not keep the rule. */
function isBelow(found: number | null, least: number | null): boolean {
  return found === null || least === null || found < least - ROUNDING;
}

/**
 * Reads how good an iteration is, beside the ones before it, and keeps it from being delivered if that is not what the
 * user asked for. Nothing was exported then: no later job can take the model by mistake.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Failure, shortened } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import type { Run } from '../services.ts';
import { type BrokenRule, judge } from './judge.ts';
import { decimal, FIGURES, type Metrics } from './metrics.ts';
import { readMetrics } from './read-metrics.ts';

const MOST_RULES_LISTED = 20;
const LABELS = { precision: 'precision', recall: 'recall', averagePrecision: 'average precision' };

/**
 * Sets the outputs about the figures.
 * @param known the project's iterations, this one or not
 * @throws Failure `below-threshold`; `failed` if figures that a rule needs could not be read
 */
export async function ensureGoodEnough(
  iteration: Iteration,
  known: readonly Iteration[],
  { gate: policy, thresholds }: Pick<Inputs, 'gate' | 'thresholds'>,
  run: Run,
): Promise<void> {
  const { outputs, report } = run;
  const metrics = await readMetrics(iteration, known, { gate: policy, thresholds }, run);
  if (metrics === undefined) {
    return;
  }
  outputs.set('metrics', JSON.stringify(metrics));
  FIGURES.forEach((figure) => {
    outputs.set(figure, decimal(metrics[figure]));
  });
  const than = policy.noWorseThan;
  const incumbent = than === 'none' ? null : metrics[than];
  const { gate, broken } = judge(metrics, incumbent, policy);
  outputs.set('gate', gate);
  report.info(`Metrics of iteration ${iteration.id}: ${inOneLine(metrics)}.`);
  if (than !== 'none' && incumbent === null) {
    report.info(`There is no ${than} iteration to compare with: no-worse-than asks for nothing this time.`);
  }
  if (gate === 'failed') {
    throw belowThreshold(iteration, broken);
  }
  if (gate === 'passed') {
    report.info('The model keeps every rule that was set for it.');
  }
}

function inOneLine(metrics: Metrics): string {
  const figures = FIGURES.map((figure) => `${LABELS[figure]} ${decimal(metrics[figure]) || 'unknown'}`);
  return `${figures.join(', ')} (at the probability ${metrics.thresholds.threshold})`;
}

function belowThreshold({ id }: Iteration, broken: readonly BrokenRule[]): Failure {
  return new Failure('below-threshold', 'Model below the threshold', [
    `Iteration ${id} is trained, but it does not reach what was asked for, so it was not exported and not delivered:`,
    ...shortened(broken.map(described), MOST_RULES_LISTED),
    `Next: add images of what it gets wrong and run again; or, if this model will do, lower the minimum or tolerance that it misses, and run again with iteration-id: ${id}; the training is not repeated.`,
  ]);
}

/** A line such as `recall 0.71, at least 0.8 (minimum)`. */
function described({ figure, tag, found, least, than }: BrokenRule): string {
  const has = found === null ? 'is not known' : decimal(found);
  const wanted = least === null ? 'that of the other iteration is not known' : `at least ${decimal(least)}`;
  const rule = than === 'minimum' ? 'minimum' : `no-worse-than: ${than}`;
  const line = `${LABELS[figure]} ${has}, ${wanted} (${rule})`;
  return tag === null ? line : `${line}, of the tag ${quoted(tag)}`;
}

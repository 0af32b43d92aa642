/**
 * Reads how good an iteration is, beside the ones before it, and keeps it from being delivered if that is not what the
 * user asked for. Nothing was exported then: no later job can take the model by mistake.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import type { Gate } from '../inputs/gate.ts';
import { Failure, shortened } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import type { Outputs } from '../report/outputs.ts';
import type { Run } from '../services.ts';
import { type BrokenRule, gates, judge, type Verdict } from './judge.ts';
import { type ComparedMetrics, decimal, FIGURES, type Metrics } from './metrics.ts';
import { LABELS, metricsInOneLine } from './metrics-line.ts';
import { type Measures, readMetrics } from './read-metrics.ts';

const MOST_RULES_LISTED = 20;
const DIGITS = [4, 6, 9];

/** How good an iteration is, and whether that is good enough. */
export interface Assessment extends Verdict {
  readonly metrics: ComparedMetrics;
  /** The iteration that `no-worse-than` compares with, if there is one. */
  readonly incumbent: Metrics | null;
}

/**
 * The service is asked for figures again for a while where it does not have them yet.
 * @returns nothing where the figures could not be read and no rule needs them
 * @throws Failure `failed` if figures that a rule needs could not be read
 */
export async function assess(
  iteration: Iteration,
  known: readonly Iteration[],
  inputs: Measures,
  run: Run,
): Promise<Assessment | undefined> {
  const metrics = await readMetrics(iteration, known, inputs, run);
  if (metrics === undefined) {
    return undefined;
  }
  const than = inputs.gate.noWorseThan;
  const incumbent = than === 'none' ? null : metrics[than];
  return { metrics, incumbent, ...judge(metrics, incumbent, inputs.gate) };
}

/** Sets the outputs about the figures. */
export function setFigures({ metrics, gate }: Assessment, outputs: Outputs): void {
  outputs.set('metrics', JSON.stringify(metrics));
  FIGURES.forEach((figure) => {
    outputs.set(figure, decimal(metrics[figure]));
  });
  outputs.set('gate', gate);
}

/**
 * @param known the project's iterations, this one or not
 * @throws Failure `below-threshold`; `failed` if figures that a rule needs could not be read
 */
export async function ensureGoodEnough(
  iteration: Iteration,
  known: readonly Iteration[],
  inputs: Measures,
  run: Run,
): Promise<void> {
  const { outputs, report } = run;
  const { gate: policy } = inputs;
  // What was asked for counts as missed until it is known to be reached.
  outputs.set('gate', gates(policy) ? 'failed' : 'none');
  const assessment = await assess(iteration, known, inputs, run);
  if (assessment !== undefined) {
    setFigures(assessment, outputs);
  }
  for (const line of figureLines(assessment, policy)) {
    report.info(line);
  }
  if (assessment?.gate === 'failed') {
    throw belowThreshold(iteration, assessment.broken);
  }
  if (gates(policy)) {
    outputs.set('gate', 'passed');
    report.info('The model keeps every rule that was set for it.');
  }
}

/** The figures in one line, and whether there is something to compare them with. */
export function figureLines(assessment: Assessment | undefined, { noWorseThan: than }: Gate): string[] {
  return [
    ...(assessment === undefined ? [] : [lineOf(assessment.metrics)]),
    ...(than !== 'none' && (assessment?.incumbent ?? null) === null
      ? [`There is no ${than} iteration to compare with: no-worse-than asks for nothing this time.`]
      : []),
  ];
}

function lineOf(metrics: ComparedMetrics): string {
  const { iterationId, thresholds } = metrics;
  return `Metrics of iteration ${iterationId}, at the probability ${thresholds.threshold}: ${metricsInOneLine(metrics)}.`;
}

function belowThreshold({ id }: Iteration, broken: readonly BrokenRule[]): Failure {
  return new Failure('below-threshold', 'Model below the threshold', [
    `Iteration ${id} is trained, but it does not reach what was asked for, so it was not exported and not delivered:`,
    ...ruleLines(broken),
    `Next: add images of what it gets wrong and run again; or, if this model will do, lower the minimum or raise the tolerance that it misses, and run again with iteration-id: ${id}; the training is not repeated.`,
  ]);
}

/** The rules that a model does not keep, one a line: its own, then those of its tags, the worst first. */
export function ruleLines(broken: readonly BrokenRule[]): string[] {
  const inOrder = [...broken].sort((one, other) => gravity(other) - gravity(one));
  return shortened(inOrder.map(described), MOST_RULES_LISTED);
}

function gravity({ tag, found, least }: BrokenRule): number {
  return (tag === null ? 2 : 0) + (least ?? 1) - (found ?? 0);
}

/** A line such as `recall 0.71, at least 0.8 (minimum)`. */
function described({ figure, tag, found, least, theirs, than }: BrokenRule): string {
  // A figure that misses by less than is usually shown needs more digits.
  const digits = DIGITS.find((count) => decimal(found, count) !== decimal(least, count));
  const has = found === null ? 'is not known' : decimal(found, digits);
  const wanted =
    least === null ? 'that of the other iteration is not known' : `at least ${decimal(least, digits)}`;
  const rule =
    than === 'minimum'
      ? 'minimum'
      : `no-worse-than: ${than}${theirs === null ? '' : `, which has ${decimal(theirs, digits)}`}`;
  const line = `${LABELS[figure]} ${has}, ${wanted} (${rule})`;
  return tag === null ? line : `${line}, of the tag ${quoted(tag)}`;
}

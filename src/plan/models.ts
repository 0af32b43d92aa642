/**
 * What would become of the model: the gate, its exports, its artifacts.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import { artifactNames, type ExportTarget, formatTarget } from '../custom-vision/platforms.ts';
import { decideExport } from '../deliver/export-list.ts';
import { decideTaken } from '../deliver/upload-model.ts';
import type { Gate } from '../inputs/gate.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type Assessment, figureLines, ruleLines } from '../judge/judge-iteration.ts';
import { gates } from '../judge/judge.ts';
import { candidateOf, type Course } from './course.ts';
import type { Findings, PlanStep } from './findings.ts';

const IF_USED_AGAIN = ', if the newest iteration is used again';
const NOT_TRAINED = 'Of a model that is not trained yet, nothing is known.';

export function gateStep(course: Course, assessment: Assessment | null, policy: Gate): PlanStep {
  const about = 'Gate';
  const candidate = candidateOf(course);
  const asked = gates(policy);
  const none = asked ? [] : ['No minimum and no no-worse-than is given, so every model would be delivered.'];
  if (candidate === undefined) {
    return { about, outcome: asked ? 'not known' : 'none', lines: [...none, NOT_TRAINED] };
  }
  const { iteration, certain } = candidate;
  if (assessment === null) {
    const unread =
      iteration.state === 'completed'
        ? `The metrics of iteration ${iteration.id} could not be read.`
        : `Iteration ${iteration.id} is not trained yet: its metrics are known only afterwards.`;
    return { about, outcome: asked ? 'not known' : 'none', lines: [...none, unread] };
  }
  const { gate, broken } = assessment;
  const judged = {
    none: [],
    passed: [`Iteration ${iteration.id} keeps every rule that was set.`],
    failed: [
      `Iteration ${iteration.id} does not reach what was asked for, so a run would neither export nor deliver it, and end red, with the title "Model below the threshold":`,
      ...ruleLines(broken),
    ],
  };
  return {
    about,
    outcome: certain || !asked ? gate : `${gate}${IF_USED_AGAIN}`,
    lines: [...none, ...figureLines(assessment, policy), ...judged[gate], ...(certain ? [] : [NOT_TRAINED])],
  };
}

/** Whether it is sure that the gate stops the model. */
function isStopped(course: Course, assessment: Assessment | null): boolean {
  return assessment?.gate === 'failed' && candidateOf(course)?.certain === true;
}

export function exportSteps(
  course: Course,
  { exports, assessment }: Pick<Findings, 'exports' | 'assessment'>,
  targets: readonly ExportTarget[],
): PlanStep[] {
  const candidate = candidateOf(course);
  return targets.map((target) => {
    const about = `Export to ${formatTarget(target)}`;
    const fresh = 'A new iteration has no export yet: a run would ask for it.';
    if (candidate === undefined) {
      return { about, outcome: 'asked for', lines: [fresh] };
    }
    const { iteration, certain } = candidate;
    const { outcome, line } =
      assessment?.gate === 'failed'
        ? {
            outcome: 'not asked for',
            line: `The gate stops iteration ${iteration.id} before it is exported.`,
          }
        : exportOf(iteration, exports, target);
    return certain
      ? { about, outcome, lines: [line] }
      : {
          about,
          outcome: outcome === 'asked for' ? outcome : `${outcome}${IF_USED_AGAIN}`,
          lines: [line, fresh],
        };
  });
}

function exportOf(
  { id }: Iteration,
  exports: Findings['exports'],
  target: ExportTarget,
): { outcome: string; line: string } {
  const decision = decideExport(exports, target);
  const told = {
    used: {
      outcome: 'there already',
      line: `Iteration ${id} has this export: a run would fetch its model.`,
    },
    awaited: {
      outcome: 'running already',
      line: `This export of iteration ${id} is running: a run would wait for its end.`,
    },
    'asked for once more': {
      outcome: decision,
      line: `This export of iteration ${id} failed before: a run would ask for it once more.`,
    },
    'asked for': {
      outcome: decision,
      line: `Iteration ${id} does not have this export yet: a run would ask for it.`,
    },
  };
  return told[decision];
}

export function artifactSteps(
  course: Course,
  { artifacts, assessment }: Pick<Findings, 'artifacts' | 'assessment'>,
  { artifactName, platforms, overwrite }: Pick<Inputs, 'artifactName' | 'platforms' | 'overwrite'>,
): PlanStep[] {
  if (isStopped(course, assessment)) {
    return [];
  }
  if (artifacts === null) {
    const line =
      'A run would leave the model at the path in the output modelPath, for later steps of the job.';
    return [{ about: 'Artifact', outcome: 'not uploaded', lines: [line] }];
  }
  const lines = {
    free: 'No artifact of this workflow run has the name.',
    taken: taken(overwrite),
    'not known': 'The artifact service could not be asked whether the name is free.',
  };
  return artifactNames(artifactName, platforms).map((name) => {
    const state = artifacts.get(name) ?? 'not known';
    return {
      about: `Artifact ${name}`,
      outcome: state === 'taken' ? 'there already' : 'uploaded',
      lines: [lines[state]],
    };
  });
}

/** Whether it holds this very model shows only when that is fetched. */
function taken(overwrite: boolean): string {
  const other =
    decideTaken(false, overwrite) === 'replaced'
      ? 'the new one would replace it (overwrite: true)'
      : 'it would be left as it is, and the model go up under the next free name, such as NAME-2.zip';
  return `An artifact of this workflow run has the name already. If it holds the very same model, it would be ${decideTaken(true, overwrite)}; if another, ${other}.`;
}

/**
 * A dry run: reads what a run would read, says what it would do, and changes nothing.
 */
import { setFigures } from '../judge/judge-iteration.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { ResourceRun } from '../services.ts';
import { candidateOf, courseOf } from './course.ts';
import type { CheckedProject } from '../project/checked-project.ts';
import type { PlanStep } from './findings.ts';
import { planOf } from './plan.ts';
import { readFindings } from './read-findings.ts';

/**
 * Sets the outputs that are sure: about the iteration only where a run would use it whatever the service would say.
 * @param checked what the preflight has read
 * @throws Failure where a run would be refused before anything is paid for
 */
export async function foretell(
  inputs: Inputs,
  checked: CheckedProject,
  run: ResourceRun,
): Promise<PlanStep[]> {
  const { outputs, report } = run;
  if ('id' in checked.project) {
    outputs.set('projectId', checked.project.id);
  }
  const findings = await report.group('Read what is there', () => readFindings(inputs, checked, run));
  const candidate = 'id' in checked.project ? candidateOf(courseOf(findings, inputs)) : undefined;
  if (candidate?.certain === true) {
    outputs.set('iterationId', candidate.iteration.id);
    if (findings.assessment !== null) {
      setFigures(findings.assessment, outputs);
    }
  }
  const plan = planOf(findings, inputs);
  report.info('This is a dry run: nothing was changed. What a run with these inputs would come to:');
  for (const { about, outcome, lines } of plan) {
    report.info(`- ${about}: ${outcome}.`);
    for (const line of lines) {
      report.info(`  ${line}`);
    }
  }
  return plan;
}

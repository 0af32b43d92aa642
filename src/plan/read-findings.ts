/**
 * Reads what a plan needs beyond the preflight: only what a run reads as well.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { Export, Iteration } from '../custom-vision/entities.ts';
import { artifactNames } from '../custom-vision/platforms.ts';
import { uploadsArtifacts } from '../inputs/checks.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { assess, type Assessment } from '../judge/judge-iteration.ts';
import { decideIntegration, readIntegration } from '../project/integrate.ts';
import { Failure } from '../report/failure.ts';
import type { ResourceRun, Run } from '../services.ts';
import { candidateOf, courseOf } from './course.ts';
import type { CheckedProject } from '../project/checked-project.ts';
import type { Findings, NameState } from './findings.ts';

/** What there is to know of an iteration that is not trained, or of none. */
const NO_MODEL = { exports: [], assessment: null };

/** @throws Failure where a run would be refused before anything is paid for, with the same words; or if a read fails */
export async function readFindings(
  inputs: Inputs,
  checked: CheckedProject,
  run: ResourceRun,
): Promise<Findings> {
  const workflow = await run.workflow();
  if (!('id' in checked.project)) {
    return { ...checked, ...NO_MODEL, workflow, integration: null, tags: [], artifacts: null };
  }
  const { id } = checked.project;
  const ofProject: Run = { ...run, ...run.inProject(id) };
  const { customVision } = ofProject;
  const project = await readIntegration(checked.project, customVision);
  const integration = decideIntegration(project, inputs);
  const tags =
    checked.tags ?? (await explained(`read the tags of the project ${id}`, () => customVision.getTags()));
  const candidate = candidateOf(courseOf({ ...checked, workflow }, inputs));
  const model =
    candidate?.iteration.state === 'completed'
      ? await readModel(candidate, checked.iterations, inputs, ofProject)
      : NO_MODEL;
  return {
    ...checked,
    ...model,
    project,
    workflow,
    integration,
    tags,
    artifacts: await readNames(inputs, run),
  };
}

/** The figures and the exports of the iteration that is used, or may be. */
async function readModel(
  { iteration, certain }: { readonly iteration: Iteration; readonly certain: boolean },
  known: readonly Iteration[],
  inputs: Inputs,
  run: Run,
): Promise<{ assessment: Assessment | null; exports: Export[] }> {
  const assessment = await assess(iteration, known, inputs, run).catch((error: unknown) => {
    // A run may come by another iteration, and never need these.
    if (certain || !(error instanceof Failure)) {
      throw error;
    }
    return undefined;
  });
  const exports = await explained(`read the exports of iteration ${iteration.id}`, () =>
    run.customVision.getExports(iteration.id),
  );
  return { assessment: assessment ?? null, exports };
}

async function readNames(inputs: Inputs, run: ResourceRun): Promise<Map<string, NameState> | null> {
  const { artifacts, env, signal } = run;
  if (!uploadsArtifacts(inputs, env)) {
    return null;
  }
  const names = new Map<string, NameState>();
  for (const name of artifactNames(inputs.artifactName, inputs.platforms)) {
    const state = await artifacts.find(name, signal).then(
      (found): NameState => (found === undefined ? 'free' : 'taken'),
      // The preflight has told the trouble, and whether it matters.
      (): NameState => 'not known',
    );
    signal.throwIfAborted();
    names.set(name, state);
  }
  return names;
}

/**
 * Reads the project and its iterations, and finds the iteration that the inputs name. Nothing is changed.
 */
import { type Iteration, newestFirst, type Project } from '../custom-vision/entities.ts';
import { newestTrained } from '../custom-vision/newest-trained.ts';
import { explained } from '../custom-vision/refusals.ts';
import { namesNear, searchProject } from '../project/find-project.ts';
import { refuseReadOnly } from '../project/project-status.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { PublishInputs } from './inputs.ts';
import type { PublishRun, PublishServices } from './run.ts';

const MOST_LISTED = 5;

export interface Target {
  readonly project: Project;
  readonly iterations: readonly Iteration[];
  /** `null`: the name alone says which. */
  readonly iteration: Iteration | null;
  readonly run: PublishRun;
}

/** @throws Failure if project or iteration are not there, or cannot be published */
export async function findTarget(inputs: PublishInputs, services: PublishServices): Promise<Target> {
  const { project, run } = await readProject(inputs, services);
  run.report.info('The project has the name:');
  run.report.info(foreign(project.name));
  refuseReadOnly(project, ' Nothing was changed.');
  const iterations = await readIterations(run);
  const { iterationId, unpublish } = inputs;
  const iteration = iterationId === null ? null : findIteration(iterationId, iterations, run);
  if (iteration !== null && !unpublish) {
    refuseUntrained(iteration);
  }
  return { project, iterations, iteration, run };
}

async function readProject(
  { project }: PublishInputs,
  services: PublishServices,
): Promise<{ project: Project; run: PublishRun }> {
  const runIn = (id: string): PublishRun => ({ ...services, customVision: services.inProject(id) });
  if ('id' in project) {
    const run = runIn(project.id);
    const found = await explained(`read the project ${project.id}`, () => run.customVision.getProject());
    return { project: found, run };
  }
  const search = await searchProject(project.name, services.resource);
  if (search.project === undefined) {
    throw new Failure('failed', 'Project not found', [
      `There is no project of the name ${quoted(project.name)}. Nothing was changed.`,
      ...namesNear(search),
      'Next: check project-name (upper and lower case count), endpoint and key; or give project-id.',
    ]);
  }
  return { project: search.project, run: runIn(search.project.id) };
}

export async function readIterations({ customVision }: PublishRun): Promise<Iteration[]> {
  const doing = `read the iterations of the project ${customVision.projectId}`;
  return await explained(doing, () => customVision.getIterations());
}

function findIteration(wanted: string, all: readonly Iteration[], run: PublishRun): Iteration {
  if (wanted === 'newest') {
    return findNewest(all, run);
  }
  const found = all.find(({ id }) => id === wanted);
  if (found === undefined) {
    throw notFound(wanted, all, run);
  }
  return found;
}

/** Says that an iteration is not there, or not any more. */
export function notFound(id: string, all: readonly Iteration[], { customVision }: PublishRun): Failure {
  return new Failure('failed', 'Iteration not found', [
    `The project ${customVision.projectId} has no iteration ${id}.`,
    ...newestLines(all),
    'Next: check iteration-id, and that the project is the one that it was trained in.',
  ]);
}

function newestLines(all: readonly Iteration[]): string[] {
  const lines = newestFirst(all).map(({ id, name, state }) => foreign(`${id} ${name} (${state})`));
  return lines.length === 0
    ? ['It has none at all.']
    : ['Its iterations, the newest first:', ...shortened(lines, MOST_LISTED)];
}

function findNewest(all: readonly Iteration[], { customVision, report }: PublishRun): Iteration {
  const { iteration, newer } = newestTrained(all);
  if (iteration === undefined) {
    throw new Failure('failed', 'Iteration not found', [
      `iteration-id is newest, but the project ${customVision.projectId} has no iteration that is trained.`,
      ...newestLines(all),
      'Next: train the project, or check that it is the right one.',
    ]);
  }
  report.info(`iteration-id is newest: iteration ${iteration.id} is taken, the newest that is trained.`);
  newer.forEach(({ id, state }) => {
    report.info(
      `Iteration ${id} is newer, but ${state === 'failed' ? 'its training failed' : 'is still being trained'}: it is not taken.`,
    );
  });
  return iteration;
}

function refuseUntrained({ id, state }: Iteration): void {
  if (state === 'completed') {
    return;
  }
  const [what, next] = {
    new: ['is New: it is not being trained', 'give the id of one that is trained, or newest'],
    running: ['is still being trained', 'run again when its training has ended'],
    failed: ['was not trained: its training failed', 'give the id of one that is trained, or newest'],
  }[state];
  throw new Failure('failed', 'Iteration is not trained', [
    `iteration-id names iteration ${id}, which ${what}. It cannot be published; nothing was changed.`,
    `Next: ${next}.`,
  ]);
}

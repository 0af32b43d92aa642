/**
 * Finds the project that the images go to, or plans it; and tells what kind of labels it takes.
 */
import type { Domain, Project } from '../custom-vision/entities.ts';
import { explained } from '../custom-vision/refusals.ts';
import type { NewProject } from '../custom-vision/resource-api.ts';
import { createOnce } from '../project/create-project.ts';
import { chooseDomain, described } from '../project/domains.ts';
import { namesNear, refuseDifferent, searchProject } from '../project/find-project.ts';
import { readReadyProject } from '../project/project-status.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { ProjectKind } from './fit.ts';
import type { DatasetInputs } from './inputs.ts';
import type { DatasetRun } from './run.ts';

/** A project that is there, or one that is to be created: only that has no id. */
export interface Target {
  readonly project: Project | NewProject;
  readonly kind: ProjectKind;
}

/** @throws Failure; nothing is changed */
export async function findTarget(inputs: DatasetInputs, run: DatasetRun): Promise<Target> {
  const { project } = inputs;
  if ('id' in project) {
    return await existing(project.id, inputs, run);
  }
  const search = await searchProject(project.name, run.resource);
  if (search.project !== undefined) {
    return await existing(search.project.id, inputs, run);
  }
  const domains = await explained('read the domains', () => run.resource.getDomains());
  const domain = chooseDomain(inputs.domain, inputs.classificationType, domains);
  if (search.near.length > 0) {
    run.report.notice('Projects of a near name', [
      `There is no project of the name ${quoted(project.name)}, so it is to be created.`,
      ...namesNear(search),
      'Next: if you meant one of these, correct project-name, and delete the new project.',
    ]);
  }
  run.report.info(`There is no project of the name ${quoted(project.name)}; a new one is in the domain`);
  run.report.info(foreign(described(domain)));
  const { classificationType } = inputs;
  return {
    project: { name: project.name, domain, classificationType },
    kind: kindOf(domain, classificationType),
  };
}

async function existing(id: string, inputs: DatasetInputs, run: DatasetRun): Promise<Target> {
  const { resource, report } = run;
  const read = (): Promise<Project> =>
    explained(`read the project ${id}`, () => run.project(id).getProject());
  const project = await readReadyProject(read, run);
  const domains = await explained('read the domains', () => resource.getDomains());
  refuseDifferent(project, inputs, domains);
  report.info(`The images go to the project ${project.id}. Its name:`);
  report.info(foreign(project.name));
  return {
    project,
    kind: kindOf(
      domains.find((one) => one.id === project.domainId),
      project.classificationType,
    ),
  };
}

/** A project of detection has a classification type as well, which means nothing. */
function kindOf(domain: Pick<Domain, 'type'> | undefined, classificationType: string | null): ProjectKind {
  const detects = domain?.type === 'ObjectDetection';
  return { detects, single: !detects && classificationType === 'Multiclass' };
}

/** @returns the id of the project, which is created if it is not there */
export async function ensureTarget({ project }: Target, run: DatasetRun): Promise<string> {
  if ('id' in project) {
    return project.id;
  }
  const { id } = await createOnce(project, null, run);
  run.report.notice('Project created', [
    `There was no project of the name ${quoted(project.name)}, so this run created it. Its id is ${id}, and its domain:`,
    foreign(described(project.domain)),
    'Next: nothing; its images follow. The action that trains it sets its queue and its container.',
  ]);
  return id;
}

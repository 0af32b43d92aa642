/**
 * Which project the run is about: the one of `project-id`, or the one that has the name of `project-name`.
 */
import { explained } from '../custom-vision/refusals.ts';
import { described, isDomain } from './domains.ts';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Domain, Project } from '../custom-vision/entities.ts';
import type { ClassificationType, ResourceApi } from '../custom-vision/resource-api.ts';

/** What the inputs say about a project, beside which one it is. */
export interface WantedProject {
  /** Name or id. */
  readonly domain: string | null;
  readonly classificationType: ClassificationType | null;
}

/**
 * The project of this very name.
 * @returns `undefined` if there is none
 * @throws Failure if there are several: the name does not tell which one is meant
 */
export async function findProject(name: string, resource: ResourceApi): Promise<Project | undefined> {
  const all = await explained(`look for the project ${quoted(name)}`, () => resource.getProjects());
  const [found, ...others] = all.filter((project) => project.name === name);
  if (found !== undefined && others.length > 0) {
    throw new Failure('failed', 'Several projects of one name', [
      `${others.length + 1} projects have the name ${quoted(name)}, with the ids:`,
      ...[found, ...others].map(({ id }) => foreign(id)),
      'Next: give the one that is meant as project-id, in place of project-name.',
    ]);
  }
  return found;
}

/**
 * A training in a domain that nobody asked for would be paid for all the same, and the domain of a project that is
 * there is not for this action to change.
 * @throws Failure if the project is known to differ from what the inputs say
 */
export function refuseDifferent(project: Project, wanted: WantedProject, domains: readonly Domain[]): void {
  const domain = domains.find(({ id }) => id === project.domainId);
  const differences: string[] = [];
  if (wanted.domain !== null && project.domainId !== null && !hasDomain(project, domain, wanted.domain)) {
    differences.push(
      'Its domain:',
      foreign(domain === undefined ? project.domainId : described(domain)),
      'The input domain:',
      foreign(wanted.domain),
    );
  }
  const classification =
    domain?.type === 'ObjectDetection' ? 'none, it detects objects' : project.classificationType;
  if (
    wanted.classificationType !== null &&
    classification !== null &&
    classification !== wanted.classificationType
  ) {
    differences.push(
      'Its classification type:',
      foreign(classification),
      `The input classification-type: ${wanted.classificationType}`,
    );
  }
  if (differences.length > 0) {
    throw new Failure('failed', 'Project differs', [
      `The project ${project.id} is not as the inputs say.`,
      ...differences,
      'Next: leave out the input, or change the project in its settings in the portal. Nothing was changed.',
    ]);
  }
}

function hasDomain(project: Project, domain: Domain | undefined, wanted: string): boolean {
  return domain === undefined ? project.domainId === wanted.toLowerCase() : isDomain(domain, wanted);
}

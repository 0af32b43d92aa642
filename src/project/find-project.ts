/**
 * Finds the project that `project-name` names, and compares a project with what the inputs say about it.
 */
import type { Domain, Project } from '../custom-vision/entities.ts';
import { nearNames } from '../custom-vision/names.ts';
import { explained } from '../custom-vision/refusals.ts';
import type { ResourceApi } from '../custom-vision/resource-api.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import { described, isDomain } from './domains.ts';

/** What the inputs say about a project, apart from which one it is. */
export type WantedProject = Pick<Inputs, 'domain' | 'classificationType'>;

/** A resource has at most 100 projects. */
const MOST_LISTED = 10;

/** What a name leads to. */
export interface Search {
  /** `undefined`: no project has exactly this name. */
  readonly project: Project | undefined;
  /** Those that a typo may have made of this name, the nearest first. */
  readonly near: readonly Project[];
  readonly all: readonly Project[];
}

/**
 * Looks for the project of exactly this name.
 * @throws Failure if there are several, because the name does not say which one the user means
 */
export async function searchProject(name: string, resource: ResourceApi): Promise<Search> {
  const all = await explained(`look for the project ${quoted(name)}`, () => resource.getProjects());
  const named = all.filter((project) => project.name === name);
  if (named.length > 1) {
    throw new Failure('failed', 'Several projects of one name', [
      `${named.length} projects have the name ${quoted(name)}, with the ids:`,
      ...named.map(({ id }) => foreign(id)),
      'Next: give the id of the one that you mean as project-id, in place of project-name.',
    ]);
  }
  const nearest = [
    ...new Set(
      nearNames(
        name,
        all.map((project) => project.name),
      ),
    ),
  ];
  return {
    project: named[0],
    near: nearest.flatMap((one) => all.filter((project) => project.name === one)),
    all,
  };
}

/** As `searchProject`, for the project alone. */
export async function findProject(name: string, resource: ResourceApi): Promise<Project | undefined> {
  return (await searchProject(name, resource)).project;
}

/** The projects that the user may have meant, one a line; all of them, where none has a near name. */
export function namesNear({ near, all }: Search): string[] {
  if (all.length === 0) {
    return ['The resource has no project at all.'];
  }
  const [intro, projects] =
    near.length > 0 ? ['Projects of a near name:', near] : ['The projects that there are:', all];
  return [
    intro,
    ...shortened(
      projects.map(({ name, id }) => foreign(`${name} (${id})`)),
      MOST_LISTED,
    ),
  ];
}

/**
 * Never changes the project: a training in a domain that nobody asked for costs as much as any other, and the domain
 * belongs to the owner of the project.
 * @throws Failure if the project is known to differ from what the inputs say
 */
export function refuseDifferent(project: Project, wanted: WantedProject, domains: readonly Domain[]): void {
  const { id, domainId } = project;
  const domain = domains.find((one) => one.id === domainId);
  const classificationType =
    domain?.type === 'ObjectDetection' ? 'none, it detects objects' : project.classificationType;
  const differences: string[] = [];
  if (
    domainId !== null &&
    wanted.domain !== null &&
    !isDomain(domain ?? { id: domainId, name: '' }, wanted.domain)
  ) {
    const is = domain === undefined ? domainId : described(domain);
    differences.push('Its domain:', foreign(is), 'The input domain:', foreign(wanted.domain));
  }
  if (
    classificationType !== null &&
    wanted.classificationType !== null &&
    classificationType !== wanted.classificationType
  ) {
    differences.push(
      'Its classification type:',
      foreign(classificationType),
      `The input classification-type: ${wanted.classificationType}`,
    );
  }
  if (differences.length > 0) {
    throw new Failure('failed', 'Project differs', [
      `The project ${id} is not as the inputs say.`,
      ...differences,
      'Next: leave out the input, or change the project in its settings in the portal. Nothing was changed.',
    ]);
  }
}

/**
 * The project's side of the preflight: which project it is, and whether everything that the inputs ask of it can be.
 * Nothing is written.
 */
import { adviceFor, explained, serviceFailure } from '../custom-vision/refusals.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { findChosen } from '../train/chosen-iteration.ts';
import { checkExportable, chooseDomain, described } from '../project/domains.ts';
import { Failure } from '../report/failure.ts';
import { namesNear, refuseDifferent, type Search, searchProject } from '../project/find-project.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { CheckedProject } from '../project/checked-project.ts';
import { selectTags } from '../project/selected-tags.ts';
import { readReadyProject } from '../project/project-status.ts';
import { projectLine } from './project-line.ts';
import type { ResourceRun, ResourceServices } from '../services.ts';
import type { Iteration, Project, Tag } from '../custom-vision/entities.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';

const LONGEST_LOOK_MS = 10_000;

/** @throws Failure; nothing was changed then */
export async function checkProject(inputs: Inputs, run: ResourceRun): Promise<CheckedProject> {
  const { project } = inputs;
  if ('id' in project) {
    return await checkExisting(project.id, inputs, run);
  }
  const search = await searchProject(project.name, run.resource);
  return search.project === undefined
    ? await planProject(project.name, search, inputs, run)
    : await checkExisting(search.project.id, inputs, run);
}

async function checkExisting(id: string, inputs: Inputs, run: ResourceRun): Promise<CheckedProject> {
  const { resource, inProject, report, signal } = run;
  const { customVision } = inProject(id);
  const read = async (): Promise<Project> =>
    await customVision.getProject().catch((error: unknown) => {
      throw error instanceof ServiceError ? notRead(id, inputs.endpoint, error) : error;
    });
  const project = await readReadyProject(read, run);
  const { iterationId } = inputs;
  const [domains, iterations, { tags, selectedTags }] = await Promise.all([
    explained('read the domains', () => resource.getDomains()),
    explained(`read the iterations of the project ${project.id}`, () => customVision.getIterations()),
    iterationId === null
      ? readTags(inputs.selectedTags, customVision)
      : { tags: undefined, selectedTags: [] },
  ]);
  refuseDifferent(project, inputs, domains);
  const attachTo =
    iterationId === null ? null : await findChosen(iterationId, iterations, { customVision, report });
  const domain = domains.find((one) => one.id === domainIdOf(project, attachTo));
  if (domain?.retired === true) {
    report.info('The service has retired the domain of this project, and trains in it no more:');
    report.info(foreign(described(domain)));
  }
  if (domain !== undefined) {
    checkExportable(domain, domains, inputs.platforms, attachTo === null ? 'project' : 'iteration');
  }
  signal.throwIfAborted();
  report.info(projectLine({ project, domain, iterations, tags }));
  // The run waits for the end of a training that runs, and images may come meanwhile.
  const mayChange = iterations.some(({ state }) => state === 'running');
  return { project, iterations, attachTo, selectedTags, domains, tags: mayChange ? undefined : tags };
}

/**
 * Reads the tags as they are now. Where none is to be selected they only tell more, and are asked for once.
 * @returns `tags` only if they could be read
 * @throws Failure if tags cannot be selected
 */
async function readTags(
  wanted: readonly string[],
  customVision: ProjectApi,
): Promise<{ tags?: readonly Tag[] | undefined; selectedTags: readonly string[] }> {
  if (wanted.length === 0) {
    const tags = await customVision.getTags(null, LONGEST_LOOK_MS).catch(() => undefined);
    return { tags, selectedTags: [] };
  }
  let tags: readonly Tag[] = [];
  const { projectId } = customVision;
  const getTags = async (): Promise<Tag[]> => {
    const read = await customVision.getTags();
    tags = read;
    return read;
  };
  const selectedTags = await selectTags(wanted, { projectId, getTags });
  return { tags, selectedTags };
}

function notRead(id: string, endpoint: string, error: ServiceError): Failure {
  const where =
    adviceFor(error).heading === 'Project not found'
      ? ['The training resource that was asked for it:', foreign(endpoint)]
      : [];
  return serviceFailure(`read the project ${id}`, error, 'failed', where);
}

/** The domain that decides where the model can be exported to: an iteration keeps the domain that it was trained in. */
function domainIdOf(project: Project, attachTo: Iteration | null): string | null {
  if (attachTo === null) {
    return project.domainId;
  }
  // The project may have another domain by now, so it does not stand for that of a training under way: the export will tell.
  return attachTo.domainId ?? (attachTo.state === 'completed' ? project.domainId : null);
}

/** @throws Failure where it may not be created, and where it is sure already that it would be of no use */
async function planProject(
  name: string,
  search: Search,
  inputs: Inputs,
  { resource, report }: ResourceServices,
): Promise<CheckedProject> {
  refuseToPlan(name, search, inputs);
  const domains = await explained('read the domains', () => resource.getDomains());
  const domain = chooseDomain(inputs.domain, inputs.classificationType, domains);
  checkExportable(domain, domains, inputs.platforms, 'new project');
  if (search.near.length > 0) {
    report.notice('Projects of a near name', [
      `There is no project of the name ${quoted(name)}, so ${inputs.dryRun ? 'a run would create one' : 'this run creates one'}.`,
      ...namesNear(search),
      `Next: if you meant one of these, correct project-name${inputs.dryRun ? '' : ', and delete the new project'}; create-project: false refuses unknown names.`,
    ]);
  }
  report.info(
    `There is no project of the name ${quoted(name)}: it ${inputs.dryRun ? 'would' : 'will'} be created in the domain`,
  );
  report.info(foreign(described(domain)));
  return {
    project: { name, domain, classificationType: inputs.classificationType },
    iterations: [],
    attachTo: null,
    selectedTags: [],
    domains,
  };
}

function refuseToPlan(
  name: string,
  search: Search,
  { createProject, iterationId, selectedTags }: Inputs,
): void {
  const needsOld =
    iterationId !== null ? 'iteration-id' : selectedTags.length > 0 ? 'selected-tags' : undefined;
  const [why, way] = !createProject
    ? ['create-project is false', 'set create-project: true']
    : [`${needsOld ?? ''} can only be of a project that is there`, `leave ${needsOld ?? ''} out`];
  if (!createProject || needsOld !== undefined) {
    throw new Failure('failed', 'Project not found', [
      `There is no project of the name ${quoted(name)}, and ${why}.`,
      ...namesNear(search),
      `Next: check project-name (upper and lower case count), endpoint and key; or ${way}, to have the project created. Nothing was created.`,
    ]);
  }
}

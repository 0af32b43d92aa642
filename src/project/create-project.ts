/**
 * Creates the project that `project-name` names, where there is none: integrated from the start, as the guide
 * "Integrate Azure storage for notifications and backup" says.
 */
import { lookAgain } from '../time/try-again.ts';
import { serviceFailure } from '../custom-vision/refusals.ts';
import { awaitConnectionTest, isConnectionTest, queueTime } from './connection-test.ts';
import type { IntegrationUris } from '../custom-vision/project-api.ts';
import { described } from './domains.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { findProject, refuseDifferent } from './find-project.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { isIntegrated, mayBeTheVersion, wantedUris } from './integrate.ts';
import type { ResourceRun } from '../services.ts';
import type { Project } from '../custom-vision/entities.ts';
import type { ApiVersion } from '../custom-vision/training-api.ts';
import type { NewProject } from '../custom-vision/resource-api.ts';

/** A project that was created may be listed only a little later. */
const PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Returns a project that is there as it is, and creates one that is only planned.
 * @throws Failure; the signal's reason when aborted
 */
export async function ensureProject(
  checked: Project | NewProject,
  inputs: Inputs,
  run: ResourceRun,
): Promise<Project> {
  return 'id' in checked
    ? checked
    : await run.report.group('Create the project', () => create(checked, inputs, run));
}

async function create(plan: NewProject, inputs: Inputs, run: ResourceRun): Promise<Project> {
  const { inbox, report } = run;
  const uris = wantedUris(inputs);
  const before = await queueTime(inputs.queue, run);
  const project = await createOnce(plan, uris, run);
  report.notice('Project created', [
    `There was no project of the name ${quoted(plan.name)}: it has now the id ${project.id}, and this domain:`,
    foreign(described(plan.domain)),
    'Next: upload images to it and tag them, in the portal or over the API, and run again: without them nothing can be trained.',
  ]);
  inbox.expect(isConnectionTest(project.id));
  // Where the answer does not show the URIs, the project is integrated like any other, and that tests them.
  if (isIntegrated(project, uris)) {
    await awaitConnectionTest(before, run);
  }
  return project;
}

/**
 * The guide's way first, on v3.3; where that is refused, the version whose Swagger has the two URIs. A creation whose
 * answer was lost is looked for before it is repeated, once: a second project of the name would be in the way for good.
 */
async function createOnce(plan: NewProject, uris: IntegrationUris, run: ResourceRun): Promise<Project> {
  const { resource, report } = run;
  const doing = `create the project ${quoted(plan.name)}`;
  let version: ApiVersion = 'v3.3';
  let refusal: ServiceError | undefined;
  let wasLost = false;
  for (;;) {
    try {
      return await resource.createProject(plan, uris, version);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const isTaken = error.code === 'BadRequestProjectNameNotUnique';
      if (error.answerLost || isTaken) {
        report.info(
          isTaken
            ? 'The name is taken meanwhile: looking for that project.'
            : 'The answer to the creation of the project was lost: looking whether it was created.',
        );
        const arrived = await findArrived(plan, run);
        if (arrived !== undefined) {
          return arrived;
        }
      }
      if (error.answerLost && !wasLost) {
        wasLost = true;
      } else if (version === 'v3.3' && !isTaken && mayBeTheVersion(error)) {
        refusal = error;
        version = 'v3.4-preview';
      } else {
        throw serviceFailure(doing, refusal ?? error);
      }
    }
  }
}

/**
 * The project of the name that was not there before: ours, or that of another run that had the same idea.
 * @returns `undefined` if none appears within some seconds
 * @throws Failure if that cannot be told, or if it is another kind of project than ours would be
 */
async function findArrived(
  { name, domain, classificationType }: NewProject,
  run: ResourceRun,
): Promise<Project | undefined> {
  const found = await lookAgain(PAUSES_MS, () => findProject(name, run.resource), run);
  if (found !== undefined) {
    refuseDifferent(found, { domain: domain.id, classificationType }, [domain]);
  }
  return found;
}

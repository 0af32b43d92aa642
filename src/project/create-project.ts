/**
 * Creates the project that `project-name` names, if there is none: integrated from the start, as the guide "Integrate
 * Azure storage for notifications and backup" says.
 */
import type { Project } from '../custom-vision/entities.ts';
import type { IntegrationUris } from '../custom-vision/project-api.ts';
import type { NewProject } from '../custom-vision/resource-api.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { ApiVersion } from '../custom-vision/training-api.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { ResourceRun } from '../services.ts';
import { lookAgain } from '../time/try-again.ts';
import { awaitConnectionTest, isConnectionTest, queueTime } from './connection-test.ts';
import { described } from './domains.ts';
import { onEitherVersion } from './either-version.ts';
import { findProject, refuseDifferent } from './find-project.ts';
import { isIntegrated, wantedUris } from './integrate.ts';

/** The service may list a project only some seconds after it created it. */
const PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Returns a project that exists as it is, and creates one that is only planned.
 * @throws Failure; the signal's reason when aborted
 */
export async function ensureProject(
  checked: Project | NewProject,
  inputs: Inputs,
  run: ResourceRun,
): Promise<Project> {
  if ('id' in checked) {
    return checked;
  }
  const { inbox, report } = run;
  const uris = wantedUris(inputs);
  return await report.group('Create the project', async () => {
    const before = await queueTime(inputs.queue, run);
    const project = await createOnce(checked, uris, run);
    report.notice('Project created', [
      `There was no project of the name ${quoted(checked.name)}, so this run created it. Its id is ${project.id}, and its domain:`,
      foreign(described(checked.domain)),
      'Next: upload images to it and tag them, in the portal or over the API, and run again: without them the service can train nothing.',
    ]);
    inbox.expect(isConnectionTest(project.id));
    // If the answer does not show the URIs, the run integrates the project in its next step, and that tests them.
    if (isIntegrated(project, uris)) {
      await awaitConnectionTest(before, run);
    }
    return project;
  });
}

/** What a creation uses of a run. */
export type Creating = Pick<ResourceRun, 'resource' | 'report' | 'clock' | 'signal'>;

/**
 * Repeats a creation whose answer was lost only once, and only after it looked for the project: the name of a second
 * one would make both useless.
 * @param uris `null`: it is not integrated with any storage
 */
export async function createOnce(
  plan: NewProject,
  uris: IntegrationUris | null,
  run: Creating,
): Promise<Project> {
  let mayRepeat = true;
  const write = async (version: ApiVersion): Promise<Project> => {
    try {
      return await run.resource.createProject(plan, uris, version);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      const arrived = await findArrived(error, plan, run);
      if (arrived === undefined && !(mayRepeat && error.mayHaveActed)) {
        throw error;
      }
      mayRepeat = false;
      return arrived ?? (await write(version));
    }
  };
  return await onEitherVersion(`create the project ${quoted(plan.name)}`, write, () => true);
}

/**
 * Finds the project of the name that did not exist before: ours, or that of another run that created it meanwhile.
 * @returns `undefined` if the error says that there is none, or if none appears within some seconds
 * @throws Failure if the service cannot say it, or if the project is of another kind than ours would be
 */
async function findArrived(
  { mayHaveActed, code }: ServiceError,
  { name, domain, classificationType }: NewProject,
  { resource, report, clock, signal }: Creating,
): Promise<Project | undefined> {
  if (code === 'BadRequestProjectNameNotUnique') {
    report.info('Somebody else took the name meanwhile: looking for that project.');
  } else if (mayHaveActed) {
    report.info('The answer to the creation of the project was lost: looking whether it was created.');
  } else {
    return undefined;
  }
  const found = await lookAgain(PAUSES_MS, () => findProject(name, resource), { clock, signal });
  if (found !== undefined) {
    refuseDifferent(found, { domain: domain.id, classificationType }, [domain]);
  }
  return found;
}

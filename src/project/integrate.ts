/**
 * Ensures that the project sends its notifications to our queue and its backups to our container.
 * Source: the guide "Integrate Azure storage for notifications and backup".
 */
import { explained, serviceFailure } from '../custom-vision/refusals.ts';
import { awaitConnectionTest, isConnectionTest, queueTime } from './connection-test.ts';
import type { ProjectApi, IntegrationUris } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Run } from '../services.ts';
import type { Project } from '../custom-vision/entities.ts';
import { sameResource } from '../storage/uri.ts';

/** The URIs as they are stored in the project: without any SAS. */
export function wantedUris({ queue, container }: Pick<Inputs, 'queue' | 'container'>): IntegrationUris {
  return { notificationQueueUri: queue.plain, exportModelContainerUri: container.plain };
}

/**
 * Neither URI set: sets both. Both set and ours: writes nothing. Set to something else: refuses, unless
 * `replace-integration` is given.
 * @throws Failure
 */
export async function ensureIntegrated(inputs: Inputs, project: Project, run: Run): Promise<void> {
  const { customVision, inbox, report } = run;
  const wanted = wantedUris(inputs);
  const current = await asIntegrated(project, customVision);
  if (isIntegrated(current, wanted)) {
    report.info('The project is integrated with this queue and container already.');
    return;
  }
  if (!inputs.replaceIntegration) {
    refuseToReplace(current, wanted);
  }
  const before = await queueTime(inputs.queue, run);
  inbox.expect(isConnectionTest(project.id));
  await integrate(project.id, wanted, inputs.replaceIntegration, customVision);
  report.info('The project is now integrated with this queue and container.');
  await awaitConnectionTest(before, run);
}

/** Which of the two API versions shows the URIs of a project is not documented: both are asked before anything is written. */
async function asIntegrated(project: Project, customVision: ProjectApi): Promise<Project> {
  if (project.notificationQueueUri !== null || project.exportModelContainerUri !== null) {
    return project;
  }
  return await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}

export function isIntegrated(project: Project, wanted: IntegrationUris): boolean {
  return (
    project.notificationQueueUri !== null &&
    project.exportModelContainerUri !== null &&
    sameResource(project.notificationQueueUri, wanted.notificationQueueUri) &&
    sameResource(project.exportModelContainerUri, wanted.exportModelContainerUri)
  );
}

/** @throws Failure if the project is integrated with something else; a URI that is not set can be set */
function refuseToReplace(project: Project, wanted: IntegrationUris): void {
  const differs = (is: string | null, shouldBe: string): boolean =>
    is !== null && !sameResource(is, shouldBe);
  if (
    !differs(project.notificationQueueUri, wanted.notificationQueueUri) &&
    !differs(project.exportModelContainerUri, wanted.exportModelContainerUri)
  ) {
    return;
  }
  throw new Failure('failed', 'Project is integrated elsewhere', [
    `The project ${project.id} is integrated with another queue or container. It is integrated with:`,
    foreign(`queue ${project.notificationQueueUri ?? '(none)'}`),
    foreign(`container ${project.exportModelContainerUri ?? '(none)'}`),
    'The inputs name:',
    foreign(`queue ${wanted.notificationQueueUri}`),
    foreign(`container ${wanted.exportModelContainerUri}`),
    'Next: give the URIs that it has, or replace-integration: true to re-point it; whoever relies on the old ones then gets nothing any more.',
  ]);
}

/** The guide's way first, on v3.3; the URIs in the answer mean done. Else the version whose Swagger has the two members. */
async function integrate(
  projectId: string,
  wanted: IntegrationUris,
  replace: boolean,
  customVision: ProjectApi,
): Promise<void> {
  const doing = `integrate the project ${projectId} with queue and container`;
  let refusal: ServiceError | undefined;
  for (const version of ['v3.3', 'v3.4-preview'] as const) {
    // There is no ETag: the read stands next to the write, so that little can change in between.
    const fresh = await explained(`read the project ${projectId}`, () => customVision.getProject());
    if (!replace) {
      refuseToReplace(fresh, wanted);
    }
    try {
      if (isIntegrated(await customVision.integrate(fresh, wanted, version), wanted)) {
        return;
      }
    } catch (error) {
      if (!(error instanceof ServiceError) || !mayBeTheVersion(error) || version === 'v3.4-preview') {
        throw error instanceof ServiceError ? serviceFailure(doing, refusal ?? error) : error;
      }
      refusal = error;
    }
  }
  throw new Failure('failed', 'Integration not confirmed', [
    `The service accepted the queue and container for the project ${projectId}, but its answer does not show them.`,
    'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account, and that the resource is a Custom Vision training resource (a multi-service resource cannot be integrated); then run again.',
  ]);
}

/** A version that does not know the two members may refuse them; a URI that was tried and found bad is bad on both. */
export function mayBeTheVersion({ httpStatus, code }: ServiceError): boolean {
  return httpStatus === 400 && code !== 'BadRequestInvalidUri';
}

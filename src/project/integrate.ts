/**
 * Ensures that the project sends its notifications to our queue and its backups to our container.
 * Source: the guide "Integrate Azure storage for notifications and backup".
 */
import type { Project } from '../custom-vision/entities.ts';
import type { IntegrationUris, ProjectApi } from '../custom-vision/project-api.ts';
import { explained } from '../custom-vision/refusals.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Run } from '../services.ts';
import { sameResource } from '../storage/uri.ts';
import { awaitConnectionTest, isConnectionTest, queueTime } from './connection-test.ts';
import { onEitherVersion } from './either-version.ts';

/** The URIs as the project stores them: without any SAS. */
export function wantedUris({ queue, container }: Pick<Inputs, 'queue' | 'container'>): IntegrationUris {
  return { notificationQueueUri: queue.plain, exportModelContainerUri: container.plain };
}

/**
 * Sets both URIs if the project has neither, and writes nothing if it has both of ours. If it has others, it refuses,
 * unless the user gave `replace-integration`.
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
  await integrate(wanted, inputs.replaceIntegration, customVision);
  report.info('The project is now integrated with this queue and container.');
  await awaitConnectionTest(before, run);
}

/** No document says which API version shows the URIs of a project, so the action asks both before it writes anything. */
async function asIntegrated(project: Project, customVision: ProjectApi): Promise<Project> {
  if (project.notificationQueueUri !== null || project.exportModelContainerUri !== null) {
    return project;
  }
  return await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}

/** Whether the project has a URI, and it is the wanted one; `undefined` if it has none. */
function matches(uri: string | null, wanted: string): boolean | undefined {
  return uri === null ? undefined : sameResource(uri, wanted);
}

export function isIntegrated(project: Project, wanted: IntegrationUris): boolean {
  return (
    matches(project.notificationQueueUri, wanted.notificationQueueUri) === true &&
    matches(project.exportModelContainerUri, wanted.exportModelContainerUri) === true
  );
}

/** @throws Failure if the project is integrated with something else */
function refuseToReplace(project: Project, wanted: IntegrationUris): void {
  if (
    matches(project.notificationQueueUri, wanted.notificationQueueUri) !== false &&
    matches(project.exportModelContainerUri, wanted.exportModelContainerUri) !== false
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

async function integrate(wanted: IntegrationUris, replace: boolean, customVision: ProjectApi): Promise<void> {
  const { projectId } = customVision;
  const integrated = await onEitherVersion(
    `integrate the project ${projectId} with queue and container`,
    async (version) => {
      // The service has no ETag of a project: reading it right before the write leaves others little time to change it.
      const fresh = await explained(`read the project ${projectId}`, () => customVision.getProject());
      if (!replace) {
        refuseToReplace(fresh, wanted);
      }
      return await customVision.integrate(fresh, wanted, version);
    },
    (project) => isIntegrated(project, wanted),
  );
  if (!isIntegrated(integrated, wanted)) {
    throw new Failure('failed', 'Integration not confirmed', [
      `The service accepted the queue and container for the project ${projectId}, but its answer does not show them.`,
      'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account, and that the resource is a Custom Vision training resource (a multi-service resource cannot be integrated); then run again.',
    ]);
  }
}

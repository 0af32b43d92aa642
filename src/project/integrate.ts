/**
 * Ensures that the project sends its notifications to our queue and its backups to our container.
 * Source: the guide "Integrate Azure storage for notifications and backup".
 */
import type { Project } from '../custom-vision/entities.ts';
import { type IntegrationUris, type ProjectApi, URIS } from '../custom-vision/project-api.ts';
import { explained } from '../custom-vision/refusals.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Run } from '../services.ts';
import { sameResource } from '../storage/uri.ts';
import { refuseUnready } from './project-status.ts';
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
  const { id } = project;
  const wanted = wantedUris(inputs);
  if (decideIntegration(await readIntegration(project, customVision), inputs) === 'kept') {
    report.info('The project is integrated with this queue and container already.');
    return;
  }
  const before = await queueTime(inputs.queue, run);
  inbox.expect(isConnectionTest(id));
  const integrated = await onEitherVersion(
    `integrate the project ${id} with queue and container`,
    async (version) => {
      // The service has no ETag of a project: reading it right before the write leaves others little time to change it.
      const fresh = await explained(`read the project ${id}`, () => customVision.getProject());
      decideIntegration(fresh, inputs);
      // The write sends the status back: one that changed meanwhile would be overwritten.
      refuseUnready(fresh);
      return await customVision.integrate(fresh, wanted, version);
    },
    (answer) => isIntegrated(answer, wanted),
  );
  if (!isIntegrated(integrated, wanted)) {
    throw new Failure('failed', 'Integration not confirmed', [
      `The service accepted the queue and container for the project ${id}, but its answer does not show them.`,
      'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account, and that the resource is a Custom Vision training resource (a multi-service resource cannot be integrated); then run again.',
    ]);
  }
  report.info('The project is now integrated with this queue and container.');
  await awaitConnectionTest(before, run);
}

/** For queue and container: whether the project has the wanted one; `undefined` if it has none. */
function compared(project: Project, wanted: IntegrationUris): (boolean | undefined)[] {
  return URIS.map((member) => {
    const uri = project[member];
    return uri === null ? undefined : sameResource(uri, wanted[member]);
  });
}

export function isIntegrated(project: Project, wanted: IntegrationUris): boolean {
  return compared(project, wanted).every((same) => same === true);
}

/** No document says which API version shows the URIs of a project, so the action asks both before it writes anything. */
export async function readIntegration(project: Project, customVision: ProjectApi): Promise<Project> {
  return URIS.some((member) => project[member] !== null)
    ? project
    : await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}

/**
 * What has to be done about the two URIs of a project: nothing, to set what it lacks, or to replace others.
 * @throws Failure if the project is integrated with something else, and the user does not want to replace that
 */
export function decideIntegration(
  project: Project,
  inputs: Pick<Inputs, 'queue' | 'container' | 'replaceIntegration'>,
): 'kept' | 'set' | 'replaced' {
  const wanted = wantedUris(inputs);
  if (isIntegrated(project, wanted)) {
    return 'kept';
  }
  if (!compared(project, wanted).includes(false)) {
    return 'set';
  }
  if (inputs.replaceIntegration) {
    return 'replaced';
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

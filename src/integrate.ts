/**
 * Ensures that the project sends its notifications to our queue and its backups to our container.
 * Source: the guide "Integrate Azure storage for notifications and backup".
 */
import { explained, serviceFailure } from './advice.ts';
import { Deadline } from './clock.ts';
import type { CustomVision, IntegrationUris } from './custom-vision.ts';
import { Failure, ServiceError } from './errors.ts';
import { foreign } from './foreign-text.ts';
import type { Inputs } from './inputs.ts';
import type { Services } from './services.ts';
import type { Project } from './shapes.ts';
import { storageFailure } from './storage-errors.ts';
import { patiently } from './storage-retry.ts';
import { sameResource } from './storage-uri.ts';

const CONNECTION_TEST_MS = 60_000;

/**
 * Neither URI set: sets both. Both set and ours: writes nothing. Set to something else: refuses, unless
 * `replace-integration` is given.
 * @throws Failure
 */
export async function ensureIntegrated(
  inputs: Inputs,
  project: Project,
  services: Services,
  signal: AbortSignal,
): Promise<void> {
  const { clock, customVision, queue, inbox, report } = services;
  const wanted: IntegrationUris = {
    notificationQueueUri: inputs.queue.plain,
    exportModelContainerUri: inputs.container.plain,
  };
  const current = await asIntegrated(project, customVision);
  if (isIntegrated(current, wanted)) {
    report.info('The project is integrated with this queue and container already.');
    return;
  }
  if (!inputs.replaceIntegration) {
    refuseToReplace(current, wanted);
  }
  // By the queue's own clock, so that an older test message cannot be taken for the answer to this update.
  const before = await patiently(() => queue.peek(signal), { clock, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw storageFailure('read', 'queue', inputs.queue, error);
  });
  inbox.expect(
    (notification) => notification.type === 'ConnectionTest' && notification.projectId === project.id,
  );
  await integrate(project.id, wanted, inputs.replaceIntegration, customVision);
  report.info('The project is now integrated with this queue and container.');
  await awaitConnectionTest(before.queueTime, services, signal);
}

/** Which of the two API versions shows the URIs of a project is not documented: both are asked before anything is written. */
async function asIntegrated(project: Project, customVision: CustomVision): Promise<Project> {
  if (project.notificationQueueUri !== null || project.exportModelContainerUri !== null) {
    return project;
  }
  return await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}

function isIntegrated(project: Project, wanted: IntegrationUris): boolean {
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
  customVision: CustomVision,
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
function mayBeTheVersion({ httpStatus, code }: ServiceError): boolean {
  return httpStatus === 400 && code !== 'BadRequestInvalidUri';
}

/** The service's test message proves that its identity may write to the queue. Whether an update sends one is not documented. */
async function awaitConnectionTest(
  notBefore: number,
  { inbox, clock, report, random }: Services,
  signal: AbortSignal,
): Promise<void> {
  const started = clock.now();
  const deadline = new Deadline(clock, CONNECTION_TEST_MS);
  for (;;) {
    const heard = await inbox.look(signal);
    if (heard.some(({ type, insertedAt }) => type === 'ConnectionTest' && insertedAt >= notBefore)) {
      report.info('Its test message arrived on the queue.');
      return;
    }
    if (deadline.passed) {
      break;
    }
    const pauseMs = Math.min(inbox.pace.pauseMs(clock.now() - started, random()), deadline.remainingMs());
    report.debug(`queue: next look in ${Math.round(pauseMs)} ms; ${inbox.sight}`);
    await clock.sleep(pauseMs, signal);
  }
  inbox.proven = false;
  report.warning('No test message', [
    'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
    'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
  ]);
}

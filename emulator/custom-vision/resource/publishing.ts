/** Publishes iterations to a prediction resource, and takes them back. */
import { badRequest } from './api-error.ts';
import type { Iteration, Project } from './project.ts';

export interface Publication {
  name: string;
  /** ARM id of the prediction resource. */
  predictionId: string;
  /** Whether another iteration that is published under this name loses it. */
  overwrite: boolean;
}

const COGNITIVE_ACCOUNT =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.CognitiveServices\/accounts\/[^/]+\/?$/i;

/**
 * @param now in milliseconds since 1970: it changes when the iteration was last modified, as recorded
 * @throws ApiError if the iteration is not trained or is published already, or if name or target are invalid
 */
export function publish(project: Project, iteration: Iteration, publication: Publication, now: number): void {
  const { name, predictionId, overwrite } = publication;
  if (name.trim() === '') throw badRequest('BadRequestInvalidPublishName', 'A publish name is not blank.');
  if (!COGNITIVE_ACCOUNT.test(predictionId)) {
    throw badRequest(
      'BadRequestInvalidPublishTarget',
      `"${predictionId}" is not the ARM id of a prediction resource.`,
    );
  }
  if (iteration.status !== 'Completed') {
    throw badRequest(
      'BadRequestIterationIsNotTrained',
      `The iteration ${iteration.id} is ${iteration.status}, not Completed.`,
    );
  }
  if (iteration.publishName !== '') {
    throw badRequest(
      'BadRequestIterationIsPublished',
      `Iteration is already published as: ${iteration.publishName}`,
    );
  }
  const holder = project.iterations.find(({ publishName }) => publishName === name);
  if (holder !== undefined) {
    if (!overwrite) {
      throw badRequest(
        'BadRequestInvalidPublishName',
        `The iteration ${holder.id} is published as "${name}" already.`,
      );
    }
    unpublish(holder, now);
  }
  iteration.publishName = name;
  iteration.publishResourceId = predictionId;
  iteration.lastModified = now;
}

/** @throws ApiError BadRequestIterationNotPublished */
export function unpublish(iteration: Iteration, now: number): void {
  if (iteration.publishName === '') {
    throw badRequest('BadRequestIterationNotPublished', 'The iteration is not published.');
  }
  iteration.publishName = '';
  iteration.publishResourceId = '';
  iteration.lastModified = now;
}

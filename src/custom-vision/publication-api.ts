/**
 * What publishing needs of a project, beside what every step reads of it.
 * Source: the published Swagger, v3.4-preview.
 */
import { type Prediction, readPredictions } from './entities.ts';
import { formOf } from './form.ts';
import { ProjectApi } from './project-api.ts';

/** Where an iteration is published, and whether it takes the name from the iteration that bears it. */
export interface Publication {
  readonly name: string;
  /** ARM id. */
  readonly predictionResourceId: string;
  readonly overwrite: boolean;
}

/** A cancelled run has to be over within a second: for so long, an answer that tells what was done still counts. */
const GRACE_MS = 600;

/**
 * Every method throws ServiceError, and the signal's reason when aborted. What changes something is not repeated after a
 * lost answer: the caller looks whether it was done.
 */
export class PublicationApi extends ProjectApi {
  async publishIteration(iterationId: string, publication: Publication): Promise<void> {
    const { name, predictionResourceId, overwrite } = publication;
    await this.send('PublishIteration', `/iterations/${iterationId}/publish`, readTrue, {
      method: 'post',
      query: {
        publishName: name,
        predictionId: predictionResourceId,
        ...(overwrite ? { overwrite: 'true' } : {}),
      },
      repetition: 'costly',
      graceMs: GRACE_MS,
    });
  }

  async unpublishIteration(iterationId: string): Promise<void> {
    await this.send('UnpublishIteration', `/iterations/${iterationId}/publish`, () => undefined, {
      method: 'delete',
      repetition: 'costly',
      graceMs: GRACE_MS,
    });
  }

  /**
   * Asks what the iteration sees in an image; the service keeps neither the image nor the answer.
   * @returns the most probable first
   */
  async quickTest(iterationId: string, image: Uint8Array): Promise<Prediction[]> {
    return await this.send('QuickTestImage', '/quicktest/image', readPredictions, {
      method: 'post',
      query: { iterationId, store: 'false' },
      ...formOf('imageData', image),
    });
  }
}

/** @throws TypeError for every other answer */
function readTrue(value: unknown): void {
  if (value !== true) {
    throw new TypeError('not true');
  }
}

/** Operations that predict. */
import { randomUUID } from 'node:crypto';
import { badRequest } from '../../resource/api-error.ts';
import { findIteration } from '../../resource/projects.ts';
import { quickTest } from '../../resource/quick-test.ts';
import { dateJson } from '../json.ts';
import { projectOf, write } from '../operation.ts';
import type { Operation } from '../operation.ts';

export const PREDICTION_OPERATIONS: readonly Operation[] = [
  write(
    'POST',
    'QuickTestImage',
    '/projects/{projectId}/quicktest/image',
    { query: ['iterationId', 'store'], takes: 'image files' },
    (call) => {
      const project = projectOf(call);
      const { query, files, service } = call;
      // No operation of the emulator shows a prediction that was stored, so none is.
      query.boolean('store');
      const [image, ...others] = files;
      if (image === undefined || others.length > 0) {
        throw badRequest('BadRequestImageStream', `The form has ${files.length} images, one is expected.`);
      }
      const iterationId = query.guid('iterationId');
      const wanted = iterationId === undefined ? undefined : findIteration(project, iterationId);
      const { iteration, predictions } = quickTest(project, wanted, image.content);
      return {
        id: randomUUID(),
        project: project.id,
        iteration: iteration.id,
        created: dateJson(service.now(), project.behavior),
        // As recorded: for classification without a box, and nothing of the kind of a tag.
        predictions: predictions.map(({ tag, probability, box }) => ({
          probability,
          tagId: tag.id,
          tagName: tag.name,
          ...(box !== null && { boundingBox: box }),
        })),
      };
    },
  ),
];

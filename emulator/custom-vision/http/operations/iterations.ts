/** Operations on iterations: trained, listed, renamed, deleted, judged, published. */
import { badRequest } from '../../resource/api-error.ts';
import { iterationUpdate, trainingParameters } from '../request-bodies.ts';
import { get, projectOf, write } from '../operation.ts';
import type { Call, Operation } from '../operation.ts';
import { performanceOf } from '../../resource/performance.ts';
import type { Iteration, Project } from '../../resource/project.ts';
import { findIteration } from '../../resource/projects.ts';
import { publish, unpublish } from '../../resource/publishing.ts';
import { iterationJson, performanceJson } from '../json.ts';

const ITERATIONS = '/projects/{projectId}/iterations';
const ITERATION = `${ITERATIONS}/{iterationId}`;
const TRAINING_PARAMETERS = [
  'trainingType',
  'reservedBudgetInHours',
  'forceTrain',
  'notificationEmailAddress',
];
const PUBLISH_PARAMETERS = ['publishName', 'predictionId', 'overwrite'];
const DEFAULT_THRESHOLD = 0.5;
const DEFAULT_OVERLAP_THRESHOLD = 0.3;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export const ITERATION_OPERATIONS: readonly Operation[] = [
  write(
    'POST',
    'TrainProject',
    '/projects/{projectId}/train',
    { query: TRAINING_PARAMETERS, takes: 'json' },
    (call) => {
      const { service, version, id, query, body } = call;
      const email = query.text('notificationEmailAddress');
      if (email !== undefined && !EMAIL.test(email)) {
        throw badRequest('BadRequestInvalidEmailAddress', `"${email}" is no e-mail address.`);
      }
      const iteration = service.trainings.train(id('projectId'), {
        trainingType: query.oneOf('trainingType', ['Regular', 'Advanced'], 'Regular'),
        reservedBudgetInHours: query.integer('reservedBudgetInHours'),
        forceTrain: query.boolean('forceTrain'),
        ...trainingParameters(body, version),
      });
      return iterationJson(iteration, projectOf(call), version);
    },
  ),
  get('GetIterations', ITERATIONS, [], (call) => {
    const project = projectOf(call);
    // The service promises no order. The order of ids differs from that of time, so no caller can rely on the latter.
    return project.iterations
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((iteration) => iterationJson(iteration, project, call.version));
  }),
  get('GetIteration', ITERATION, [], (call) => {
    const { project, iteration } = iterationOf(call);
    return iterationJson(iteration, project, call.version);
  }),
  write('PATCH', 'UpdateIteration', ITERATION, { takes: 'json' }, (call) => {
    const { service, version, id, body } = call;
    const name = iterationUpdate(body, version);
    const iteration = service.trainings.rename(id('projectId'), id('iterationId'), name);
    return iterationJson(iteration, projectOf(call), version);
  }),
  write('DELETE', 'DeleteIteration', ITERATION, {}, (call) => {
    call.service.trainings.delete(call.id('projectId'), call.id('iterationId'));
  }),
  get('GetIterationPerformance', `${ITERATION}/performance`, ['threshold', 'overlapThreshold'], (call) => {
    const performance = performanceOf(iterationOf(call).iteration, {
      threshold: call.query.fraction('threshold', DEFAULT_THRESHOLD),
      overlapThreshold: call.query.fraction('overlapThreshold', DEFAULT_OVERLAP_THRESHOLD),
    });
    return performanceJson(performance);
  }),
  write('POST', 'PublishIteration', `${ITERATION}/publish`, { query: PUBLISH_PARAMETERS }, (call) => {
    const { query, service } = call;
    const { project, iteration } = writableIterationOf(call);
    const publication = {
      name: query.requiredText('publishName'),
      predictionId: query.requiredText('predictionId'),
      overwrite: query.boolean('overwrite'),
    };
    publish(project, iteration, publication, service.now());
    return true;
  }),
  write('DELETE', 'UnpublishIteration', `${ITERATION}/publish`, {}, (call) => {
    unpublish(writableIterationOf(call).iteration, call.service.now());
  }),
];

function iterationOf(call: Call): { project: Project; iteration: Iteration } {
  const project = projectOf(call);
  return { project, iteration: findIteration(project, call.id('iterationId')) };
}

function writableIterationOf(call: Call): { project: Project; iteration: Iteration } {
  const project = call.service.projects.findWritable(call.id('projectId'));
  return { project, iteration: findIteration(project, call.id('iterationId')) };
}

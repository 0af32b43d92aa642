/** When the service takes a training, and when it refuses one. */
import { badRequest } from './api-error.ts';
import type { ApiError } from './api-error.ts';
import { imagesOfTag } from './project.ts';
import type { Iteration, Project, Tag, TrainingRequest } from './project.ts';

/** How many trained iterations a project may hold. */
const ITERATION_LIMIT = 20;
const MINIMUM_TAGS = { Classification: 2, ObjectDetection: 1 } as const;
const MINIMUM_IMAGES_PER_TAG = { Classification: 5, ObjectDetection: 15 } as const;

/** @throws ApiError with the code that the service is documented to answer. */
export function checkTraining(project: Project, request: TrainingRequest): void {
  if (project.iterations.some(isRunning)) {
    throw badRequest(
      'BadRequestTrainingAlreadyInProgress',
      'Another training of the project is in progress.',
    );
  }
  const trained = project.iterations.filter((iteration) => iteration.status !== 'New').length;
  if (trained >= ITERATION_LIMIT) {
    throw badRequest(
      'BadRequestExceedIterationPerProjectLimit',
      `The project holds ${trained} of ${ITERATION_LIMIT} iterations. Delete one to train again.`,
    );
  }
  if (request.trainingType === 'Advanced' && request.reservedBudgetInHours < 1) {
    throw badRequest(
      'BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining',
      'Advanced training needs a reserved budget of at least 1 hour.',
    );
  }
  checkDataSet(project, request);
  if (!request.forceTrain && project.lastTrained === fingerprint(project, request)) {
    throw project.behavior.trainingPipeline === 'updated'
      ? badRequest(
          'BadRequestTrainingNotNeededButTrainingPipelineUpdated',
          'Nothing changed since last training, but the training pipeline is newer.',
        )
      : badRequest('BadRequestTrainingNotNeeded', 'Nothing changed since last training');
  }
}

/** @throws ApiError for an iteration that the project cannot be trained on top of. */
export function checkBaseModel(project: Project, base: Iteration): void {
  if (base.status !== 'Completed') {
    throw badRequest(
      'BadRequestCustomBaseModelIterationStatusNotCompleted',
      `The base iteration ${base.id} is ${base.status}, not Completed.`,
    );
  }
  if (base.domain.type !== project.settings.domain.type) {
    throw badRequest(
      'BadRequestCustomBaseModelDomainNotCompatible',
      `The base iteration ${base.id} is of the type ${base.domain.type}, the project is not.`,
    );
  }
}

export function isRunning(iteration: { status: string }): boolean {
  return !['New', 'Completed', 'Failed'].includes(iteration.status);
}

/** A fingerprint that is equal for two trainings with the same images and the same configuration. */
export function fingerprint(project: Project, request: TrainingRequest): string {
  const { domain, classificationType, augmentationMethods } = project.settings;
  const { trainingType, reservedBudgetInHours, selectedTags, customBaseModel } = request;
  return JSON.stringify({
    domain: domain.id,
    classificationType,
    augmentationMethods: Object.entries(augmentationMethods).sort(),
    trainingType,
    reservedBudgetInHours,
    selectedTags: [...selectedTags].sort(),
    customBaseModel,
    tags: project.tags,
    images: project.images.map(({ id, tagIds, regions }) => ({ id, tagIds, regions })),
  });
}

/** The tags that a training learns: the selected ones, or all. */
export function trainedTags(project: Project, request: TrainingRequest): Tag[] {
  const unknown = request.selectedTags.filter((id) => !project.tags.some((tag) => tag.id === id));
  if (unknown.length > 0) {
    throw badRequest('BadRequestInvalidIds', `The project has no tag with the id ${unknown.join(', ')}.`);
  }
  const { selectedTags } = request;
  return project.tags.filter((tag) => selectedTags.length === 0 || selectedTags.includes(tag.id));
}

function checkDataSet(project: Project, request: TrainingRequest): void {
  const { type } = project.settings.domain;
  const tags = trainedTags(project, request);
  if (type === 'ObjectDetection' && tags.some((tag) => tag.type === 'Negative')) {
    throw badRequest(
      'BadRequestDetectionTrainingNotAllowNegativeTag',
      'Object detection cannot be trained with a negative tag.',
    );
  }
  const minimumTags = MINIMUM_TAGS[type];
  if (tags.filter((tag) => tag.type === 'Regular').length < minimumTags) {
    throw tooLittle(project, 'Not enough images for training');
  }
  const minimumImages = MINIMUM_IMAGES_PER_TAG[type];
  if (tags.some(({ id }) => imagesOfTag(id, project.images) < minimumImages)) {
    throw tooLittle(project, 'Not enough images per tag for training');
  }
}

function tooLittle(project: Project, message: string): ApiError {
  const { domain, classificationType } = project.settings;
  if (domain.type === 'ObjectDetection') {
    return badRequest('BadRequestDetectionTrainingValidationFailed', message);
  }
  switch (classificationType) {
    case 'Multiclass':
      return badRequest('BadRequestMultiClassClassificationTrainingValidationFailed', message);
    case 'Multilabel':
      return badRequest('BadRequestMultiLabelClassificationTrainingValidationFailed', message);
    case null:
      return badRequest('BadRequestClassificationTrainingValidationFailed', message);
  }
}

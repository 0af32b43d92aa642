/** The JSON shapes of the training API, member by member as the Swagger of each version lists them. */
import { knowsUris } from '../resource/behavior.ts';
import type { ApiVersion, ProjectBehavior } from '../resource/behavior.ts';
import type { Domain, Platform } from '../resource/domains.ts';
import type { Performance } from '../resource/performance.ts';
import { imagesOfTag } from '../resource/project.ts';
import type { Image, Iteration, ModelExport, Project, StoredFile, Tag } from '../resource/project.ts';
import { written } from './unset.ts';

const PROJECT_TEXTS = ['description', 'thumbnailUri'];
const SETTINGS_TEXTS = ['detectionParameters', 'exportModelContainerUri', 'notificationQueueUri'];
const ITERATION_TEXTS = ['publishName', 'originalPublishResourceId', 'trainingErrorDetails'];
const ITERATION_OTHERS = ['trainedAt', 'domainId', 'classificationType', 'customBaseModelInfo'];

export function projectJson(project: Project, version: ApiVersion): object {
  const { settings, behavior } = project;
  const settingsJson = {
    ...settings.unknown,
    domainId: settings.domain.id,
    classificationType: settings.classificationType,
    targetExportPlatforms: platformsJson(settings.targetExportPlatforms, version),
    useNegativeSet: project.tags.some((tag) => tag.type === 'Negative'),
    detectionParameters: '',
    imageProcessingSettings: { augmentationMethods: settings.augmentationMethods },
    ...(knowsUris(behavior, version) && {
      exportModelContainerUri: settings.exportModelContainerUri,
      notificationQueueUri: settings.notificationQueueUri,
    }),
  };
  const json = {
    id: project.id,
    name: project.name,
    description: project.description,
    settings: written(settingsJson, { texts: SETTINGS_TEXTS, others: ['classificationType'] }, behavior),
    created: dateJson(project.created, behavior),
    lastModified: dateJson(project.lastModified, behavior),
    thumbnailUri: '',
    drModeEnabled: project.readOnly,
    status: project.status,
  };
  return written(json, { texts: PROJECT_TEXTS }, behavior);
}

export function iterationJson(iteration: Iteration, project: Project, version: ApiVersion): object {
  const { behavior } = project;
  const { request, trainedAt } = iteration;
  const completed = iteration.status === 'Completed';
  // The service tells the domain only when it measures the new model.
  const told = completed || iteration.evaluating;
  const platforms = platformsJson(iteration.domain.exportablePlatforms, version);
  const json = {
    id: iteration.id,
    name: iteration.name,
    status: iteration.status,
    created: dateJson(iteration.created, behavior),
    lastModified: dateJson(iteration.lastModified, behavior),
    trainedAt: trainedAt === null ? null : dateJson(trainedAt, behavior),
    projectId: project.id,
    exportable: completed && platforms.length > 0,
    exportableTo: platforms,
    domainId: told ? iteration.domain.id : null,
    classificationType: told ? iteration.classificationType : null,
    trainingType: request.trainingType,
    reservedBudgetInHours: request.reservedBudgetInHours,
    trainingTimeInMinutes: iteration.trainingTimeInMinutes,
    publishName: iteration.publishName,
    originalPublishResourceId: iteration.publishResourceId,
    ...(version === 'v3.4-preview' && {
      customBaseModelInfo: request.customBaseModel,
      trainingErrorDetails: iteration.trainingErrorDetails,
    }),
  };
  return written(json, { texts: ITERATION_TEXTS, others: ITERATION_OTHERS }, behavior);
}

export function exportJson(done: ModelExport, behavior: ProjectBehavior): object {
  const json = {
    platform: done.platform,
    status: done.status,
    downloadUri: linkJson({ path: done.path, url: done.downloadUri }, behavior),
    flavor: done.flavor,
    newerVersionAvailable: false,
  };
  return written(json, { texts: ['downloadUri', 'flavor'] }, behavior);
}

export function domainJson(domain: Domain, version: ApiVersion): object {
  return {
    id: domain.id,
    name: domain.name,
    type: domain.type,
    exportable: domain.exportablePlatforms.length > 0,
    enabled: true,
    ...(version === 'v3.4-preview' && {
      exportablePlatforms: domain.exportablePlatforms,
      modelInformation: { description: domain.description },
    }),
  };
}

export function tagJson(tag: Tag, images: readonly Image[], behavior: ProjectBehavior): object {
  const { id, name, description, type } = tag;
  const json = { id, name, description, type, imageCount: imagesOfTag(id, images) };
  return written(json, { texts: ['description'] }, behavior);
}

export function performanceJson({ perTag, ...whole }: Performance): object {
  return { perTagPerformance: perTag, ...whole };
}

/** ISO 8601 with the service's seven fractional digits. */
export function dateJson(ms: number, behavior: ProjectBehavior): string {
  const zone = behavior.dates === 'utc' ? 'Z' : '';
  return `${new Date(ms).toISOString().replace('Z', '')}0000${zone}`;
}

/** A link to a file of the service's own storage, or a path for GetArtifact. */
export function linkJson(file: StoredFile, { downloadUris }: ProjectBehavior): string {
  return downloadUris === 'relative' ? file.path : file.url;
}

/** OpenVino is in the Swagger of v3.4-preview only. */
function platformsJson(platforms: readonly Platform[], version: ApiVersion): Platform[] {
  return platforms.filter((platform) => platform !== 'OpenVino' || version === 'v3.4-preview');
}

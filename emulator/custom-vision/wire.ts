/** The JSON shapes of the training API, member by member as the Swagger of each version lists them. */
import { knowsUris } from './behavior.ts';
import type { ApiVersion, ProjectBehavior } from './behavior.ts';
import type { Domain, Platform } from './domains.ts';
import { imagesOfTag } from './project.ts';
import type { Image, Iteration, ModelExport, Project, Tag } from './project.ts';

export function projectJson(project: Project, version: ApiVersion): object {
  const { settings, behavior } = project;
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    settings: {
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
    },
    created: dateJson(project.created, behavior),
    lastModified: dateJson(project.lastModified, behavior),
    thumbnailUri: '',
    drModeEnabled: project.readOnly,
    status: 'Succeeded',
  };
}

export function iterationJson(iteration: Iteration, project: Project, version: ApiVersion): object {
  const { behavior } = project;
  const { request, trainedAt } = iteration;
  const completed = iteration.status === 'Completed';
  const platforms = platformsJson(iteration.domain.exportablePlatforms, version);
  return {
    id: iteration.id,
    name: iteration.name,
    status: iteration.status,
    created: dateJson(iteration.created, behavior),
    lastModified: dateJson(iteration.lastModified, behavior),
    trainedAt: trainedAt === null ? null : dateJson(trainedAt, behavior),
    projectId: project.id,
    exportable: completed && platforms.length > 0,
    exportableTo: platforms,
    // As in the published examples: nothing is said of the domain before the training has ended.
    domainId: completed ? iteration.domain.id : null,
    classificationType: completed ? iteration.classificationType : null,
    trainingType: request.trainingType,
    reservedBudgetInHours: request.reservedBudgetInHours,
    trainingTimeInMinutes: iteration.trainingTimeInMinutes,
    publishName: iteration.publishName,
    originalPublishResourceId: '',
    ...(version === 'v3.4-preview' && {
      customBaseModelInfo: request.customBaseModel,
      trainingErrorDetails: iteration.trainingErrorDetails,
    }),
  };
}

export function exportJson(done: ModelExport): object {
  return {
    platform: done.platform,
    status: done.status,
    downloadUri: done.downloadUri,
    flavor: done.flavor,
    newerVersionAvailable: false,
  };
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

export function tagJson(tag: Tag, images: readonly Image[]): object {
  const { id, name, description, type } = tag;
  return { id, name, description, type, imageCount: imagesOfTag(id, images) };
}

/** ISO 8601 with the service's seven fractional digits. */
function dateJson(ms: number, behavior: ProjectBehavior): string {
  const zone = behavior.dates === 'utc' ? 'Z' : '';
  return `${new Date(ms).toISOString().replace('Z', '')}0000${zone}`;
}

/** OpenVino is in the Swagger of v3.4-preview only. */
function platformsJson(platforms: readonly Platform[], version: ApiVersion): Platform[] {
  return platforms.filter((platform) => platform !== 'OpenVino' || version === 'v3.4-preview');
}

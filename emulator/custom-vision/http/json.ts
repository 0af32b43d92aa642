/** The JSON shapes of the training API, member by member as the Swagger of each version lists them. */
import { knowsUris } from '../resource/behavior.ts';
import type { ApiVersion, ProjectBehavior } from '../resource/behavior.ts';
import type { Domain, Platform } from '../resource/domains.ts';
import type { SetFigure, ToldFigures } from '../resource/figures.ts';
import type { Performance } from '../resource/performance.ts';
import { imagesOfTag } from '../resource/project.ts';
import type { Image, Iteration, ModelExport, Project, Tag } from '../resource/project.ts';
import type { CustomVisionService } from '../resource/resource.ts';
import { written } from './unset.ts';

const PROJECT_TEXTS = ['description', 'thumbnailUri'];
const URIS = ['exportModelContainerUri', 'notificationQueueUri'];
const SETTINGS_TEXTS = ['detectionParameters', ...URIS];
const ITERATION_TEXTS = ['publishName', 'originalPublishResourceId', 'trainingErrorDetails'];
const ITERATION_OTHERS = ['trainedAt', 'domainId', 'classificationType', 'customBaseModelInfo'];
/** What an iteration can be exported to on versions before v3.4-preview, whatever else its domain can. */
const OLDER_PLATFORMS: readonly Platform[] = ['CoreML', 'DockerFile', 'ONNX', 'TensorFlow'];
const MS_PER_SECOND = 1000;

/** What an answer is written for. */
export interface View {
  version: ApiVersion;
  service: Pick<CustomVisionService, 'link'>;
}

export function projectJson(project: Project, { version, service }: View): object {
  const { settings, behavior } = project;
  const settingsJson = {
    ...settings.unknown,
    domainId: settings.domain.id,
    classificationType: settings.classificationType,
    targetExportPlatforms: platformsJson(settings.targetExportPlatforms, version),
    // So on every recorded project, whether it has a negative tag or not.
    useNegativeSet: true,
    detectionParameters: null,
    imageProcessingSettings: { augmentationMethods: settings.augmentationMethods },
    ...(knowsUris(behavior, version) && {
      exportModelContainerUri: settings.exportModelContainerUri,
      notificationQueueUri: settings.notificationQueueUri,
    }),
  };
  const images = project.status === 'Succeeded' ? project.images : [];
  const pictured = images.find(({ file }) => file !== null);
  const json = {
    id: project.id,
    name: project.name,
    description: project.description ?? '',
    settings: written(
      settingsJson,
      { texts: SETTINGS_TEXTS, others: ['classificationType'], absent: URIS },
      behavior,
    ),
    created: dateJson(project.created, behavior),
    lastModified: dateJson(project.lastModified, behavior),
    thumbnailUri: pictured === undefined ? null : linkJson(pictured.file?.thumbnail ?? '', behavior, service),
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
  const { exportablePlatforms } = iteration.domain;
  const older = OLDER_PLATFORMS.filter((platform) => exportablePlatforms.includes(platform));
  const json = {
    id: iteration.id,
    name: iteration.name,
    status: iteration.status,
    created: dateJson(iteration.created, behavior),
    lastModified: dateJson(iteration.lastModified, behavior),
    trainedAt: trainedAt === null ? null : dateJson(trainedAt, behavior),
    projectId: project.id,
    exportable: completed && exportablePlatforms.length > 0,
    exportableTo: version === 'v3.4-preview' || !told ? null : older,
    domainId: told ? iteration.domain.id : null,
    classificationType: told ? iteration.classificationType : null,
    trainingType: request.trainingType,
    reservedBudgetInHours: request.reservedBudgetInHours,
    trainingTimeInMinutes: iteration.trainingTimeInMinutes,
    publishName: iteration.publishName || null,
    originalPublishResourceId: iteration.publishResourceId || null,
    ...(version === 'v3.4-preview' && {
      customBaseModelInfo: request.customBaseModel,
      trainingErrorDetails: iteration.trainingErrorDetails,
    }),
  };
  return written(json, { texts: ITERATION_TEXTS, others: ITERATION_OTHERS, absent: ['trainedAt'] }, behavior);
}

export function exportJson(done: ModelExport, behavior: ProjectBehavior): object {
  const json = {
    platform: done.platform,
    status: done.status,
    downloadUri: linkOf(done.path, done.downloadUri, behavior) || null,
    flavor: done.flavor ?? defaultFlavor(done, behavior),
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
      modelInformation: domain.model && {
        estimatedModelSizeInMegabytes: domain.model.megabytes,
        description: domain.model.description,
      },
    }),
  };
}

export function tagJson(tag: Tag, images: readonly Image[], behavior: ProjectBehavior): object {
  const { id, name, description, type } = tag;
  const json = { id, name, description, type, imageCount: imagesOfTag(id, images) };
  return written(json, { texts: ['description'] }, behavior);
}

export function performanceJson({ perTag, ...whole }: Performance): object {
  return {
    perTagPerformance: perTag.map(({ id, name, ...figures }) => ({ id, name, ...figuresJson(figures) })),
    ...figuresJson(whole),
  };
}

function figuresJson(figures: ToldFigures): object {
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([, value]) => value !== 'absent')
      .map(([name, value]) => [name, figureJson(value)]),
  );
}

/** The service writes a whole number as `1.0` here, and what is no number as a text. */
function figureJson(value: SetFigure): unknown {
  if (value === null || value === 'absent' || Number.isNaN(value)) {
    return value === null ? null : 'NaN';
  }
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  return Number.isInteger(value) ? rawJSON(value.toFixed(1)) : Math.round(value * 1e6) / 1e6;
}

/** A time of a project, an iteration or a prediction. */
export function dateJson(ms: number, behavior: ProjectBehavior): string {
  const { text, all } = dateParts(ms, behavior);
  return all ?? `${text}Z`;
}

/** A time of an image, of its tags or its regions: as many digits as it needs, and no zone. */
export function imageDateJson(ms: number, behavior: ProjectBehavior): string {
  const { text, all } = dateParts(ms, behavior);
  return all ?? text.replace(/\.?0+$/, '');
}

function dateParts(ms: number, behavior: ProjectBehavior): { text: string; all?: string } {
  const ahead = Math.round(behavior.dataAheadSeconds * MS_PER_SECOND);
  const text = new Date(ms + ahead).toISOString().replace('Z', '');
  if (behavior.dates === 'usual') return { text };
  return { text, all: `${text}0000${behavior.dates === 'utc' ? 'Z' : ''}` };
}

/** A link to a file of the service's own storage, or a path for GetArtifact. */
export function linkJson(path: string, behavior: ProjectBehavior, service: View['service']): string {
  return linkOf(path, path === '' ? '' : service.link(path), behavior);
}

function linkOf(path: string, absolute: string, { downloadUris }: ProjectBehavior): string {
  if (downloadUris === 'relative') return relative(path);
  if (downloadUris === 'absolute' || absolute === '') return absolute;
  const url = new URL(absolute);
  // Nobody listens at port 1; a signature of nobody is refused.
  if (downloadUris === 'unreachable') url.port = '1';
  else url.searchParams.set('sig', 'bm9ib2R5');
  return url.href;
}

function relative(path: string): string {
  return path === '' ? '' : `/${path}`;
}

function defaultFlavor({ platform }: ModelExport, behavior: ProjectBehavior): string | null {
  return platform === 'TensorFlow' && behavior.defaultFlavor === 'named' ? 'TensorFlowNormal' : null;
}

/** OpenVino is in the Swagger of v3.4-preview only, and IVS in none. */
function platformsJson(platforms: readonly Platform[], version: ApiVersion): Platform[] {
  return platforms.filter(
    (platform) => version === 'v3.4-preview' || !['OpenVino', 'IVS'].includes(platform),
  );
}

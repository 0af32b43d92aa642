/** Reads the request bodies that the training API takes. */
import { badRequest } from '../resource/api-error.ts';
import { knowsUris } from '../resource/behavior.ts';
import type { ApiVersion } from '../resource/behavior.ts';
import { asPlatform, findDomain } from '../resource/domains.ts';
import type { Domain, Platform } from '../resource/domains.ts';
import { asGuid, asList, asObject, asOptionalText, asText, requiredMember } from './parameters.ts';
import type { Json, JsonObject } from './parameters.ts';
import type { ClassificationType, CustomBaseModel, Project } from '../resource/project.ts';
import { defaultDomain, defaultSettings } from '../resource/project-settings.ts';
import type { ProjectUpdate } from '../resource/projects.ts';

const PROJECT_MEMBERS = [
  'id',
  'name',
  'description',
  'settings',
  'created',
  'lastModified',
  'thumbnailUri',
  'drModeEnabled',
  'status',
];
const SETTINGS_MEMBERS = [
  'domainId',
  'classificationType',
  'targetExportPlatforms',
  'useNegativeSet',
  'detectionParameters',
  'imageProcessingSettings',
  // The Swagger of v3.4-preview lists these; the integration guide sends them on v3.3 as well.
  'exportModelContainerUri',
  'notificationQueueUri',
];
const ITERATION_MEMBERS = [
  'id',
  'name',
  'status',
  'created',
  'lastModified',
  'trainedAt',
  'projectId',
  'exportable',
  'exportableTo',
  'domainId',
  'classificationType',
  'trainingType',
  'reservedBudgetInHours',
  'trainingTimeInMinutes',
  'publishName',
  'originalPublishResourceId',
];
const ITERATION_MEMBERS_3_4 = [...ITERATION_MEMBERS, 'customBaseModelInfo', 'trainingErrorDetails'];

/** Settings that the body leaves out fall back to their defaults, so a caller has to send all that it has read. */
export function projectUpdate(body: Json | undefined, project: Project, version: ApiVersion): ProjectUpdate {
  const update = asObject(body, 'The project', PROJECT_MEMBERS);
  const status = update.status ?? 'Succeeded';
  if (!['Succeeded', 'Importing', 'Failed'].includes(asText(status, 'status'))) {
    throw badRequest('BadRequestInvalid', `"status" must be Succeeded, Importing or Failed.`);
  }
  return {
    name: asText(requiredMember(update, 'name'), 'name'),
    description: asOptionalText(requiredMember(update, 'description'), 'description'),
    ...settingsUpdate(update, project, version),
  };
}

function settingsUpdate(
  update: JsonObject,
  project: Project,
  version: ApiVersion,
): Pick<ProjectUpdate, 'settings' | 'uris'> {
  const { patchWithoutSettings } = project.behavior;
  if (update.settings === undefined && patchWithoutSettings === 'kept') return { settings: project.settings };
  const given =
    patchWithoutSettings === 'reset' ? (update.settings ?? {}) : requiredMember(update, 'settings');
  const shownUnknown = Object.keys(project.settings.unknown);
  const settings = asObject(given, 'settings', [...SETTINGS_MEMBERS, ...shownUnknown]);
  const domain = domainOf(settings.domainId, project.settings.domain.type);
  return {
    settings: {
      domain,
      classificationType: classificationTypeOf(settings.classificationType, domain),
      targetExportPlatforms: asList(settings.targetExportPlatforms, 'targetExportPlatforms').map(platformOf),
      augmentationMethods: augmentationsOf(settings.imageProcessingSettings),
      unknown: Object.fromEntries(
        Object.entries(settings).filter(([member]) => shownUnknown.includes(member)),
      ),
    },
    ...(knowsUris(project.behavior, version) && {
      uris: {
        exportModelContainerUri: asOptionalText(settings.exportModelContainerUri, 'exportModelContainerUri'),
        notificationQueueUri: asOptionalText(settings.notificationQueueUri, 'notificationQueueUri'),
      },
    }),
  };
}

/** @returns the new name, the only member that can be written */
export function iterationUpdate(body: Json | undefined, version: ApiVersion): string {
  const members = version === 'v3.4-preview' ? ITERATION_MEMBERS_3_4 : ITERATION_MEMBERS;
  return asText(requiredMember(asObject(body, 'The iteration', members), 'name'), 'name');
}

/** The body may be missing. */
export function trainingParameters(
  body: Json | undefined,
  version: ApiVersion,
): { selectedTags: string[]; customBaseModel: CustomBaseModel | null } {
  const members = version === 'v3.4-preview' ? ['selectedTags', 'customBaseModelInfo'] : ['selectedTags'];
  const parameters: JsonObject = body == null ? {} : asObject(body, 'The training parameters', members);
  const base = parameters.customBaseModelInfo;
  return {
    selectedTags: asList(parameters.selectedTags, 'selectedTags').map((id) => asGuid(id, 'selectedTags')),
    customBaseModel: base == null ? null : baseModel(base),
  };
}

function baseModel(value: Json): CustomBaseModel {
  const info = asObject(value, 'customBaseModelInfo', ['projectId', 'iterationId']);
  return {
    projectId: asGuid(requiredMember(info, 'projectId'), 'customBaseModelInfo.projectId'),
    iterationId: asGuid(requiredMember(info, 'iterationId'), 'customBaseModelInfo.iterationId'),
  };
}

export function domainOf(value: Json | undefined, type: Domain['type']): Domain {
  if (value == null) return defaultDomain(type);
  const domain = findDomain(asGuid(value, 'settings.domainId'));
  if (domain === undefined) {
    throw badRequest('BadRequestProjectUnknownDomain', `There is no domain ${JSON.stringify(value)}.`);
  }
  return domain;
}

export function classificationTypeOf(value: Json | undefined, domain: Domain): ClassificationType | null {
  const text = asOptionalText(value, 'settings.classificationType');
  if (text === null) return defaultSettings(domain).classificationType;
  if (text !== 'Multiclass' && text !== 'Multilabel') {
    throw badRequest(
      'BadRequestProjectUnknownClassification',
      `"classificationType" must be Multiclass or Multilabel, not "${text}".`,
    );
  }
  return text;
}

export function platformOf(value: Json): Platform {
  const platform = asPlatform(asText(value, 'targetExportPlatforms'));
  if (platform === undefined) {
    throw badRequest(
      'BadRequestProjectUnsupportedExportPlatform',
      `There is no platform ${JSON.stringify(value)}.`,
    );
  }
  return platform;
}

function augmentationsOf(value: Json | undefined): Readonly<Record<string, boolean>> {
  const fallback = defaultSettings().augmentationMethods;
  if (value == null) return fallback;
  const { augmentationMethods } = asObject(value, 'imageProcessingSettings', ['augmentationMethods']);
  if (augmentationMethods == null) return fallback;
  if (typeof augmentationMethods !== 'object' || Array.isArray(augmentationMethods)) {
    throw badRequest(
      'BadRequestProjectImagePreprocessingSettings',
      '"augmentationMethods" must be an object.',
    );
  }
  return Object.fromEntries(
    Object.entries(augmentationMethods).map(([method, enabled]) => {
      if (typeof enabled !== 'boolean') {
        throw badRequest(
          'BadRequestProjectImagePreprocessingSettings',
          `The augmentation "${method}" must be true or false.`,
        );
      }
      return [method, enabled];
    }),
  );
}

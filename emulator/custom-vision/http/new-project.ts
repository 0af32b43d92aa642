/** Reads a request for CreateProject: its query, and the two URIs, which each version takes in its own way. */
import { classificationTypeOf, domainOf, platformOf } from './request-bodies.ts';
import { knowsUris } from '../resource/behavior.ts';
import type { Call } from './operation.ts';
import { asObject, asOptionalText } from './parameters.ts';
import type { JsonObject } from './parameters.ts';
import { ALL_AUGMENTATIONS } from '../resource/project.ts';
import type { ProjectUpdate } from '../resource/projects.ts';

/** @throws ApiError for what is missing, unknown or unreadable */
export function newProject({ service, version, query, body }: Call): ProjectUpdate {
  const domain = domainOf(query.text('domainId'), 'Classification');
  const options: JsonObject =
    body == null ? {} : asObject(body, 'The options', ['exportModelContainerUri', 'notificationQueueUri']);
  const uri = (name: 'exportModelContainerUri' | 'notificationQueueUri'): string | null =>
    version === 'v3.3' ? (query.text(name) ?? null) : asOptionalText(options[name], name);
  return {
    name: query.requiredText('name'),
    description: query.text('description') ?? null,
    settings: {
      domain,
      classificationType: classificationTypeOf(query.text('classificationType'), domain),
      targetExportPlatforms: query.list('targetExportPlatforms').map(platformOf),
      augmentationMethods: ALL_AUGMENTATIONS,
      unknown: {},
    },
    ...(knowsUris(service.projects.defaults, version) && {
      uris: {
        exportModelContainerUri: uri('exportModelContainerUri'),
        notificationQueueUri: uri('notificationQueueUri'),
      },
    }),
  };
}

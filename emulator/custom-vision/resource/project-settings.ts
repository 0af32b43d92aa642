/** The defaults of a project's settings, and which settings go together. */
import { badRequest } from './api-error.ts';
import { DETECTION_GENERAL, GENERAL } from './domains.ts';
import type { Domain } from './domains.ts';
import { ALL_AUGMENTATIONS } from './project.ts';
import type { ProjectSettings } from './project.ts';

/** The value of a setting that a PATCH leaves out. */
export function defaultSettings(domain: Domain = GENERAL): ProjectSettings {
  return {
    domain,
    // A detection project reports one as well: it says nothing of what kind the project is.
    classificationType: domain.type === 'Classification' ? 'Multilabel' : 'Multiclass',
    targetExportPlatforms: [],
    augmentationMethods: ALL_AUGMENTATIONS,
    exportModelContainerUri: null,
    notificationQueueUri: null,
    unknown: {},
  };
}

/** The domain a project of this type falls back to. */
export function defaultDomain(type: Domain['type']): Domain {
  return type === 'Classification' ? GENERAL : DETECTION_GENERAL;
}

/** @throws ApiError BadRequestProjectUnsupportedExportPlatform */
export function checkPlatforms({
  domain,
  targetExportPlatforms,
}: Pick<ProjectSettings, 'domain' | 'targetExportPlatforms'>): void {
  const impossible = targetExportPlatforms.filter(
    (platform) => !domain.exportablePlatforms.includes(platform),
  );
  if (impossible.length > 0) {
    throw badRequest(
      'BadRequestProjectUnsupportedExportPlatform',
      `The domain ${domain.name} cannot be exported to ${impossible.join(', ')}.`,
    );
  }
}

/** The operations of the training API, named and parameterized as in the Swagger. */
import type { Operation } from './operation.ts';
import { DOMAIN_OPERATIONS } from './operations/domains.ts';
import { EXPORT_OPERATIONS } from './operations/exports.ts';
import { IMAGE_CHANGES } from './operations/image-changes.ts';
import { IMAGE_OPERATIONS } from './operations/images.ts';
import { ITERATION_OPERATIONS } from './operations/iterations.ts';
import { PREDICTION_OPERATIONS } from './operations/predictions.ts';
import { PROJECT_OPERATIONS } from './operations/projects.ts';
import { TAG_OPERATIONS } from './operations/tags.ts';
import { asGuid } from './parameters.ts';

export const OPERATIONS: readonly Operation[] = [
  ...DOMAIN_OPERATIONS,
  ...PROJECT_OPERATIONS,
  ...TAG_OPERATIONS,
  ...IMAGE_OPERATIONS,
  ...IMAGE_CHANGES,
  ...ITERATION_OPERATIONS,
  ...EXPORT_OPERATIONS,
  ...PREDICTION_OPERATIONS,
];

/** Operations that the service has and the emulator lacks: the emulator refuses them and names them. */
export const NOT_EMULATED: readonly Pick<Operation, 'id' | 'method' | 'path'>[] = [
  { id: 'CreateImagesFromPredictions', method: 'POST', path: '/projects/{projectId}/images/predictions' },
  {
    id: 'GetImageRegionProposals',
    method: 'POST',
    path: '/projects/{projectId}/images/{imageId}/regionproposals',
  },
  { id: 'QuerySuggestedImages', method: 'POST', path: '/projects/{projectId}/images/suggested' },
  { id: 'QuerySuggestedImageCount', method: 'POST', path: '/projects/{projectId}/images/suggested/count' },
  { id: 'SuggestTagsAndRegions', method: 'POST', path: '/projects/{projectId}/tagsandregions/suggestions' },
  {
    id: 'GetImagePerformances',
    method: 'GET',
    path: '/projects/{projectId}/iterations/{iterationId}/performance/images',
  },
  {
    id: 'GetImagePerformanceCount',
    method: 'GET',
    path: '/projects/{projectId}/iterations/{iterationId}/performance/images/count',
  },
  { id: 'DeletePrediction', method: 'DELETE', path: '/projects/{projectId}/predictions' },
  { id: 'QueryPredictions', method: 'POST', path: '/projects/{projectId}/predictions/query' },
  { id: 'QuickTestImageUrl', method: 'POST', path: '/projects/{projectId}/quicktest/url' },
];

/** @throws ApiError if a path's id is no GUID */
export function pathId(values: Readonly<Record<string, string>>, name: string): string {
  return asGuid(values[name], name);
}

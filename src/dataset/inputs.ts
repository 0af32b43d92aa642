/**
 * The inputs of the action `dataset`.
 */
import type { ClassificationType } from '../custom-vision/resource-api.ts';
import type { Env } from '../env.ts';
import {
  type Access,
  checkHosts,
  checkLogin,
  checkProxy,
  lockOfResource,
  readAccess,
} from '../inputs/access.ts';
import { parseName } from '../inputs/parsers.ts';
import { stepReader } from '../inputs/step-reader.ts';
import { checkWhichProject, readWhichProject, type WhichProject } from '../inputs/which-project.ts';

export type DatasetFormat = 'folders' | 'coco' | 'jsonl';

export interface DatasetInputs extends Access {
  readonly project: WhichProject;
  /** Name or id, of a project that is created. */
  readonly domain: string | null;
  readonly classificationType: ClassificationType | null;
  /** A folder, or an annotation file in it; from the workspace on, unless it is absolute. */
  readonly path: string;
  readonly format: DatasetFormat;
  /** Whether images of this data set whose files are gone are deleted. */
  readonly delete: boolean;
  /** Whether the run only says what it would do. */
  readonly dryRun: boolean;
  /** How many images are sent at once. */
  readonly concurrency: number;
}

/** The defaults of its action.yml, where `dry-run` has none: that depends on what started the workflow. */
export const DATASET_DEFAULTS: Readonly<Record<string, string>> = {
  format: 'folders',
  delete: 'false',
  concurrency: '20',
};

const EXPECTED = {
  domain: 'the name or id of a domain, such as: General (compact)',
  path: 'a folder or an annotation file of the repository, such as: images',
};
const MOST_AT_ONCE = 50;
/** Events of a pull request, whose images are not those of the branch that is trained. */
const PULL_REQUESTS = ['pull_request', 'pull_request_target'];

/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
export function readDatasetInputs(mask: (secret: string) => void, env: Env): DatasetInputs {
  const dryRun = String(PULL_REQUESTS.includes(env.GITHUB_EVENT_NAME ?? ''));
  const defaults = { ...DATASET_DEFAULTS, 'dry-run': dryRun };
  const reader = stepReader({ defaults, keys: ['training-key'], urls: ['endpoint'] }, mask, env);
  const inputs: DatasetInputs = {
    ...readAccess(reader),
    project: readWhichProject(reader),
    domain: reader.optional('domain', EXPECTED.domain, parseName),
    classificationType:
      reader.text('classification-type') === ''
        ? null
        : reader.choice('classification-type', 'Multiclass', 'Multilabel'),
    path: reader.required('path', EXPECTED.path, parseName, ''),
    format: reader.choice('format', 'folders', 'coco', 'jsonl'),
    delete: reader.boolean('delete'),
    dryRun: reader.boolean('dry-run'),
    concurrency: reader.integer('concurrency', 1, MOST_AT_ONCE, 20),
  };
  checkHosts([['endpoint', inputs.endpoint]], reader);
  checkWhichProject(reader);
  checkLogin(inputs, [lockOfResource(inputs)], reader, env);
  checkProxy(reader, env);
  reader.refuse();
  return inputs;
}

/**
 * What the training API has, read from its JSON. The service may send unset members as `""`, as `null` or not at all,
 * and timestamps without a zone; nothing outside of this file sees that. Source: the published Swagger, v3.4-preview.
 */
import { guidOf } from './names.ts';

export interface Project {
  /** Lower-case GUID. */
  readonly id: string;
  readonly name: string;
  /** The service is in its disaster recovery mode, and refuses everything that writes. */
  readonly readOnly: boolean;
  readonly domainId: string | null;
  /** `null` for object detection, and if the service does not say it. */
  readonly classificationType: string | null;
  readonly notificationQueueUri: string | null;
  readonly exportModelContainerUri: string | null;
  /** What an update has to send back unchanged, unknown members included: the service may reset what it leaves out. */
  readonly updatable: {
    name: unknown;
    description: unknown;
    status: unknown;
    settings: Record<string, unknown>;
  };
}

export interface Domain {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly exportable: boolean;
  /** `null` if the service does not say it, as on v3.3. */
  readonly exportablePlatforms: readonly string[] | null;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  /** `null` if the service does not say it. */
  readonly imageCount: number | null;
}

export interface Iteration {
  readonly id: string;
  readonly name: string;
  /** The Swagger lists no values of `status`: everything but the three known ones counts as running. */
  readonly state: 'new' | 'running' | 'completed' | 'failed';
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly trainedAt: number | null;
  /** The one that it was trained in; `null` if the service does not say it, as before the end of a training. */
  readonly domainId: string | null;
  readonly exportableTo: readonly string[];
  /** Its name in a prediction resource; `null`: it is not published. */
  readonly publishName: string | null;
  /** Foreign text. */
  readonly trainingErrorDetails: string | null;
}

export interface Export {
  readonly platform: string;
  readonly flavor: string | null;
  readonly state: 'exporting' | 'done' | 'failed';
  /** Absolute, or relative to the artifacts operation; its query is a secret. */
  readonly downloadUri: string | null;
}

export function readProject(value: unknown): Project {
  const project = record(value);
  const settings = record(project.settings ?? {});
  return {
    id: id(project.id),
    name: text(project.name) ?? '',
    readOnly: project.drModeEnabled === true,
    domainId: text(settings.domainId)?.toLowerCase() ?? null,
    classificationType: text(settings.classificationType),
    notificationQueueUri: text(settings.notificationQueueUri),
    exportModelContainerUri: text(settings.exportModelContainerUri),
    updatable: {
      name: project.name,
      // An update must have a description, and an answer may leave out what is unset.
      description: project.description ?? null,
      status: project.status,
      settings,
    },
  };
}

export function readDomain(value: unknown): Domain {
  const domain = record(value);
  return {
    id: id(domain.id),
    name: text(domain.name) ?? '',
    type: text(domain.type) ?? '',
    exportable: domain.exportable === true,
    exportablePlatforms: texts(domain.exportablePlatforms),
  };
}

export function readTag(value: unknown): Tag {
  const { id: tagId, name, imageCount } = record(value);
  return {
    id: id(tagId),
    name: text(name) ?? '',
    imageCount: typeof imageCount === 'number' ? imageCount : null,
  };
}

const STATES = { New: 'new', Completed: 'completed', Failed: 'failed' } as const;

export function readIteration(value: unknown): Iteration {
  const iteration = record(value);
  return {
    id: id(iteration.id),
    name: text(iteration.name) ?? '',
    state: known(STATES, iteration.status) ?? 'running',
    created: time(iteration.created) ?? 0,
    trainedAt: time(iteration.trainedAt),
    domainId: text(iteration.domainId)?.toLowerCase() ?? null,
    exportableTo: texts(iteration.exportableTo) ?? [],
    publishName: text(iteration.publishName),
    trainingErrorDetails: text(iteration.trainingErrorDetails),
  };
}

export function readExport(value: unknown): Export {
  const found = record(value);
  const platform = text(found.platform);
  if (platform === null) {
    throw new TypeError('an export without a platform');
  }
  return {
    platform,
    flavor: text(found.flavor),
    state: known({ Done: 'done', Failed: 'failed' }, found.status) ?? 'exporting',
    downloadUri: text(found.downloadUri),
  };
}

/** Applies a reader to each entry of an array. */
export function readList<T>(read: (value: unknown) => T): (value: unknown) => T[] {
  return (value) => {
    if (!Array.isArray(value)) {
      throw new TypeError('no list');
    }
    return value.map(read);
  };
}

/** By `trainedAt`, or `created` where it is not trained; never by `lastModified`, which a new name changes. */
export function newestFirst(all: readonly Iteration[]): Iteration[] {
  return [...all].sort((a, b) => (b.trainedAt ?? b.created) - (a.trainedAt ?? a.created));
}

export function newest(all: readonly Iteration[]): Iteration | undefined {
  return newestFirst(all)[0];
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('no object');
  }
  return value as Record<string, unknown>;
}

function id(value: unknown): string {
  const guid = guidOf(value);
  if (guid === undefined) {
    throw new TypeError('no id');
  }
  return guid;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function texts(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null;
}

function known<Word>(words: Readonly<Record<string, Word>>, value: unknown): Word | undefined {
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}

/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value: unknown): number | null {
  const found = text(value) ?? '';
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
  return Number.isNaN(ms) ? null : ms;
}

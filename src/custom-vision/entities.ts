/**
 * From the training API's JSON to the project's own words. Unset members may come as `""`, `null` or not at all,
 * and timestamps without a zone: both end here. Source: the published Swagger, v3.4-preview.
 */
import { guidOf } from './names.ts';

export interface Project {
  /** Lower-case GUID. */
  readonly id: string;
  readonly name: string;
  /** Disaster recovery mode: everything that writes is refused. */
  readonly readOnly: boolean;
  readonly domainId: string | null;
  /** `null` for object detection, and where the service does not tell. */
  readonly classificationType: string | null;
  readonly notificationQueueUri: string | null;
  readonly exportModelContainerUri: string | null;
  /** What an update has to send back unchanged, unknown members included: what is left out may be reset. */
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
  /** `null` where the service does not tell (v3.3). */
  readonly exportablePlatforms: readonly string[] | null;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  /** `null` where the service does not tell. */
  readonly imageCount: number | null;
}

export interface Iteration {
  readonly id: string;
  readonly name: string;
  /** The service's `status` has no list of values: what is neither of the three known ends is running. */
  readonly state: 'new' | 'running' | 'completed' | 'failed';
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly trainedAt: number | null;
  /** What it was trained in; `null` where the service does not tell, as before the end of a training. */
  readonly domainId: string | null;
  readonly exportableTo: readonly string[];
  /** Under which a prediction resource has it; `null`: it is not published. */
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
      // Required in an update, and unset members may be left out of what was read.
      description: project.description ?? null,
      status: project.status,
      settings,
    },
  };
}

export function readDomain(value: unknown): Domain {
  const domain = record(value);
  const platforms = domain.exportablePlatforms;
  return {
    id: id(domain.id),
    name: text(domain.name) ?? '',
    type: text(domain.type) ?? '',
    exportable: domain.exportable === true,
    exportablePlatforms: Array.isArray(platforms) ? texts(platforms) : null,
  };
}

export function readTag(value: unknown): Tag {
  const tag = record(value);
  return {
    id: id(tag.id),
    name: text(tag.name) ?? '',
    imageCount: typeof tag.imageCount === 'number' ? tag.imageCount : null,
  };
}

export function readIteration(value: unknown): Iteration {
  const iteration = record(value);
  const exportableTo = iteration.exportableTo;
  return {
    id: id(iteration.id),
    name: text(iteration.name) ?? '',
    state: iterationState(text(iteration.status)),
    created: time(iteration.created) ?? 0,
    trainedAt: time(iteration.trainedAt),
    domainId: text(iteration.domainId)?.toLowerCase() ?? null,
    exportableTo: Array.isArray(exportableTo) ? texts(exportableTo) : [],
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
  const status = text(found.status);
  return {
    platform,
    flavor: text(found.flavor),
    state: status === 'Done' ? 'done' : status === 'Failed' ? 'failed' : 'exporting',
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

function iterationState(status: string | null): Iteration['state'] {
  switch (status) {
    case 'New':
      return 'new';
    case 'Completed':
      return 'completed';
    case 'Failed':
      return 'failed';
    default:
      return 'running';
  }
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

function texts(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value: unknown): number | null {
  const found = text(value);
  if (found === null) {
    return null;
  }
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** By `trainedAt`, or `created` where it is not trained; never by `lastModified`, which a new name changes. */
export function newestFirst(all: readonly Iteration[]): Iteration[] {
  return [...all].sort((a, b) => (b.trainedAt ?? b.created) - (a.trainedAt ?? a.created));
}

export function newest(all: readonly Iteration[]): Iteration | undefined {
  return newestFirst(all)[0];
}

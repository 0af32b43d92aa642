/**
 * What the training API has, read from its JSON. The service may send unset members as `""`, as `null` or not at all,
 * and timestamps without a zone; nothing outside of this file sees that. Source: the published Swagger, v3.4-preview.
 */
import { guidOf } from './names.ts';

type Json = Readonly<Record<string, unknown>>;

/** Makes a reader of an entity, which throws TypeError for everything that is no JSON object. */
export function entity<T>(read: (json: Json) => T): (value: unknown) => Readonly<T> {
  return (value) => read(record(value));
}

/** Makes a reader of an entity that has an id, which it turns into a lower-case GUID, and a name. */
function named<T extends object>(read: (json: Json) => T) {
  return entity((json) => ({ id: id(json.id), name: text(json.name) ?? '', ...read(json) }));
}

export type Project = ReturnType<typeof readProject>;
export const readProject = named((project) => {
  const settings = record(project.settings ?? {});
  return {
    /** The service is in its disaster recovery mode, and refuses everything that writes. */
    readOnly: project.drModeEnabled === true,
    /** `Succeeded`, or how far its import is: `Importing`, `Failed`; `null` if the service does not say it. */
    status: text(project.status),
    domainId: text(settings.domainId)?.toLowerCase() ?? null,
    /** The service gives one for object detection as well: what a project is for, the type of its domain says. */
    classificationType: text(settings.classificationType),
    notificationQueueUri: text(settings.notificationQueueUri),
    exportModelContainerUri: text(settings.exportModelContainerUri),
    /** What an update has to send back unchanged, unknown members included: the service may reset what it leaves out. */
    updatable: {
      name: project.name,
      // An update must have a description, and an answer may leave out what is unset.
      description: project.description ?? null,
      status: project.status,
      settings,
    },
  };
});

export type Domain = ReturnType<typeof readDomain>;
export const readDomain = named((domain) => ({
  type: text(domain.type) ?? '',
  exportable: domain.exportable === true,
  /** The service trains in it no more. */
  retired: domain.enabled === false,
  /** `null` if the service does not say it, as on v3.3. */
  exportablePlatforms: texts(domain.exportablePlatforms),
}));

export type Tag = ReturnType<typeof readTag>;
export const readTag = named((tag) => ({
  /** Whether it marks images that show nothing of the others: no training counts it as a tag. */
  negative: tag.type === 'Negative',
  /** `null` if the service does not say it. */
  imageCount: typeof tag.imageCount === 'number' ? tag.imageCount : null,
}));

const STATES = { New: 'new', Completed: 'completed', Failed: 'failed' } as const;

export type Iteration = ReturnType<typeof readIteration>;
export const readIteration = named((iteration) => ({
  /** The Swagger lists no values of `status`: everything but the three known ones counts as running. */
  state: known(STATES, iteration.status) ?? ('running' as const),
  /**
   * When the service made it, in milliseconds since the epoch. The service has the next iteration ready, blank, from the
   * moment on that a training begins: so this is when the training before it began, not its own. It gives the order.
   */
  created: time(iteration.created) ?? 0,
  /** When its training ended well; `null` until then. */
  trainedAt: time(iteration.trainedAt),
  /** The begin of its training changes this, and so do its end and a new name: it began then at the latest. */
  lastModified: time(iteration.lastModified),
  trainingType: text(iteration.trainingType),
  reservedBudgetHours:
    typeof iteration.reservedBudgetInHours === 'number' ? iteration.reservedBudgetInHours : null,
  /** The one that it was trained in; `null` if the service does not say it, as before the end of a training. */
  domainId: text(iteration.domainId)?.toLowerCase() ?? null,
  /** Its name in a prediction resource; `null`: it is not published. */
  publishName: text(iteration.publishName),
  /** ARM id of that resource; `null` where the service does not say it. */
  publishResourceId: text(iteration.originalPublishResourceId),
  /** Foreign text. */
  trainingErrorDetails: text(iteration.trainingErrorDetails),
}));

export type Export = ReturnType<typeof readExport>;
export const readExport = entity((found) => {
  const platform = text(found.platform);
  if (platform === null) {
    throw new TypeError('an export without a platform');
  }
  return {
    platform,
    flavor: text(found.flavor),
    state: known({ Done: 'done', Failed: 'failed' } as const, found.status) ?? ('exporting' as const),
    /** Absolute, or relative to the artifacts operation; its query is a secret. */
    downloadUri: text(found.downloadUri),
  };
});

const readFigures = entity((figures) => ({
  precision: share(figures.precision),
  recall: share(figures.recall),
  averagePrecision: share(figures.averagePrecision),
}));

const readTagPerformance = named((tag) => readFigures(tag));

/** How good an iteration is: figures from 0 to 1, each `null` where the service gives none. */
export type Performance = ReturnType<typeof readPerformance>;
export const readPerformance = entity((performance) => ({
  ...readFigures(performance),
  deviations: {
    precision: share(performance.precisionStdDeviation),
    recall: share(performance.recallStdDeviation),
  },
  tags: readList(readTagPerformance)(performance.perTagPerformance ?? []),
}));

export type Prediction = ReturnType<typeof readPrediction>;
const readPrediction = entity((prediction) => ({
  tagId: guidOf(prediction.tagId) ?? '',
  tagName: text(prediction.tagName) ?? '',
  /** From 0 to 1. */
  probability: share(prediction.probability) ?? 0,
  /** Whether it is about a part of the image, as for object detection. */
  hasBox: typeof prediction.boundingBox === 'object' && prediction.boundingBox !== null,
}));

/** What an iteration sees in an image, the most probable first. */
export function readPredictions(value: unknown): Prediction[] {
  const all = readList(readPrediction)(record(value).predictions);
  return all.sort((one, other) => other.probability - one.probability);
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

/** By `created`, which alone puts a training that runs or failed behind the one before it. */
export function newestFirst(all: readonly Iteration[]): Iteration[] {
  return [...all].sort((a, b) => b.created - a.created);
}

export function newest(all: readonly Iteration[]): Iteration | undefined {
  return newestFirst(all)[0];
}

export function record(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('no object');
  }
  return value as Json;
}

export function id(value: unknown): string {
  const guid = guidOf(value);
  if (guid === undefined) {
    throw new TypeError('no id');
  }
  return guid;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function share(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
}

function texts(value: unknown): readonly string[] | null {
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

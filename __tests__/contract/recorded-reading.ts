/** Reads recorded answers with the readers of the action’s own client, and says what they got wrong. */
import {
  readDomain,
  readExport,
  readIteration,
  readProject,
  readTag,
} from '../../src/custom-vision/entities.ts';
import type { RecordedExchange } from './recordings.ts';

type Json = Readonly<Record<string, unknown>>;

export interface Reading {
  /** How many the answer has that the action knows. */
  entities: number;
  wrong: string[];
}

interface Reader {
  /** Below a project’s path, or below that of the resource. */
  path: RegExp;
  /** What was read wrongly of one. */
  judge: (given: Json) => string[];
}

const same = (name: string, read: unknown, given: unknown): string[] =>
  read === given ? [] : [`${name}: ${JSON.stringify(read)} for ${JSON.stringify(given)}`];
const STATES: Readonly<Record<string, string>> = { Completed: 'completed', Failed: 'failed', New: 'new' };
const EXPORT_STATES: Readonly<Record<string, string>> = { Done: 'done', Failed: 'failed' };
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
/** A time without a zone is UTC. */
const timeOf = (value: unknown): number | null =>
  typeof value === 'string' ? Date.parse(value.endsWith('Z') ? value : `${value}Z`) : null;

const READERS: readonly Reader[] = [
  {
    path: /\/domains(\/[^/]+)?$/,
    judge(given) {
      const { id, name, type, exportable, exportablePlatforms } = readDomain(given);
      return [
        ...same('id', id, given.id),
        ...same('name', name, given.name),
        ...same('type', type, given.type),
        ...same('exportable', exportable, given.exportable),
        ...same(
          'platforms',
          JSON.stringify(exportablePlatforms),
          JSON.stringify(given.exportablePlatforms ?? null),
        ),
      ];
    },
  },
  {
    path: /\/projects(\/[^/]+)?$/,
    judge(given) {
      const { id, name, readOnly, domainId, notificationQueueUri, updatable } = readProject(given);
      const settings = given.settings as Json;
      return [
        ...same('id', id, given.id),
        ...same('name', name, given.name),
        ...same('read-only', readOnly, given.drModeEnabled),
        ...same('domain', domainId, settings.domainId),
        ...same('queue', notificationQueueUri, null),
        ...same('settings', updatable.settings, settings),
      ];
    },
  },
  {
    path: /\/tags(\/[^/]+)?$/,
    judge(given) {
      const { id, name, imageCount } = readTag(given);
      return [
        ...same('id', id, given.id),
        ...same('name', name, given.name),
        ...same('count', imageCount, given.imageCount),
      ];
    },
  },
  {
    path: /\/(iterations(\/[^/]+)?|train)$/,
    judge(given) {
      const { id, name, state, created, trainedAt, domainId, publishName } = readIteration(given);
      return [
        ...same('id', id, given.id),
        ...same('name', name, given.name),
        ...same('state', state, STATES[String(given.status)] ?? 'running'),
        ...same('created', created, timeOf(given.created)),
        ...same('trained', trainedAt, timeOf(given.trainedAt)),
        ...same('domain', domainId, given.domainId),
        ...same('publish name', publishName, textOf(given.publishName)),
      ];
    },
  },
  {
    path: /\/iterations\/[^/]+\/export$/,
    judge(given) {
      const { platform, flavor, state, downloadUri } = readExport(given);
      return [
        ...same('platform', platform, given.platform),
        ...same('flavor', flavor, textOf(given.flavor)),
        ...same('state', state, EXPORT_STATES[String(given.status)] ?? 'exporting'),
        ...same('link', downloadUri, textOf(given.downloadUri)),
      ];
    },
  },
];

export function readByTheAction({ path, status, body }: RecordedExchange): Reading {
  const reader = READERS.find((one) => one.path.test(path) && !path.includes('/images/'));
  if (reader === undefined || status !== 200 || typeof body !== 'object') return { entities: 0, wrong: [] };
  const all = [body].flat() as Json[];
  return { entities: all.length, wrong: all.flatMap((given) => reader.judge(given)) };
}

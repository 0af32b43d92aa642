/**
 * A run as the services see it: which request is which, in which phase of the run, and for how many times.
 */
import { findRoute } from '../../emulator/custom-vision/http/routing.ts';
import type { Passing } from './gate.ts';

export const PHASES = ['check', 'integrate', 'train', 'export', 'fetch', 'upload', 'close'] as const;
export type Phase = (typeof PHASES)[number];

export interface Told {
  readonly phase: Phase;
  /** Such as `TrainProject`, `peek`, `download-ONNX`, or `last-peek` where nothing of the run is left on the queue. */
  readonly request: string;
  /** Among the requests of this name in this phase, counted from 1. */
  readonly nth: number;
}

/** What a phase begins with. */
const BEGINS: readonly [RegExp, Phase][] = [
  [/^GetProject-v3\.3$/, 'integrate'],
  [/^TrainProject$/, 'train'],
  [/^GetExports$/, 'export'],
  [/^download-/, 'fetch'],
  [/^CreateArtifact/, 'upload'],
];
const QUEUE = ['peek', 'count', 'receive', 'delete', 'release'];
/** How often a run finds one of its notifications at its end, where `ClosingQueue` sees to it. */
export const ROUNDS_OF_CLOSING = 2;

/** Names the requests of one run in the order of their arrival. */
export class Story {
  readonly told: Told[] = [];
  private phase: Phase = 'check';
  private unfinished: number;

  /** @param models how many the run uploads */
  constructor(models: number) {
    this.unfinished = models;
  }

  add(passing: Passing): Told {
    let request = nameOf(passing);
    const begun = BEGINS.find(([form]) => form.test(request))?.[1];
    const closes = this.unfinished === 0 && QUEUE.includes(request);
    this.phase = later(this.phase, closes ? 'close' : (begun ?? this.phase));
    if (request.startsWith('FinalizeArtifact')) {
      this.unfinished -= 1;
    }
    const { phase } = this;
    const deletes = this.told.filter((other) => other.phase === 'close' && other.request === 'delete');
    if (request === 'peek' && deletes.length >= ROUNDS_OF_CLOSING) {
      request = 'last-peek';
    }
    const before = this.told.filter((other) => other.phase === phase && other.request === request);
    const told = { phase, request, nth: before.length + 1 };
    this.told.push(told);
    return told;
  }
}

export function later(one: Phase, other: Phase): Phase {
  return PHASES.indexOf(one) >= PHASES.indexOf(other) ? one : other;
}

/**
 * Whether the run under test has sent it, and not the emulator, which reaches storage through the same pass-through:
 * the run is told another name of this machine, and artifacts and download links are signed for it.
 */
export function isOfRun({ service, url }: Passing): boolean {
  return (
    service === 'training' ||
    service === 'artifacts' ||
    url.hostname === 'localhost' ||
    url.searchParams.has('sig')
  );
}

function nameOf(passing: Passing): string {
  switch (passing.service) {
    case 'training':
      return trainingName(passing);
    case 'artifacts':
      return artifactName(passing);
    case 'queue':
      return queueName(passing);
    case 'blob':
      return blobName(passing);
    case 'github':
      return `${passing.method} ${passing.url.pathname}`;
  }
}

function trainingName({ method, url }: Passing): string {
  const { operation, version } = findRoute(method, url.pathname);
  const platform = url.searchParams.get('platform');
  return [
    operation.id,
    ...(version === 'v3.3' && method === 'GET' ? [version] : []),
    ...(platform === null ? [] : [platform]),
  ].join('-');
}

/** One artifact is named like the other but for its platform, and for the number that it may get. */
function artifactName({ url, body }: Passing): string {
  const method = url.pathname.split('/').at(-1) ?? '';
  const { name, name_filter } = JSON.parse(body.toString()) as { name?: string; name_filter?: string };
  const platform = /-([A-Za-z]+)(?:-\d+)?\.zip$/.exec(name ?? name_filter ?? '')?.[1];
  return platform === undefined || platform === 'model' ? method : `${method}-${platform}`;
}

function queueName({ method, url }: Passing): string {
  if (method === 'GET') {
    const isCount = url.searchParams.get('comp') === 'metadata';
    return isCount ? 'count' : url.searchParams.has('peekonly') ? 'peek' : 'receive';
  }
  return method === 'DELETE' ? 'delete' : 'release';
}

function blobName({ method, url }: Passing): string {
  const part = url.searchParams.get('comp');
  if (part === 'list') {
    return url.searchParams.get('prefix') === null ? 'list' : 'list-backups';
  }
  if (method === 'PUT') {
    return part === 'blocklist' ? 'commit' : 'upload';
  }
  return `download-${url.pathname.split('.').at(-1) ?? ''}`;
}

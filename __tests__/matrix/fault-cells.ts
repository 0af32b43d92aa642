/**
 * All cells of the fault matrix: each request of the story that an undisturbed run tells, each message and each backup,
 * with everything that can go wrong with it, once and for good.
 */
import type { BlobFault } from '../../emulator/custom-vision/faults/blobs.ts';
import type { MessageFault } from '../../emulator/custom-vision/faults/messages.ts';
import type { Fault } from '../../emulator/custom-vision/faults.ts';
import { FaultWorld } from './fault-world.ts';
import type { StorageFault } from './storage-faults.ts';

export type Place = 'training' | 'queue' | 'container' | 'artifacts' | 'message' | 'blob';

/** Where something goes wrong, what, and how often. */
export interface Trouble {
  readonly place: Place;
  /** The operation, the request to storage, the type of message, or the platform of a backup. */
  readonly target: string;
  readonly nth: number;
  /** Of `FAULTS[place]`. */
  readonly fault: string;
  readonly lasts: 'once' | 'for-good';
}

const REFUSALS = {
  '503-before': { status: 503, when: 'before', code: 'ServerBusy' },
  '503-after': { status: 503, when: 'after', code: 'ServerBusy' },
  '403': { status: 403, when: 'before', code: 'AuthorizationPermissionMismatch' },
  'reset-before': { reset: 'before' },
  'reset-after': { reset: 'after' },
  hang: { hang: true },
} as const satisfies Record<string, StorageFault>;

export const FAULTS = {
  training: {
    '429': { status: 429, when: 'before' },
    '429-retry-after': { status: 429, when: 'before', retryAfterSeconds: 7 },
    '429-after': { status: 429, when: 'after' },
    '500-before': { status: 500, when: 'before' },
    '500-after': { status: 500, when: 'after' },
    '503-before': { status: 503, when: 'before' },
    '503-after': { status: 503, when: 'after' },
    '400-before': { status: 400, when: 'before', code: 'BadRequest' },
    '400-after': { status: 400, when: 'after', code: 'BadRequest' },
    '401': { status: 401, when: 'before' },
    '403': { status: 403, when: 'before' },
    '404': { status: 404, when: 'before' },
    'reset-before': { reset: 'before' },
    'reset-after': { reset: 'after' },
    hang: { hang: true },
    truncate: { truncate: true },
    'not-json': { contentType: 'text/plain' },
    'slow-30s': { slowMs: 30_000 },
    'slow-90s': { slowMs: 90_000 },
  },
  queue: { ...REFUSALS, '404': { status: 404, when: 'before', code: 'QueueNotFound' } },
  container: {
    ...REFUSALS,
    '404': { status: 404, when: 'before', code: 'ContainerNotFound' },
    cut: { bytes: 'cut' },
    short: { bytes: 'short' },
    altered: { bytes: 'altered' },
  },
  artifacts: REFUSALS,
  message: {
    lost: { lost: true },
    late: { lateSeconds: 90 },
    'very-late': { lateSeconds: 7_200 },
    early: { earlySeconds: 20 },
    tripled: { copies: 3 },
    'forged-outcome': { forged: 'outcome' },
    'forged-iteration': { forged: 'iteration' },
    'forged-model-uri': { forged: 'model-uri' },
    garbled: { garbled: true },
  },
  blob: {
    late: { lateSeconds: 5 },
    'very-late': { lateSeconds: 60 },
    absent: { absent: true },
    overwritten: { overwrittenAfterSeconds: 0.015 },
  },
} as const satisfies {
  training: Record<string, Fault>;
  queue: Record<string, StorageFault>;
  container: Record<string, StorageFault>;
  artifacts: Record<string, StorageFault>;
  message: Record<string, MessageFault>;
  blob: Record<string, BlobFault>;
};

const MESSAGES = ['ConnectionTest', 'Training', 'Export'];
const PLACES: readonly [RegExp, Place][] = [
  [/^(peek|receive|delete|release)$/, 'queue'],
  [/-artifact$/, 'artifacts'],
  [/^(list|find|download)/, 'container'],
];
const OF_BYTES = ['cut', 'short', 'altered'];

/** Everything that can go wrong for a run to these platforms. */
export async function troublesOf(platforms: readonly string[]): Promise<Trouble[]> {
  const world = new FaultWorld(platforms);
  const { status, message } = await world.run(1);
  if (status !== 'succeeded') {
    throw new Error(`The undisturbed run to ${platforms.join(', ')} ended ${status}: ${message}`);
  }
  return [
    ...requestsIn(world.operations).flatMap((request) => with_(request, 'training')),
    ...requestsIn(world.requests.log).flatMap((request) => with_(request, placeOf(request.target))),
    ...MESSAGES.flatMap((target) => with_({ target, nth: 1 }, 'message')),
    ...platforms.flatMap((target) => with_({ target, nth: 1 }, 'blob')),
  ];
}

function with_(request: { target: string; nth: number }, place: Place): Trouble[] {
  return Object.keys(FAULTS[place])
    .filter((fault) => !OF_BYTES.includes(fault) || request.target.startsWith('download'))
    .flatMap((fault) =>
      (['once', 'for-good'] as const).map((lasts) => ({ ...request, place, fault, lasts })),
    );
}

/** Of each request the first four and the last: what is repeated more often is a look or a question while waiting. */
function requestsIn(log: readonly string[]): { target: string; nth: number }[] {
  return [...new Set(log)].flatMap((target) => {
    const count = log.filter((other) => other === target).length;
    return [...new Set([1, 2, 3, 4, count])]
      .filter((nth) => nth <= count)
      .map((nth) => ({ target, nth }));
  });
}

function placeOf(request: string): Place {
  return PLACES.find(([form]) => form.test(request))?.[1] ?? 'training';
}

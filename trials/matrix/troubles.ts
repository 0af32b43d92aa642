/**
 * All cells of the fault matrix: each request of the story that an undisturbed run tells, each message and each backup,
 * with everything that can go wrong with it, once and for good.
 */
import type { BlobFault } from '../../emulator/custom-vision/resource/faults/blobs.ts';
import type { MessageFault } from '../../emulator/custom-vision/resource/faults/messages.ts';
import type { Fault, FaultRule } from '../../emulator/custom-vision/resource/faults.ts';
import { FaultWorld, type Platforms } from './fault-world.ts';
import { addTrained, KEEP } from './trained-before.ts';
import type { StorageFault } from './storage-faults.ts';

type Place = 'training' | 'queue' | 'container' | 'artifacts' | 'message' | 'blob';

/** Where something goes wrong, what, and how often. */
export interface Trouble {
  readonly place: Place;
  /** The operation, the request to storage, the type of message, or the platform of a backup. */
  readonly target: string;
  readonly nth: number;
  /** The name of what goes wrong. */
  readonly fault: string;
  readonly lasts: 'once' | 'for-good';
  /** Sets it up, from now on. */
  arm(world: FaultWorld): void;
}

const REFUSALS = {
  '503-before': { status: 503, when: 'before', code: 'ServerBusy' },
  '503-after': { status: 503, when: 'after', code: 'ServerBusy' },
  '403': { status: 403, when: 'before', code: 'AuthorizationPermissionMismatch' },
  'reset-before': { reset: 'before' },
  'reset-after': { reset: 'after' },
  hang: { hang: true },
} as const satisfies Record<string, StorageFault>;

const FAULTS = {
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
    overwritten: { overwrittenAfterSeconds: 3 },
    repacked: { holds: 'repacked' },
    junk: { holds: 'junk' },
    empty: { holds: 'nothing' },
    stale: { holds: 'another', lateSeconds: 1 },
    archived: { state: 'archived' },
    pending: { state: 'pending', seconds: 2 },
    encrypted: { state: 'encrypted' },
  },
} as const satisfies {
  training: Record<string, Fault>;
  queue: Record<string, StorageFault>;
  container: Record<string, StorageFault>;
  artifacts: Record<string, StorageFault>;
  message: Record<string, MessageFault>;
  blob: Record<string, BlobFault>;
};

/** Many times more than a run sends. */
const FOR_GOOD = 1_000_000;
const MESSAGES = ['ConnectionTest', 'Training', 'Export'] as const;
const STORAGE_PLACES = [
  [/^(peek|count|receive|delete|release)$/, 'queue'],
  [/-artifact$/, 'artifacts'],
  [/^(list|download)/, 'container'],
] as const;
const OF_BYTES = ['cut', 'short', 'altered'];

/** One request of several of its name, counted from 1. */
interface Requested {
  readonly target: string;
  readonly nth: number;
}

/** Everything that can go wrong for a run to these platforms. */
export async function troublesOf(platforms: Platforms): Promise<Trouble[]> {
  const world = new FaultWorld(platforms, { keepIterations: KEEP });
  addTrained(world.service, world.project);
  const { status, message } = await world.run(1);
  if (status !== 'succeeded') {
    throw new Error(`The undisturbed run to ${platforms.join(', ')} ended ${status}: ${message}`);
  }
  return [
    ...requestsIn(world.operations).flatMap((request) =>
      troubles('training', request, FAULTS.training, (fault, counts) => ({
        operation: request.target,
        ...counts,
        fault,
      })),
    ),
    ...requestsIn(world.requests.log).flatMap(storageTroubles),
    ...MESSAGES.flatMap((message) =>
      troubles('message', { target: message, nth: 1 }, FAULTS.message, (fault, counts) => ({
        message,
        ...counts,
        fault,
      })),
    ),
    ...platforms.flatMap((blob) =>
      troubles('blob', { target: blob, nth: 1 }, FAULTS.blob, (fault, counts) => ({
        blob,
        ...counts,
        fault,
      })),
    ),
  ];
}

/** Those that the emulator has a rule for. */
function troubles<AnyFault>(
  place: Place,
  request: Requested,
  faults: Readonly<Record<string, AnyFault>>,
  rule: (fault: AnyFault, counts: { nth: number; times: number }) => FaultRule,
): Trouble[] {
  return Object.entries(faults).flatMap(([name, fault]) =>
    forHowLong((lasts, times) => ({
      ...request,
      place,
      fault: name,
      lasts,
      arm: (world) => {
        world.faults.add(rule(fault, { nth: request.nth, times }));
      },
    })),
  );
}

function storageTroubles(request: Requested): Trouble[] {
  const place = STORAGE_PLACES.find(([form]) => form.test(request.target))?.[1];
  if (place === undefined) {
    throw new Error(`Nobody has said what can go wrong with ${request.target}.`);
  }
  return Object.entries<StorageFault>(FAULTS[place])
    .filter(([name]) => !OF_BYTES.includes(name) || request.target.startsWith('download'))
    .flatMap(([name, fault]) =>
      forHowLong((lasts, times) => ({
        ...request,
        place,
        fault: name,
        lasts,
        arm: (world) => {
          world.requests.rule = { request: request.target, nth: request.nth, times, fault };
        },
      })),
    );
}

function forHowLong(make: (lasts: Trouble['lasts'], times: number) => Trouble): Trouble[] {
  return [make('once', 1), make('for-good', FOR_GOOD)];
}

/** Of each request the first four and the last: what is repeated more often is a look or a question while waiting. */
function requestsIn(log: readonly string[]): Requested[] {
  return [...new Set(log)].flatMap((target) => {
    const count = log.filter((other) => other === target).length;
    return [...new Set([1, 2, 3, 4, count])].filter((nth) => nth <= count).map((nth) => ({ target, nth }));
  });
}

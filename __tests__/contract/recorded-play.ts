/** Plays a recording against the emulator: its requests in their order, with the ids of what the emulator has. */
import { startEmulator, type Emulator } from '../../emulator/emulator.ts';
import type { Azurite } from '../../emulator/azurite.ts';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import { ManualClock } from '../../emulator/custom-vision/resource/clock.ts';
import { prepare } from './recorded-world.ts';
import type { RecordedExchange, Recording } from './recordings.ts';
import { newPicture } from './world.ts';

export interface Played {
  recorded: RecordedExchange;
  /** The Swagger's operationId; `null`: the emulator knows no such path. */
  operation: string | null;
  status: number;
  headers: Headers;
  /** Parsed, if it is JSON. */
  answer: unknown;
}

const BASE = /^\/?(?:customvision\/)?(v[^/]+)\/training(?=\/)/i;
const TRAINING_SECONDS = 60;
const EXPORT_SECONDS = 10;
const IMAGES_OF_A_BATCH = 5;
const MS_PER_SECOND = 1000;

/** v3.3 stands for all versions before it: the table of differences names few between them. */
function playedOn({ apiVersion }: Recording): ApiVersion {
  return apiVersion === 'v3.4-preview' ? 'v3.4-preview' : 'v3.3';
}

/** Where a recorder has put answers to the same request beside each other: the order in which they came. */
const ORDERS: Readonly<Record<string, readonly number[]>> = {
  'v3.2-ImageTagManipulation': [0, 2, 3, 1, 4],
  'v3.2-RegionManipulation': [0, 1, 2, 3, 4, 6, 5, 7],
};

export async function play(recording: Recording, azurite: Azurite): Promise<Played[]> {
  const operations: (string | null)[] = [];
  const clock = new ManualClock(Date.now());
  const emulator = await startEmulator({
    azurite,
    clock,
    behavior: { trainingSeconds: TRAINING_SECONDS, exportSeconds: EXPORT_SECONDS, modelBytes: 10_000 },
    onExchange: ({ operation }) => operations.push(operation),
  });
  try {
    const names = await prepare(recording, emulator);
    const played: Played[] = [];
    const order = ORDERS[recording.recording];
    const exchanges = order?.flatMap((index) => recording.exchanges[index] ?? []) ?? recording.exchanges;
    for (const recorded of exchanges) {
      await passTime(recorded, emulator, clock);
      const { status, headers, answer } = await sent(recorded, playedOn(recording), emulator, names);
      learn(withSmallLetters(recorded.body), answer, names);
      played.push({ recorded, operation: operations.at(-1) ?? null, status, headers, answer });
    }
    return played;
  } finally {
    await emulator.close();
  }
}

/** Lets so much time pass that what the recorded answer shows has come to its state. */
async function passTime({ body }: RecordedExchange, emulator: Emulator, clock: ManualClock): Promise<void> {
  const text = JSON.stringify(body ?? null);
  const has = (state: RegExp): boolean => state.test(text);
  if (has(/"status":"Training".*"domainId":"/)) clock.advance(0.95 * TRAINING_SECONDS * MS_PER_SECOND);
  else if (has(/"status":"Completed"/i)) clock.advance(TRAINING_SECONDS * MS_PER_SECOND);
  else if (has(/"status":"Done"/i)) clock.advance(EXPORT_SECONDS * MS_PER_SECOND);
  else clock.advance(has(/"status":"Succeeded"/) ? 2 * MS_PER_SECOND : 100);
  await emulator.service.idle();
}

async function sent(
  recorded: RecordedExchange,
  version: ApiVersion,
  emulator: Emulator,
  names: ReadonlyMap<string, string>,
): Promise<{ status: number; headers: Headers; answer: unknown }> {
  const { method, path, query = '' } = recorded;
  const below = renamed(path.replace(BASE, ''), names);
  const parameters = [...new URLSearchParams(query)].map(
    ([name, value]) => `${name}=${encodeURIComponent(names.get(value) ?? renamed(value, names))}`,
  );
  const response = await fetch(
    `${emulator.endpoint}/customvision/${version}/training${below}?${parameters.join('&')}`,
    { method, ...contentOf(whole(recorded), emulator, names) },
  );
  const bytes = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    answer: isJson ? (JSON.parse(bytes) as unknown) : bytes === '' ? undefined : 'a file',
  };
}

/** Of a batch of pictures, some were kept: here it is as long as it was. */
function whole({ requestBody: body, cut = [] }: RecordedExchange): unknown {
  if (typeof body !== 'object' || body === null || !('images' in body) || !Array.isArray(body.images)) {
    return body;
  }
  const [first] = body.images as unknown[];
  return cut.some((place) => place.startsWith('request.images'))
    ? { ...body, images: Array<unknown>(IMAGES_OF_A_BATCH).fill(first) }
    : body;
}

function contentOf(
  body: unknown,
  { trainingKey }: Emulator,
  names: ReadonlyMap<string, string>,
): Pick<RequestInit, 'headers' | 'body'> {
  const key = { 'Training-Key': trainingKey };
  if (body === undefined) return { headers: key };
  if (typeof body === 'string') {
    // Pictures and forms were not kept.
    const form = new FormData();
    form.append('imageData', new Blob([new Uint8Array(newPicture())]), 'one.png');
    return { headers: key, body: form };
  }
  return {
    headers: { ...key, 'Content-Type': 'application/json' },
    body: JSON.stringify(withSmallLetters(body), (name, value: unknown) => {
      // A member of v1.2 to v2.2 that later versions lack.
      if (name === 'isDefault') return undefined;
      if (name === 'contents') return newPicture().toString('base64');
      // The picture that stood there, without the network.
      if (name === 'url') return `data:image/png;base64,${newPicture().toString('base64')}`;
      return typeof value === 'string' ? renamed(value, names) : value;
    }),
  };
}

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  let named = text;
  for (const [theirs, ours] of names) {
    named = named.replaceAll(theirs, ours).replaceAll(theirs.replaceAll('-', ''), ours.replaceAll('-', ''));
  }
  return named;
}

/** What the same members of two answers name: the next requests use it. */
function learn(theirs: unknown, ours: unknown, names: Map<string, string>, member = ''): void {
  if (typeof theirs === 'string' && typeof ours === 'string') {
    if (/^(id|\w+Id|token)$/i.test(member) && theirs !== ours && !names.has(theirs)) names.set(theirs, ours);
  } else if (isRecord(theirs) && isRecord(ours)) {
    for (const [name, value] of Object.entries(theirs)) {
      learn(value, ours[name], names, Array.isArray(theirs) ? member : name);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** v1.2 wrote its members with a capital. */
export function withSmallLetters(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSmallLetters);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      withSmallLetters(inner),
    ]),
  );
}

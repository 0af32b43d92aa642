/**
 * Which bytes are the exported model: the backup blob that the service wrote to our container, if it is sure to be of
 * this very export, else the export's own download link.
 *
 * The guide names the blob `{projectId} - {iterationId}.{platformType}`: flavors of one platform overwrite each other.
 */
import type { Blob } from '../storage/container.ts';
import type { Exported } from './export.ts';
import type { Heard } from '../wait/subscription.ts';
import { type Platform, platformEnding } from '../custom-vision/platforms.ts';
import type { Services } from '../services.ts';
import { explainedStorage, storageAnswer } from '../storage/refusals.ts';
import { lookAgain } from '../time/try-again.ts';
import { isPassingLogin, patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';

/** Backups of one iteration, as they were before its export was asked for: ETag by name. */
export type EarlierBackups = ReadonlyMap<string, string>;

export interface Subject {
  readonly projectId: string;
  readonly iterationId: string;
}

/** An export that is done may reach the container a little later; one that has long been done will not. */
const PAUSES_JUST_ENDED_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const PAUSES_LONG_DONE_MS = [0, 1_000, 2_000];

export async function listBackups(
  subject: Subject,
  uri: StorageUri,
  { container, clock }: Services,
  signal: AbortSignal,
): Promise<Blob[]> {
  const list = (): Promise<Blob[]> => container.list(prefixOf(subject), 100, signal);
  return await explainedStorage('list', uri, signal, () =>
    patiently(list, { clock, signal }, isPassingLogin),
  );
}

/**
 * Finds the backup of an export, waiting for it briefly.
 * @returns `undefined` if there is none that is sure to be of this export
 */
export async function findBackup(
  exported: Exported,
  subject: Subject,
  earlier: EarlierBackups,
  uri: StorageUri,
  services: Services,
  signal: AbortSignal,
): Promise<Blob | undefined> {
  if (!exported.undisturbed && !exported.alone) {
    return undefined;
  }
  const { container, inbox, clock, report } = services;
  const { platform } = exported.target;
  const isOurs = (name: string): boolean => isOfPlatform(name, subject, platform, exported.onlyPlatform);
  const isNew = (blob: Blob): boolean => earlier.get(blob.name) !== blob.etag;
  // Where this run asked for the export, a blob that was there before is only what is left when no newer one comes.
  let older: Blob | undefined;
  const look = async (): Promise<Blob | undefined> => {
    for (const name of hintedNames(inbox.notifications, subject, uri).filter(isOurs)) {
      const hinted = await container.find(name, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        // A hint is only a hint; what is wrong with the container shows when it is listed.
        report.debug(`blob by hint: ${storageAnswer(error)}`);
        return undefined;
      });
      if (hinted !== undefined && isNew(hinted)) {
        return hinted;
      }
    }
    const listed = (await listBackups(subject, uri, services, signal))
      .filter(({ name }) => isOurs(name))
      .sort(
        (a, b) => Number(platformEnding(b.name) === platform) - Number(platformEnding(a.name) === platform),
      );
    const found = listed.find(isNew);
    older = listed[0];
    return found;
  };
  const pausesMs = exported.justEnded ? PAUSES_JUST_ENDED_MS : PAUSES_LONG_DONE_MS;
  const newer = await lookAgain(pausesMs, look, { clock, signal });
  return newer ?? (exported.alone ? older : undefined);
}

/**
 * Names that notifications of exports of this iteration give. Anybody who may write to the queue can forge one, so only the decoded
 * name is read, and only if host, account and container are ours and the name is of our project and iteration.
 */
export function hintedNames(notifications: readonly Heard[], subject: Subject, uri: StorageUri): string[] {
  return notifications
    .filter(
      (notification) => notification.type === 'Export' && notification.iterationId === subject.iterationId,
    )
    .flatMap((notification) => (notification.type === 'Export' ? [notification.modelUri ?? ''] : []))
    .flatMap((modelUri) => blobNameWithin(modelUri, uri) ?? [])
    .filter((name) => isOfIteration(name, subject));
}

/** The decoded name of a blob, if the URL is one of a blob in this very container. */
function blobNameWithin(url: string, uri: StorageUri): string | undefined {
  if (!URL.canParse(url)) {
    return undefined;
  }
  const [theirs, ours] = [new URL(url), new URL(uri.plain)];
  if (theirs.origin !== ours.origin || !theirs.pathname.startsWith(`${ours.pathname}/`)) {
    return undefined;
  }
  try {
    const name = decodeURIComponent(theirs.pathname.slice(ours.pathname.length + 1));
    // A name that a URL would resolve to somewhere else is none that the service writes.
    return name.split(/[/\\]/).some((segment) => segment === '.' || segment === '..') ? undefined : name;
  } catch {
    // Not percent-encoded text: no name that the service would write.
    return undefined;
  }
}

function isOfIteration(name: string, { projectId, iterationId }: Subject): boolean {
  const lower = name.toLowerCase();
  return lower.includes(projectId) && lower.includes(iterationId);
}

/**
 * Whether a blob's name is that of a backup of our iteration on this platform. An ending that names no platform is
 * accepted where no other platform was exported.
 */
function isOfPlatform(name: string, subject: Subject, platform: Platform, onlyPlatform: boolean): boolean {
  const ending = platformEnding(name);
  return isOfIteration(name, subject) && (ending === platform || (ending === undefined && onlyPlatform));
}

function prefixOf({ projectId, iterationId }: Subject): string {
  return `${projectId} - ${iterationId}`;
}

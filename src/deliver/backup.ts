/**
 * Which bytes are the exported model: the backup blob that the service wrote to our container, if it is sure to be of
 * this very export, else the export's own download link.
 *
 * The guide names the blob `{projectId} - {iterationId}.{platformType}`: flavors of one platform overwrite each other.
 */
import type { Blob } from '../storage/container.ts';
import { type ExportTarget, platformEnding } from '../custom-vision/platforms.ts';
import type { Notification } from '../wait/notification.ts';
import type { Run } from '../services.ts';
import { storageAnswer } from '../storage/refusals.ts';
import { lookAgain } from '../time/try-again.ts';
import { patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';

/** An export that is done. */
export interface Exported {
  readonly projectId: string;
  readonly iterationId: string;
  readonly target: ExportTarget;
  /** From the service's answer; its query is a secret. */
  readonly downloadUri: string | null;
  /** This run asked for it, and no other flavor of the platform was exported since: a backup that is new is of this export. */
  readonly undisturbed: boolean;
  /** It ended while this run looked on, so its backup may still be on its way. */
  readonly justEnded: boolean;
  /** It is the only export of its platform: the backup blob's name does not tell flavors apart. */
  readonly alone: boolean;
  /** The iteration is exported to no other platform. */
  readonly onlyPlatform: boolean;
  /** Backups of the iteration as they were before this run asked for the export: ETag by name. */
  readonly earlier: ReadonlyMap<string, string>;
}

type Ids = Pick<Exported, 'projectId' | 'iterationId'>;

/** An export that is done may reach the container a little later; one that has long been done will not. */
const PAUSES_JUST_ENDED_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const PAUSES_LONG_DONE_MS = [0, 1_000, 2_000];

/** Lists the backups of an iteration. @throws Failure; the signal's reason when aborted */
export async function listBackups(
  { projectId, iterationId }: Ids,
  run: Pick<Run, 'container' | 'clock' | 'signal'>,
): Promise<Blob[]> {
  const { container, signal } = run;
  const list = (): Promise<Blob[]> => container.list(`${projectId} - ${iterationId}`, 100, signal);
  return await patiently(container.uri, list, run);
}

/**
 * Finds the backup of an export, waiting for it briefly.
 * @returns `undefined` if there is none that is sure to be of this export
 */
export async function findBackup(exported: Exported, run: Run): Promise<Blob | undefined> {
  const { target, undisturbed, justEnded, alone, onlyPlatform, earlier } = exported;
  if (!undisturbed && !alone) {
    return undefined;
  }
  // The surest first. An ending that names no platform is accepted where no other platform was exported.
  const endings = onlyPlatform ? [target.platform, undefined] : [target.platform];
  const isNew = ({ name, etag }: Blob): boolean => earlier.get(name) !== etag;
  // Where this run asked for the export, a blob that was there before is only what is left when no newer one comes.
  let older: Blob | undefined;
  const look = async (): Promise<Blob | undefined> => {
    for (const name of hintedNames(run.inbox.notifications, exported, run.container.uri)) {
      const hinted = endings.includes(platformEnding(name)) ? await findHinted(name, run) : undefined;
      if (hinted !== undefined && isNew(hinted)) {
        return hinted;
      }
    }
    const all = await listBackups(exported, run);
    const ours = endings.flatMap((ending) => all.filter(({ name }) => platformEnding(name) === ending));
    older = ours[0];
    return ours.find(isNew);
  };
  const newer = await lookAgain(justEnded ? PAUSES_JUST_ENDED_MS : PAUSES_LONG_DONE_MS, look, run);
  return newer ?? (alone ? older : undefined);
}

/** A hint is only a hint: what is wrong with the container shows when it is listed. */
async function findHinted(name: string, { container, report, signal }: Run): Promise<Blob | undefined> {
  try {
    return await container.find(name, signal);
  } catch (error) {
    signal.throwIfAborted();
    report.debug(`blob by hint: ${storageAnswer(error)}`);
    return undefined;
  }
}

/**
 * Reads blob names from the notifications of this iteration's exports. Anybody who may write to the queue can forge
 * one, so only the decoded name is used, and only if host, account and container are ours and the name is of our project
 * and iteration.
 */
export function hintedNames(
  notifications: readonly Notification[],
  { projectId, iterationId }: Ids,
  uri: StorageUri,
): string[] {
  return notifications
    .flatMap((notification) =>
      notification.type === 'Export' && notification.iterationId === iterationId
        ? (blobNameWithin(notification.modelUri ?? '', uri) ?? [])
        : [],
    )
    .filter((name) => [projectId, iterationId].every((id) => name.toLowerCase().includes(id)));
}

/** The decoded name of a blob, if the URL is one of a blob in this very container. */
function blobNameWithin(url: string, uri: StorageUri): string | undefined {
  const [theirs, ours] = [URL.parse(url), new URL(uri.plain)];
  if (theirs?.origin !== ours.origin || !theirs.pathname.startsWith(`${ours.pathname}/`)) {
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

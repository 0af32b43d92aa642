/**
 * The blobs that may be the backup of an export. Which of them is, its bytes have to prove (fetch-model.ts): the guide
 * names it `{projectId} - {iterationId}.{platformType}`, so flavors of one platform may overwrite each other.
 */
import type { Blob } from '../storage/container.ts';
import { sameName } from '../custom-vision/names.ts';
import type { ExportTarget } from '../custom-vision/platforms.ts';
import type { Run } from '../services.ts';
import { patiently } from '../storage/retry.ts';

/** An export that is done. */
export interface Exported {
  readonly projectId: string;
  readonly iterationId: string;
  /** As the service names it, which may have filled in a flavor. */
  readonly target: ExportTarget;
  /** From the service's answer; its query is a secret. */
  readonly downloadUri: string | null;
  /** It ended while this run looked on, so its backup may still be on its way. */
  readonly justEnded: boolean;
  /** Its backups as they were before this run asked for it: ETag by name; `null` if this run did not ask. */
  readonly earlier: ReadonlyMap<string, string> | null;
}

/** More than the names that a backup may have: users keep copies of their own beside it. */
const MOST_LISTED = 1_000;

/** Lists the blobs that are named after an iteration. @throws Failure; the signal's reason when aborted */
export async function listBackups(
  ids: Pick<Exported, 'projectId' | 'iterationId'>,
  run: Pick<Run, 'container' | 'clock' | 'signal'>,
): Promise<Blob[]> {
  const { container, signal } = run;
  const list = (): Promise<Blob[]> => container.list(prefixOf(ids), MOST_LISTED, signal);
  return await patiently(container.uri, list, run);
}

/**
 * Those that can be the backup of this very export, the surest first: named as one, whole, and newer than the request.
 * @throws Failure; the signal's reason when aborted
 */
export async function findBackups(exported: Exported, run: Run): Promise<Blob[]> {
  const { platform, flavor } = exported.target;
  const endings = flavor === null ? [platform] : [`${platform}.${flavor}`, platform];
  const names = endings.flatMap((ending) => [ending, `${ending}.zip`].map((end) => prefixOf(exported) + end));
  const all = await listBackups(exported, run);
  return names
    .flatMap((wanted) => all.filter(({ name }) => sameName(name, wanted)))
    .filter(({ name, etag, whole }) => whole && exported.earlier?.get(name) !== etag);
}

function prefixOf({ projectId, iterationId }: Pick<Exported, 'projectId' | 'iterationId'>): string {
  return `${projectId} - ${iterationId}.`;
}

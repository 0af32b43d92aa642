/**
 * Fetches an exported model to a file: from a backup in the container whose bytes are proven to be those of this very
 * export, else by the export's own download link.
 */
import type { Blob } from '../storage/container.ts';
import { type Exported, findBackups } from './backup.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { answerOf } from '../download/refusals.ts';
import { type ModelFile, saveModel, saveOnce } from '../download/save-model.ts';
import { formatTarget } from '../custom-vision/platforms.ts';
import { errorCode, statusCode } from '../network/connection-errors.ts';
import { OwnCopy } from './own-copy.ts';
import type { Run } from '../services.ts';
import { lookAgain } from '../time/try-again.ts';
import { listZip } from './zip.ts';

export interface FetchedModel extends ModelFile {
  /** `null` where the bytes did not come from a backup blob. */
  readonly modelUri: string | null;
}

/** An export that is done may reach the container a little later; one that has long been done will not. */
const PAUSES_JUST_ENDED_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
const PAUSES_LONG_DONE_MS = [0, 1_000, 2_000];

/**
 * @param file where to; absolute, in a folder of this model alone
 * @throws Failure; the signal's reason when aborted
 */
export async function fetchModel(exported: Exported, file: string, run: Run): Promise<FetchedModel> {
  const copy = new OwnCopy(exported, run);
  const backup = await new BackupFetch(exported, copy, file, run).fetch();
  const fetched = backup ?? { ...(await fetchByLink(copy, file, run)), modelUri: null };
  run.report.info(`Saved ${fetched.bytes} bytes, SHA-256 ${fetched.sha256}.`);
  return fetched;
}

async function fetchByLink(copy: OwnCopy, file: string, run: Run): Promise<ModelFile> {
  run.report.info(
    'No backup blob is sure to be of this very export: fetching it from the service by its download link.',
  );
  const open = async (attempt: number): ReturnType<typeof copy.open> => {
    if (attempt > 1) {
      await copy.askAgain();
    }
    return await copy.open();
  };
  return await saveModel(copy.what, open, file, run);
}

class BackupFetch {
  private readonly exported: Exported;
  private readonly copy: OwnCopy;
  private readonly file: string;
  private readonly run: Run;
  /** ETags of what was fetched and is not proven. */
  private readonly tried = new Set<string>();
  /** Whether bytes were lost on their way before: that is tried once more. */
  private brokenOff = false;
  /** What was fetched last: other bytes than the service's own. */
  private other: FetchedModel | undefined;

  constructor(exported: Exported, copy: OwnCopy, file: string, run: Run) {
    this.exported = exported;
    this.copy = copy;
    this.file = file;
    this.run = run;
  }

  /** @returns `undefined` if no backup is this export's, or none can be read */
  async fetch(): Promise<FetchedModel | undefined> {
    const pauses = this.exported.justEnded ? PAUSES_JUST_ENDED_MS : PAUSES_LONG_DONE_MS;
    const found = await lookAgain(pauses, () => this.look(), this.run);
    return found === 'unreadable' ? undefined : (found ?? (await this.packedAnew()));
  }

  private async look(): Promise<FetchedModel | 'unreadable' | undefined> {
    const blobs = await findBackups(this.exported, this.run).catch((error: unknown) =>
      this.unreadable(error instanceof Failure ? error.cause : error),
    );
    if (blobs === 'unreadable') {
      return blobs;
    }
    for (const blob of blobs.filter(({ etag }) => !this.tried.has(etag))) {
      const proven = await this.tryBlob(blob);
      if (proven !== undefined) {
        return proven;
      }
    }
    return undefined;
  }

  private async tryBlob(blob: Blob): Promise<FetchedModel | 'unreadable' | undefined> {
    const { container, report } = this.run;
    const name = quoted(blob.name);
    report.info(`Fetching the backup blob ${name}.`);
    let saved;
    try {
      const { host } = new URL(container.urlOf(blob.name));
      const source = { ...blob, host, open: container.open.bind(container, blob) };
      const open = (): Promise<typeof source> => Promise.resolve(source);
      saved = await saveOnce(`the backup blob ${name}`, open, this.file, this.run);
    } catch (error) {
      this.run.signal.throwIfAborted();
      if (error instanceof Failure) {
        throw error;
      }
      if (!isNotThereYet(error) && (this.brokenOff || !isBroken(error))) {
        return this.unreadable(error);
      }
      this.brokenOff ||= isBroken(error);
      report.info(
        `The backup blob ${name} could not be read to its end, or is being written; looking again.`,
      );
      report.info(answerOf(error));
      return undefined;
    }
    this.tried.add(blob.etag);
    const fetched = { ...saved, modelUri: container.urlOf(blob.name) };
    const same = await this.copy.equals(saved);
    if (same === true) {
      return fetched;
    }
    if (same === undefined) {
      return await this.unproven(fetched, name);
    }
    report.info(`The backup blob ${name} holds other bytes than the service’s own copy of this export.`);
    this.other = fetched;
    return undefined;
  }

  /** @throws the signal's reason when aborted */
  private unreadable(error: unknown): 'unreadable' {
    const { report, signal } = this.run;
    signal.throwIfAborted();
    report.warning('Backup not readable', [
      'The backup of the model in the container could not be read. Storage answered:',
      answerOf(error),
      'Next: nothing for this run, which takes the model by its download link and leaves the output modelUri empty. See that the backup can be read: it outlives the service.',
    ]);
    return 'unreadable';
  }

  /** In a closed network there is nothing to compare with: the backup is sure where no other flavor can have written it. */
  private async unproven(fetched: FetchedModel, name: string): Promise<FetchedModel> {
    if (await this.copy.isOnlyOne()) {
      this.run.report.info(
        `The backup blob ${name} is taken: no other export has the same name for its backup.`,
      );
      return fetched;
    }
    const target = formatTarget(this.exported.target);
    throw new Failure('export-failed', 'No model', [
      `The backup blob ${name} may be that of another flavor: all flavors of a platform may have one name for their backups, the service lists several, and its own copy of the export to ${target} could not be read to compare (see the log).`,
      'Next: let this runner reach the host of the download link, or export one flavor of a platform from an iteration; then run again.',
    ]);
  }

  /** Whether the service packs a backup anew is not known: one that can be nothing else is taken although it differs. */
  private async packedAnew(): Promise<FetchedModel | undefined> {
    const { other, exported, copy, run } = this;
    const readable = async (): Promise<boolean> => other?.zipped === true && (await isReadable(other.path));
    if (exported.earlier === null || !(await readable()) || !(await copy.isOnlyOne())) {
      return undefined;
    }
    run.report.info(
      'It is a whole package, written after this run asked for the export, and no other export can have written it: it is taken, and differs from the service’s own copy.',
    );
    return other;
  }
}

/** Whether storage says that a blob is not there yet, or was replaced since it was listed. */
function isNotThereYet(error: unknown): boolean {
  return [404, 412].includes(statusCode(error) ?? 0) || errorCode(error) === 'PendingCopyOperation';
}

/** Whether bytes broke off on their way, or arrived as others. Who says nothing at all, says nothing a second time. */
function isBroken(error: unknown): boolean {
  return statusCode(error) === undefined && errorCode(error) !== 'ETIMEDOUT';
}

async function isReadable(file: string): Promise<boolean> {
  return await listZip(file).then(
    () => true,
    () => false,
  );
}

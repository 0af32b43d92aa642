/**
 * Collects an exported model: finds its bytes, saves them, looks into the zip.
 */
import path from 'node:path';
import { serviceFailure } from './advice.ts';
import { type EarlierBackups, findBackup, type Subject } from './backup.ts';
import { Failure, ServiceError } from './errors.ts';
import type { Exported } from './export.ts';
import { foreign, quoted } from './foreign-text.ts';
import type { Inputs } from './inputs.ts';
import { type ModelFile, saveModel } from './model.ts';
import { formatTarget } from './platforms.ts';
import type { Services } from './services.ts';
import { listZip } from './zip.ts';

export interface Collected extends ModelFile {
  /** `null` where the bytes did not come from a backup blob. */
  readonly modelUri: string | null;
}

/** The log names at most this many files of a model. */
const MOST_LISTED = 20;

/**
 * Saves the model as `{temp folder}/custom-vision/{iteration id}/{artifact name}`.
 * @throws Failure; the signal's reason when aborted
 */
export async function collectModel(
  exported: Exported,
  subject: Subject,
  earlier: EarlierBackups,
  inputs: Inputs,
  services: Services,
  signal: AbortSignal,
): Promise<Collected> {
  const { container, report, workflow } = services;
  const file = path.resolve(workflow.tempFolder, 'custom-vision', subject.iterationId, inputs.artifactName);
  const backup = await findBackup(exported, subject, earlier, inputs.container, services, signal);
  let saved: Collected;
  if (backup !== undefined) {
    let blob = backup;
    const openBackup = async () => {
      const stream = await container.open(blob, signal).catch(async (error: unknown) => {
        // Overwritten since it was found: the next attempt takes what is there now.
        blob = (await container.find(blob.name, signal)) ?? blob;
        throw error;
      });
      return { stream, length: blob.length, md5: blob.md5 };
    };
    report.info(`Fetching the backup blob ${quoted(backup.name)}.`);
    const modelUri = container.urlOf(backup.name);
    saved = {
      ...(await saveModel(`the backup blob ${quoted(backup.name)}`, openBackup, file, report, signal)),
      modelUri,
    };
  } else {
    saved = { ...(await saveByLink(exported, file, services, signal)), modelUri: null };
  }
  report.info(`Saved ${saved.bytes} bytes, SHA-256 ${saved.sha256}.`);
  return saved;
}

async function saveByLink(
  { downloadUri, target }: Exported,
  file: string,
  { openDownload, report }: Services,
  signal: AbortSignal,
): Promise<ModelFile> {
  if (downloadUri === null) {
    throw new Failure('export-failed', 'No model', [
      `The export to ${formatTarget(target)} is done, but there is no backup of it in the container, and the service gives no download link.`,
      'Next: check that the managed identity of the training resource holds Storage Blob Data Contributor on the storage account, delete the iteration or change an image, and run again.',
    ]);
  }
  report.info(
    'No backup blob is sure to be of this very export: fetching it from the service by its download link.',
  );
  const what = `the export to ${formatTarget(target)} by its download link`;
  return await saveModel(
    what,
    async () => {
      try {
        return await openDownload(downloadUri, signal);
      } catch (error) {
        // The link holds a secret: only the words that are ours, or an answer's status, are told.
        throw error instanceof ServiceError && !error.transient
          ? serviceFailure(`fetch ${what}`, error)
          : error;
      }
    },
    file,
    report,
    signal,
  );
}

/** Logs what is in a zip. @throws Failure if it cannot be delivered as one */
export async function inspectModel(model: ModelFile, { report }: Services): Promise<void> {
  if (!model.zipped) {
    return;
  }
  const entries = await listZip(model.path);
  report.info(`The model is a zip of ${entries.length} files:`);
  for (const { name, bytes } of entries.slice(0, MOST_LISTED)) {
    report.info(foreign(`${name} (${bytes} bytes)`));
  }
}

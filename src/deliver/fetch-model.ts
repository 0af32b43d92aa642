/**
 * Collects an exported model: finds its bytes, saves them, looks into the zip.
 */
import path from 'node:path';
import { type EarlierBackups, findBackup, type Subject } from './backup.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { Blob, ModelContainer } from '../storage/container.ts';
import type { Download } from '../custom-vision/download-link.ts';
import type { Exported } from './export.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { type ModelFile, saveModel, type Source } from '../download/save-model.ts';
import { formatTarget } from '../custom-vision/platforms.ts';
import { proxyAdvice } from '../network/proxies.ts';
import type { Ranges } from '../download/ranges.ts';
import type { Services } from '../services.ts';
import { signInFailure } from '../entra/sign-in-error.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import { listZip, prepareZip } from './zip.ts';

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
  { container, artifactName }: Pick<Inputs, 'container' | 'artifactName'>,
  services: Services,
  signal: AbortSignal,
): Promise<Collected> {
  const { report, workflow } = services;
  prepareZip();
  const { tempFolder } = await workflow();
  // Joined by hand: the bundler takes a path of literals and variables for files to bundle, if some on disk fit it.
  const file = path.resolve([tempFolder, 'custom-vision', subject.iterationId, artifactName].join(path.sep));
  const backup = await findBackup(exported, subject, earlier, container, services, signal);
  const saved =
    backup === undefined
      ? { ...(await saveByLink(exported, file, services, signal)), modelUri: null }
      : await saveBackup(backup, exported, file, services, signal);
  report.info(`Saved ${saved.bytes} bytes, SHA-256 ${saved.sha256}.`);
  return saved;
}

/**
 * A blob that was overwritten meanwhile is still ours if no other flavor can have done it; else the link is surer, and
 * all there is once the blob is gone.
 */
async function saveBackup(
  backup: Blob,
  exported: Exported,
  file: string,
  services: Services,
  signal: AbortSignal,
): Promise<Collected> {
  const { container, report } = services;
  let modelUri: string | null = container.urlOf(backup.name);
  const name = quoted(backup.name);
  report.info(`Fetching the backup blob ${name}.`);
  const open = async (attempt: number): Promise<Source> => {
    let blob: Blob | undefined = backup;
    if (attempt > 1) {
      blob = exported.alone ? await container.find(backup.name, signal) : undefined;
    }
    if (blob === undefined) {
      modelUri = null;
      report.info(
        exported.alone
          ? `The backup blob ${name} is gone.`
          : `The backup blob ${name} may be that of another export by now.`,
      );
      report.info('Fetching the model from the service by its download link.');
      return await openByLink(exported, services, signal);
    }
    return rangesOf(blob, container);
  };
  const saved = await saveModel(`the backup blob ${name}`, open, file, services, signal);
  return { ...saved, modelUri };
}

/** The bytes of a blob as it was when it was found. */
export function rangesOf(blob: Blob, container: ModelContainer): Ranges {
  return {
    length: blob.length,
    md5: blob.md5,
    open: (offset, count, signal) => container.open(blob, offset, count, signal),
  };
}

async function saveByLink(
  exported: Exported,
  file: string,
  services: Services,
  signal: AbortSignal,
): Promise<ModelFile> {
  const { report } = services;
  report.info(
    'No backup blob is sure to be of this very export: fetching it from the service by its download link.',
  );
  const open = (): Promise<Download> => openByLink(exported, services, signal);
  return await saveModel(byLink(exported), open, file, services, signal);
}

async function openByLink(
  exported: Exported,
  { openDownload }: Services,
  signal: AbortSignal,
): Promise<Download> {
  const { downloadUri, target } = exported;
  if (downloadUri === null) {
    throw new Failure('export-failed', 'No model', [
      `The export to ${formatTarget(target)} is done, but no backup in the container is sure to be of it, and the service gives no download link.`,
      'Next: check that the managed identity of the training resource holds Storage Blob Data Contributor on the storage account, change an image, so that a new iteration is trained and exported, and run again.',
    ]);
  }
  try {
    return await openDownload(downloadUri, signal);
  } catch (error) {
    throw error instanceof ServiceError && !error.transient ? linkRefused(exported, error) : error;
  }
}

/** A link is no operation of the training API: key, role and endpoint have no part in it. */
function linkRefused(exported: Exported, error: ServiceError): Failure {
  if (error.cause instanceof SignInError) {
    return signInFailure(`fetch ${byLink(exported)}`, error.cause);
  }
  const { proxy, httpStatus } = error;
  return new Failure(
    'failed',
    proxy === null ? 'Model not fetched' : 'No way through the proxy',
    [
      `Could not fetch ${byLink(exported)}. ${proxy === null ? 'It' : 'The proxy'} answered:`,
      foreign(String(httpStatus)),
      `Next: ${proxy === null ? 'run again, the link is then asked for anew' : proxyAdvice(proxy, httpStatus)}; the training and the export are not repeated.`,
    ],
    { cause: error },
  );
}

function byLink({ target }: Exported): string {
  return `the export to ${formatTarget(target)} by its download link`;
}

/** Logs what is in a zip. @throws Failure if it cannot be delivered as one */
export async function inspectModel(model: ModelFile, { report }: Pick<Services, 'report'>): Promise<void> {
  if (!model.zipped) {
    return;
  }
  const entries = await listZip(model.path);
  report.info(`The model is a zip of ${entries.length} files:`);
  for (const { name, bytes } of entries.slice(0, MOST_LISTED)) {
    report.info(foreign(`${name} (${bytes} bytes)`));
  }
}

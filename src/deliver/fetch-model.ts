/**
 * Fetches an exported model to a file, from its backup blob or by its download link.
 */
import type { Blob } from '../storage/container.ts';
import type { Download } from '../custom-vision/download-link.ts';
import type { Exported } from './backup.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import { type ModelFile, saveModel } from '../download/save-model.ts';
import { formatTarget } from '../custom-vision/platforms.ts';
import { proxyAdvice } from '../network/proxies.ts';
import type { Run } from '../services.ts';
import { SignInError, signInFailure } from '../entra/sign-in-error.ts';
import type { Source } from '../download/source.ts';

export interface FetchedModel extends ModelFile {
  /** `null` where the bytes did not come from a backup blob. */
  readonly modelUri: string | null;
}

/**
 * Fetches the backup, if there is one. A blob that was overwritten meanwhile is still ours if no other flavor can have
 * done it; else the link is surer, and all there is once the blob is gone.
 * @param file where to; absolute
 * @throws Failure; the signal's reason when aborted
 */
export async function fetchModel(
  backup: Blob | undefined,
  exported: Exported,
  file: string,
  run: Run,
): Promise<FetchedModel> {
  const { container, report, signal } = run;
  const name = quoted(backup?.name ?? '');
  let blob = backup;
  const open = async (attempt: number): Promise<Source> => {
    if (attempt > 1 && blob !== undefined) {
      blob = exported.alone ? await container.find(blob.name, signal) : undefined;
      if (blob === undefined) {
        const why = exported.alone ? 'is gone' : 'may be that of another export by now';
        report.info(`The backup blob ${name} ${why}.`);
        report.info('Fetching the model from the service by its download link.');
      }
    }
    return blob === undefined
      ? await openByLink(exported, run)
      : { ...blob, open: container.open.bind(container, blob) };
  };
  report.info(
    backup === undefined
      ? 'No backup blob is sure to be of this very export: fetching it from the service by its download link.'
      : `Fetching the backup blob ${name}.`,
  );
  const what = backup === undefined ? byLink(exported) : `the backup blob ${name}`;
  const saved = await saveModel(what, open, file, run);
  report.info(`Saved ${saved.bytes} bytes, SHA-256 ${saved.sha256}.`);
  return { ...saved, modelUri: blob === undefined ? null : container.urlOf(blob.name) };
}

async function openByLink(exported: Exported, { openDownload, signal }: Run): Promise<Download> {
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
    proxy === undefined ? 'Model not fetched' : 'No way through the proxy',
    [
      `Could not fetch ${byLink(exported)}. ${proxy === undefined ? 'It' : 'The proxy'} answered:`,
      foreign(String(httpStatus)),
      `Next: ${proxy === undefined ? 'run again, the link is then asked for anew' : proxyAdvice(proxy, httpStatus)}; the training and the export are not repeated.`,
    ],
    { cause: error },
  );
}

function byLink({ target }: Exported): string {
  return `the export to ${formatTarget(target)} by its download link`;
}

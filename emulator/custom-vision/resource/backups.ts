/** The backup of an export in the customer's container, and what can be wrong with it. */
import { Buffer } from 'node:buffer';
import type { ServiceContext } from './delivery.ts';
import { BLOB_STATES, type BackupContent, type BlobState } from './faults/blobs.ts';
import { openPackage } from './model-package.ts';
import type { PackageOptions } from './package-files.ts';
import type { ModelExport, Project } from './project.ts';

/** Which export, and where its backup goes. */
export interface BackupPlace {
  project: Project;
  containerUri: string;
  name: string;
}

const MS_PER_SECOND = 1000;
/** A zip keeps times of two seconds. */
const LATER_MS = 60_000;
const JUNK = 'what an export that failed has left behind\n';

const BY_BEHAVIOR: Partial<Record<Project['behavior']['backup'], BackupContent>> = {
  empty: 'nothing',
  junk: 'junk',
  repacked: 'repacked',
};

/** Writes the backup as the project's behaviour and the next rule for it say. */
export async function writeBackup(
  context: ServiceContext,
  place: BackupPlace,
  options: PackageOptions,
): Promise<void> {
  const { project } = place;
  const { backup, backupDelaySeconds } = project.behavior;
  if (backup === 'missing') return;
  const fault = context.faults.takeForBlob({ platform: options.platform, projectId: project.id });
  if (fault !== undefined && 'absent' in fault) return;
  const content = fault !== undefined && 'holds' in fault ? fault.holds : BY_BEHAVIOR[backup];
  const late = fault !== undefined && 'lateSeconds' in fault ? fault.lateSeconds : undefined;
  const delaySeconds = late ?? backupDelaySeconds;
  if (delaySeconds > 0) writeAfter(context, place, delaySeconds, contentOf(content, options));
  else await write(context, place, contentOf(content, options));
  const state = BLOB_STATES.find((one) => one === backup);
  if (fault !== undefined && 'state' in fault) await closeTo(context, place, fault);
  else if (state !== undefined) await closeTo(context, place, { state });
  if (fault !== undefined && 'overwrittenAfterSeconds' in fault) {
    writeAfter(context, place, fault.overwrittenAfterSeconds, contentOf('another', options));
  }
}

/** What a failed export leaves behind: nothing, unless a rule says what. */
export async function leaveBehind(
  context: ServiceContext,
  place: BackupPlace,
  options: PackageOptions,
): Promise<void> {
  const fault = context.faults.takeForBlob({ platform: options.platform, projectId: place.project.id });
  if (fault !== undefined && 'holds' in fault) {
    await write(context, place, contentOf(fault.holds, options));
  }
}

/** The names that a backup may have; the guide's is the first, in which two flavors overwrite each other. */
export function backupName(
  { id, behavior }: Project,
  iterationId: string,
  { platform, flavor }: Pick<ModelExport, 'platform' | 'flavor'>,
): string {
  const [form, zip] = behavior.backupNames.split('-zip');
  const first = form === 'flavor-first' && flavor !== null ? `${flavor}.` : '';
  const last = form === 'distinct' && flavor !== null ? `.${flavor}` : '';
  return `${id} - ${iterationId}.${first}${platform}${last}${zip === undefined ? '' : '.zip'}`;
}

function contentOf(content: BackupContent | undefined, options: PackageOptions): () => AsyncIterable<Buffer> {
  if (content === 'nothing' || content === 'junk') {
    return async function* bytes() {
      await Promise.resolve();
      if (content === 'junk') yield Buffer.from(JUNK);
    };
  }
  if (content === 'repacked') {
    return () => openPackage({ ...options, exportedAt: options.exportedAt + LATER_MS });
  }
  // No project has these labels, so such a package differs in every part.
  const labels = content === 'another' ? ['another package'] : options.labels;
  return () => openPackage({ ...options, labels });
}

async function write(
  { storage }: ServiceContext,
  { containerUri, name }: BackupPlace,
  open: () => AsyncIterable<Buffer>,
): Promise<void> {
  await storage.writeBackup(containerUri, name, open());
}

/** Keeps readers out, for good or for a while. */
async function closeTo(
  { storage, clock, background }: ServiceContext,
  { containerUri, name }: BackupPlace,
  { state, seconds }: { state: BlobState; seconds?: number },
): Promise<void> {
  await storage.setBackupState(containerUri, name, state);
  if (seconds === undefined) return;
  clock.schedule(seconds * MS_PER_SECOND, () => {
    background.start(() => storage.setBackupState(containerUri, name, 'readable'));
  });
}

function writeAfter(
  context: ServiceContext,
  place: BackupPlace,
  seconds: number,
  open: () => AsyncIterable<Buffer>,
): void {
  context.clock.schedule(seconds * MS_PER_SECOND, () => {
    context.background.start(() => write(context, place, open));
  });
}

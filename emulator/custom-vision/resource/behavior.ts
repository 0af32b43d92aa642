/**
 * How the emulated service treats a project. Where public sources leave the live service's behaviour
 * open, there is a switch here; the others let a caller see failures without waiting for one.
 */
import type { BlobState } from './faults/blobs.ts';

export type ApiVersion = 'v3.3' | 'v3.4-preview';

export interface ProjectBehavior {
  /** `Infinity`: a training runs until `trainings.finish` ends it, however long its caller takes. */
  trainingSeconds: number;
  /** `Infinity`: an export runs until `exports.finish` ends it. */
  exportSeconds: number;
  /** How long an imported project has the status `Importing`. */
  importSeconds: number;
  trainingOutcome: 'completed' | 'failed';
  exportOutcome: 'completed' | 'failed';
  /** What happens to `Training` and `Export` messages. `ConnectionTest` has its own switch. */
  notifications: 'deliver' | 'lose' | 'duplicate';
  /** The message is sent this long before the state changes; 0: right after it. */
  notifyLeadSeconds: number;
  messageEncoding: 'plain' | 'base64';
  /** How the messages spell their `Content` member. */
  contentCase: 'Content' | 'content';
  /** `off`: setting the URIs still checks them, but leaves neither a message nor a blob behind. */
  connectionTest: 'on' | 'off';
  /** The API versions that know the two URIs; on any other they are neither stored nor shown. */
  urisEchoedBy: 'both' | ApiVersion | 'none';
  /** About how big an exported package is. */
  modelBytes: number;
  /** `bare`: the model file alone, not in a zip. */
  packaging: 'zip' | 'bare';
  /** Between the lines of `labels.txt`: both were seen, in packages of 2020 and of later. */
  labelLineEnd: 'CRLF' | 'LF';
  /**
   * `missing`: the export succeeds, but no blob arrives in the integrated container. `empty`: it holds no bytes, `junk`:
   * no package, `repacked`: the same files packed anew, so that its bytes are not those of the service's own copy. The
   * others are there and cannot be read, see `BlobState`.
   */
  backup: 'written' | 'missing' | 'empty' | 'junk' | 'repacked' | BlobState;
  /** How long after the message the backup arrives. */
  backupDelaySeconds: number;
  /**
   * `distinct`: the backup's name holds the flavor, so two flavors of a platform do not overwrite each other.
   * `flavor-first`: so it does, before the platform. `…-zip`: it ends in `.zip`.
   */
  backupNames: 'shared' | 'distinct' | 'flavor-first' | 'shared-zip' | 'distinct-zip';
  /**
   * `relative`: download links are paths for GetArtifact, as in a virtual network. `unreachable`: nobody answers at their
   * host, `dead`: they are refused.
   */
  downloadUris: 'absolute' | 'relative' | 'unreachable' | 'dead';
  /** The API versions on which GetArtifact works. A user of the live service has seen it fail on v3.3. */
  artifactsServedBy: 'both' | 'v3.4-preview';
  /** How members without a value are written; `usual`: each as it was recorded of the live service. */
  unsetMembers: 'usual' | 'null' | 'empty' | 'absent';
  /**
   * `usual`: as recorded, those of projects and iterations with three fractional digits and `Z`, those of images without
   * a zone. `utc`: all with seven digits and `Z`; `zoneless`: all with seven digits and without.
   */
  dates: 'usual' | 'utc' | 'zoneless';
  /** How much the times in answers are ahead of the clock by which the `Date` of an answer goes. */
  dataAheadSeconds: number;
  /** What an UpdateProject without `settings` does with them. The live service has kept what were the defaults. */
  patchWithoutSettings: 'kept' | 'reset' | 'refused';
  /** `named`: a TensorFlow export without a flavor is listed as `TensorFlowNormal`, as on v3.1 and v3.2. */
  defaultFlavor: 'unnamed' | 'named';
  /** `blank`: when the training before it began; `training`: when its own training begins. */
  iterationCreated: 'blank' | 'training';
  /** Whether an unforced training is taken once the newest iteration was deleted, although nothing else changed. */
  trainingAfterDeletion: 'taken' | 'refused';
  /** `updated`: a refused training names the newer pipeline, as the service does after an upgrade. */
  trainingPipeline: 'current' | 'updated';
  /** How many questions for the figures of an iteration come too early, after its training has ended. */
  lateFigures: number;
}

export const DEFAULT_BEHAVIOR: Readonly<ProjectBehavior> = {
  trainingSeconds: 5,
  exportSeconds: 3,
  importSeconds: 1,
  trainingOutcome: 'completed',
  exportOutcome: 'completed',
  notifications: 'deliver',
  notifyLeadSeconds: 0,
  messageEncoding: 'plain',
  contentCase: 'Content',
  connectionTest: 'on',
  urisEchoedBy: 'both',
  modelBytes: 6_000_000,
  packaging: 'zip',
  labelLineEnd: 'CRLF',
  backup: 'written',
  backupDelaySeconds: 0,
  backupNames: 'shared',
  downloadUris: 'absolute',
  artifactsServedBy: 'both',
  unsetMembers: 'usual',
  dates: 'usual',
  dataAheadSeconds: 0.5,
  patchWithoutSettings: 'kept',
  defaultFlavor: 'unnamed',
  iterationCreated: 'blank',
  trainingAfterDeletion: 'taken',
  trainingPipeline: 'current',
  lateFigures: 0,
};

/** Whether the two storage URIs exist for a client of this version. */
export function knowsUris(behavior: ProjectBehavior, version: ApiVersion): boolean {
  return behavior.urisEchoedBy === 'both' || behavior.urisEchoedBy === version;
}

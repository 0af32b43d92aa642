/** The options of `start.ts`, each with its meaning. */
import type { ProjectBehavior } from './custom-vision/resource/behavior.ts';
import { BLOB_STATES } from './custom-vision/resource/faults/blobs.ts';
import type { Tier } from './custom-vision/resource/tier.ts';

/** Three weeks, because Node's timers take at most 24.8 days. */
const MAX_SECONDS = 21 * 86_400;
export const MAX_MINUTES = MAX_SECONDS / 60;
const MAX_MODEL_BYTES = 1_000_000_000;
const MAX_LATE_FIGURES = 1_000_000;

type NumberMember = {
  [Member in keyof ProjectBehavior]: ProjectBehavior[Member] extends number ? Member : never;
}[keyof ProjectBehavior];

export interface NumberOption {
  member: NumberMember;
  max: number;
  whole: boolean;
  meaning: string;
}

export interface ChoiceOption {
  member: Exclude<keyof ProjectBehavior, NumberMember>;
  choices: readonly string[];
  meaning: string;
}

/** The options of the resource, as opposed to those of its projects. */
export interface ResourceOptions {
  tier: Tier;
  retryAfter: 'on' | 'off';
}

export interface ResourceOption {
  member: keyof ResourceOptions;
  choices: readonly string[];
  meaning: string;
}

export const DEFAULT_RESOURCE: Readonly<ResourceOptions> = { tier: 'unlimited', retryAfter: 'on' };

export const NUMBER_OPTIONS: Readonly<Record<string, NumberOption>> = {
  'training-seconds': seconds('trainingSeconds', 'how long a training takes'),
  'export-seconds': seconds('exportSeconds', 'how long an export takes'),
  'import-seconds': seconds('importSeconds', 'how long the import of a project takes'),
  'notify-lead-seconds': seconds(
    'notifyLeadSeconds',
    'how long before the state changes the message is sent',
  ),
  'data-ahead-seconds': seconds('dataAheadSeconds', 'how much the times in answers are ahead of the clock'),
  'backup-delay-seconds': seconds('backupDelaySeconds', 'how long after its message the backup arrives'),
  'late-figures': {
    member: 'lateFigures',
    max: MAX_LATE_FIGURES,
    whole: true,
    meaning: 'how many questions for the figures of an iteration come too early, after its training',
  },
  'model-bytes': {
    member: 'modelBytes',
    max: MAX_MODEL_BYTES,
    whole: true,
    meaning: 'about how big an exported package is',
  },
};

export const CHOICE_OPTIONS: Readonly<Record<string, ChoiceOption>> = {
  'message-encoding': choice('messageEncoding', ['plain', 'base64'], 'how message texts are written'),
  'content-case': choice('contentCase', ['Content', 'content'], 'how messages spell that member'),
  'training-outcome': choice('trainingOutcome', ['completed', 'failed'], 'how trainings end'),
  'export-outcome': choice('exportOutcome', ['completed', 'failed'], 'how exports end'),
  notifications: choice(
    'notifications',
    ['deliver', 'lose', 'duplicate'],
    'what becomes of Training and Export messages',
  ),
  'connection-test': choice(
    'connectionTest',
    ['on', 'off'],
    'whether setting the URIs leaves a test message and a test blob',
  ),
  'uris-echoed-by': choice(
    'urisEchoedBy',
    ['both', 'v3.3', 'v3.4-preview', 'none'],
    'the API versions that store and show the URIs',
  ),
  packaging: choice('packaging', ['zip', 'bare'], 'whether a package is a zip or the model file alone'),
  'label-line-end': choice('labelLineEnd', ['CRLF', 'LF'], 'what is between the lines of labels.txt'),
  backup: choice(
    'backup',
    ['written', 'missing', 'empty', 'junk', 'repacked', ...BLOB_STATES],
    'whether the backup arrives in the container, what it holds, and whether it can be read',
  ),
  'backup-names': choice(
    'backupNames',
    ['shared', 'distinct', 'flavor-first', 'shared-zip', 'distinct-zip'],
    'whether two flavors of a platform have one name for their backups, and what it ends with',
  ),
  'download-uris': choice(
    'downloadUris',
    ['absolute', 'relative', 'unreachable', 'dead'],
    'whether download links are URLs, or paths for GetArtifact, and whether they lead anywhere',
  ),
  'artifacts-served-by': choice(
    'artifactsServedBy',
    ['both', 'v3.4-preview'],
    'the API versions on which GetArtifact works',
  ),
  'unset-members': choice(
    'unsetMembers',
    ['usual', 'null', 'empty', 'absent'],
    'how members without a value are written',
  ),
  dates: choice(
    'dates',
    ['usual', 'utc', 'zoneless'],
    'whether dates are as recorded, or all with seven digits, with or without a zone',
  ),
  'patch-without-settings': choice(
    'patchWithoutSettings',
    ['kept', 'reset', 'refused'],
    'what an update of a project without settings does with them',
  ),
  'default-flavor': choice(
    'defaultFlavor',
    ['unnamed', 'named'],
    'whether a TensorFlow export without a flavor is listed as TensorFlowNormal',
  ),
  'iteration-created': choice(
    'iterationCreated',
    ['blank', 'training'],
    'whether an iteration is created when the training before it begins, or with its own training',
  ),
  'training-after-deletion': choice(
    'trainingAfterDeletion',
    ['taken', 'refused'],
    'whether a training is taken once the newest iteration was deleted, although nothing else changed',
  ),
  'training-pipeline': choice(
    'trainingPipeline',
    ['current', 'updated'],
    'whether a training that is not needed is refused with the code for a newer pipeline',
  ),
};

export const RESOURCE_OPTIONS: Readonly<Record<string, ResourceOption>> = {
  tier: {
    member: 'tier',
    choices: ['F0', 'S0', 'unlimited'],
    meaning: 'the pricing tier, for its limits and requests a second',
  },
  'retry-after': {
    member: 'retryAfter',
    choices: ['on', 'off'],
    meaning: 'whether the answer 429 says when to come again',
  },
};

export function acceptedNumbers({ max, whole }: Pick<NumberOption, 'max' | 'whole'>): string {
  return `a ${whole ? 'whole ' : ''}number from 0 to ${max}`;
}

function seconds(member: NumberMember, meaning: string): NumberOption {
  return { member, max: MAX_SECONDS, whole: false, meaning };
}

function choice(member: ChoiceOption['member'], choices: readonly string[], meaning: string): ChoiceOption {
  return { member, choices, meaning };
}

/**
 * The titles of everything that can go wrong. Each is a heading of docs/TROUBLESHOOTING.md, which explains it.
 */
/** Of errors, which end the run. */
export const ERROR_HEADINGS = [
  'Node.js is too old',
  'Inputs refused',
  'No secrets in a workflow from a fork',
  'No login to Azure',
  'No way through the proxy',
  'Project not found',
  'Several projects of one name',
  'Project name refused',
  'Project differs',
  'Project is read-only',
  'Project is not ready',
  'Project is integrated elsewhere',
  'Integration not confirmed',
  'Storage URI refused',
  'Domain cannot export',
  'Wrong domain',
  'Unknown tag',
  'Negative tag',
  'Platform not possible',
  'Advanced training not possible',
  'Too few images or tags',
  'Too many iterations',
  'Quota used up',
  'Training failed',
  'Training failed before',
  'Training may have begun',
  'No iteration',
  'Nothing changed',
  'Iteration not found',
  'Iteration is not trained',
  'Model below the threshold',
  'Export failed',
  'No model',
  'Model not fetched',
  'Model is damaged',
  'Artifact name is taken',
  'Artifact differs from the model',
  'Artifact service',
  'Artifact storage used up',
  'Timed out',
  'Cancelled',
  'Key or role refused',
  'Wrong endpoint',
  'Something else answered',
  'Rate limit used up',
  'Service in trouble',
  'Service out of reach',
  'Request refused',
  'Queue or container not found',
  'Storage credential refused',
  'Storage role missing',
  'Storage firewall',
  'Storage out of reach',
  'Storage refused',
  'Dataset refused',
  'Dataset too large',
  'Images not uploaded',
  'Publish name refused',
  'Prediction resource refused',
  'Published otherwise meanwhile',
  'Name not taken away',
  'Smoke image refused',
  'Smoke test failed',
  'No prediction',
  'GitHub token refused',
  'GitHub in trouble',
  'Outputs not written',
  'Unexpected error',
] as const;

/** Of warnings and notices; the run goes on after them. */
export const WARNING_HEADINGS = [
  'SAS expires early',
  'Login ends early',
  'Job token ends early',
  'Service could not be asked',
  'No test message',
  'Projects of a near name',
  'Project created',
  'Training takes too long',
  'Export takes too long',
  'No notification heard',
  'Notification queue out of reach',
  'Notification queue is crowded',
  'Notification left on the queue',
  'Notifications stay on the queue',
  'Backup not readable',
  'Model is no zip',
  'Model hard to unpack',
  'Model not uploaded',
  'Artifact service in trouble',
  'Artifact under another name',
  'Iteration not deleted',
  'Nothing to train',
  'Attached',
  'Training of an earlier attempt',
  'Detached',
  'Images worth a look',
  'Too few images of a tag',
  'Images of somebody else',
  'Dataset needs a paid tier',
  'Name was away',
  'Run not resumed',
  'Debugging may show secrets',
] as const;

export type ErrorHeading = (typeof ERROR_HEADINGS)[number];
export type WarningHeading = (typeof WARNING_HEADINGS)[number];

/** One heading, or several joined by commas where several things failed. */
export type ErrorTitle = ErrorHeading | `${ErrorHeading}, ${string}`;

/** A heading; where a run delivers several models, a step puts the name of its model before it. */
export type WarningTitle = WarningHeading | `${string}: ${WarningHeading}`;

/** What an answer means, and what the user can do about it. */
export interface Advice {
  readonly heading: ErrorHeading;
  /** Goes on after "Next: ". */
  readonly next: string;
}

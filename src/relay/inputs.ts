/**
 * The inputs of the relay, read once and checked together before the first request. What each means stands in
 * relay/action.yml.
 */
import type { Env } from '../env.ts';
import {
  type Access,
  checkHosts,
  checkLogin,
  checkProxy,
  lockOfResource,
  readAccess,
} from '../inputs/access.ts';
import { stepReader } from '../inputs/step-reader.ts';
import {
  checkAccountKnown,
  lockOfStorage,
  readStorageKey,
  readStorageUri,
} from '../inputs/storage-access.ts';
import { systemClock } from '../time/clock.ts';
import type { SweepInputs } from './run.ts';

/** The defaults of relay/action.yml, but for the token, which GitHub fills in. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'github-token': '',
  'reconcile-hours': '24',
  'most-reruns': '200',
  'disable-when-idle': 'false',
  'dry-run': 'false',
};

export interface RelayInputs extends Access, SweepInputs {
  readonly storageAccountKey: string | null;
  readonly githubToken: string;
}

const TOKEN = 'a token that may run workflows of this repository again, such as: ${{ github.token }}';

/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
export function readRelayInputs(mask: (secret: string) => void, env: Env): RelayInputs {
  const declared = {
    defaults: DEFAULTS,
    keys: ['training-key', 'storage-account-key', 'github-token'],
    urls: ['endpoint', 'notification-queue-uri'],
  };
  const reader = stepReader(declared, mask, env);
  const githubToken = reader.secret('github-token', /^[\x21-\x7e]+$/, TOKEN) ?? '';
  const inputs: RelayInputs = {
    ...readAccess(reader),
    // To peek is all that the relay does, as a dry run does.
    queue: readStorageUri('queue', reader, env, { now: systemClock.now(), dryRun: true }),
    storageAccountKey: readStorageKey(reader),
    githubToken,
    reconcileHours: reader.integer('reconcile-hours', 0, 720, 24),
    mostReruns: reader.integer('most-reruns', 1, 1_000, 200),
    disableWhenIdle: reader.boolean('disable-when-idle'),
    dryRun: reader.boolean('dry-run'),
  };
  const { endpoint, queue, storageAccountKey } = inputs;
  checkHosts(
    [
      ['endpoint', endpoint],
      ['notification-queue-uri', queue.plain],
    ],
    reader,
  );
  reader.compare(
    [['github-token'], githubToken === '', `is missing; expected ${TOKEN}`],
    [
      ['github-token'],
      !/^[^/]+\/[^/]+$/.test(env.GITHUB_REPOSITORY ?? ''),
      'the runner has not set GITHUB_REPOSITORY, so there is no repository whose runs it could open; expected a run on GitHub Actions',
    ],
  );
  checkAccountKnown(storageAccountKey, [queue], reader);
  checkLogin(inputs, [lockOfResource(inputs), lockOfStorage(storageAccountKey, [queue])], reader, env);
  checkProxy(reader, env);
  reader.refuse();
  return inputs;
}

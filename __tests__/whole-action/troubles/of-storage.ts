/**
 * What storage refuses, before anything is trained: each code that this action knows, from queue and container at once.
 */
import type { ErrorHeading } from '../../../src/report/headings.ts';
import { refusing, startStub } from './stub.ts';
import type { Scene, Trouble } from './trouble.ts';

type Access = 'key' | 'SAS';

const SAS = '?sv=2024-11-04&sp=rupl&sig=aG91c2U%3D';

function refused(
  status: number,
  code: string,
  title: ErrorHeading,
  advice: string,
  access: Access = 'key',
): Trouble {
  const uris = new WeakMap<Scene, string>();
  return {
    name: `queue and container are answered ${status} ${code}, with a ${access}`,
    title,
    code,
    says: (scene) => [
      `Could not read the queue ${uris.get(scene) ?? '?'}/notes (notification-queue-uri). Storage answered:\n| ${status} ${code}\nNext: `,
      `Could not list the container ${uris.get(scene) ?? '?'}/models (export-model-container-uri). Storage answered:\n| ${status} ${code}\nNext: `,
      advice,
    ],
    arrange: async (scene) => {
      const port = await startStub(scene, refusing(status, code));
      const account = `http://127.0.0.1:${port}/account`;
      uris.set(scene, account);
      const query = access === 'SAS' ? SAS : '';
      return {
        inputs: {
          'notification-queue-uri': `${account}/notes${query}`,
          'export-model-container-uri': `${account}/models${query}`,
        },
      };
    },
  };
}

const CREDENTIAL = 'Storage credential refused';
const ROLE = 'Storage role missing';
const FIREWALL = 'Storage firewall';
const NOT_FOUND = 'Queue or container not found';

/** What a URI says of itself, before any request. */
function unsent(name: string, uri: string, ...says: string[]): Trouble {
  const input = uri.includes('.queue.') ? 'notification-queue-uri' : 'export-model-container-uri';
  return {
    name,
    title: 'Inputs refused',
    says: () => [`- ${input}: "${uri.split('?')[0] ?? ''}`, ...says, 'no request was sent'],
    arrange: () => ({ inputs: { [input]: uri } }),
  };
}

const QUEUE = 'https://account.queue.core.windows.net/notes';
const CONTAINER = 'https://account.blob.core.windows.net/models';

export const OF_STORAGE: readonly Trouble[] = [
  unsent(
    'an account SAS for other services and resources',
    `${QUEUE}?ss=b&srt=c&sp=rup&sig=aG91c2Uta2V5LW9mLWEtc2FzLXRlc3Q%3D`,
    'ss=b lacks q; its SAS is not for all that is needed: srt=c lacks o; a SAS of the account needs at least ss=q, srt=o',
    'make one by: az storage queue generate-sas --account-name account --name notes --permissions rup',
  ),
  unsent(
    'a SAS that has expired',
    `${CONTAINER}?sr=c&sp=rl&se=2020-01-01T00%3A00Z&sig=aG91c2Uta2V5LW9mLWEtc2FzLXRlc3Q%3D`,
    'its SAS expired at 2020-01-01T00:00:00Z (se)',
  ),
  unsent(
    'a SAS that is not valid yet',
    `${CONTAINER}?sr=c&sp=rl&st=2099-01-01&sig=aG91c2Uta2V5LW9mLWEtc2FzLXRlc3Q%3D`,
    'its SAS is valid only from 2099-01-01T00:00:00Z on (st)',
  ),
  unsent(
    'a SAS that was decoded',
    `${QUEUE}?sp=rup&sig=aG91c2Uta2V5LW9mLWEtc2Fz+XRlc3Q=`,
    'write %2B for each +',
  ),
  unsent(
    'a SAS of a blob',
    `${CONTAINER}?sr=b&sp=rl&sig=aG91c2Uta2V5LW9mLWEtc2FzLXRlc3Q%3D`,
    'its SAS is not for a container (sr=b)',
  ),
  unsent(
    'the other service of a hierarchical account',
    'https://account.dfs.core.windows.net/models',
    'write .blob. in place of .dfs.',
  ),
  refused(404, 'QueueNotFound', NOT_FOUND, 'az storage queue create --account-name account --name notes'),
  refused(
    404,
    'ContainerNotFound',
    NOT_FOUND,
    'az storage container create --account-name account --name models',
  ),
  refused(404, 'ResourceNotFound', NOT_FOUND, 'az storage queue create'),
  refused(409, 'QueueBeingDeleted', NOT_FOUND, 'create it again in a minute'),
  refused(409, 'ContainerBeingDeleted', NOT_FOUND, 'create it again in a minute'),
  refused(403, 'AuthenticationFailed', CREDENTIAL, 'check storage-account-key'),
  refused(
    403,
    'AuthenticationFailed',
    CREDENTIAL,
    'check the SAS in notification-queue-uri (not expired',
    'SAS',
  ),
  refused(401, 'InvalidAuthenticationInfo', CREDENTIAL, 'in the tenant of the login'),
  refused(403, 'KeyBasedAuthenticationNotPermitted', CREDENTIAL, 'the account does not accept keys'),
  refused(409, 'PublicAccessNotPermitted', CREDENTIAL, 'give storage-account-key or a URI with a SAS'),
  refused(401, 'NoAuthenticationInformation', CREDENTIAL, 'give storage-account-key or a URI with a SAS'),
  refused(403, 'AuthorizationPermissionMismatch', ROLE, 'Storage Queue Data Message Processor is the least'),
  refused(403, 'AuthorizationPermissionMismatch', ROLE, 'with sp=rup (read, update, process)', 'SAS'),
  refused(403, 'AuthorizationResourceTypeMismatch', ROLE, 'with sp=rl (read, list)', 'SAS'),
  refused(403, 'AuthorizationServiceMismatch', ROLE, 'with sp=rl (read, list)', 'SAS'),
  refused(403, 'AuthorizationFailure', FIREWALL, 'use a self-hosted runner inside the network'),
  refused(403, 'AuthorizationSourceIPMismatch', FIREWALL, 'is bound to another IP address', 'SAS'),
  refused(403, 'AccountIsDisabled', 'Storage refused', 'the storage account "account" is disabled'),
  refused(503, 'ServerBusy', 'Storage refused', 'let fewer jobs use the account at once'),
  refused(400, 'OutOfRangeInput', 'Storage refused', 'check the URI, then run again'),
];

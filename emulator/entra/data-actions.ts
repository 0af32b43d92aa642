/**
 * Tells which data actions a request needs.
 * Sources: for blobs and queues, Microsoft's reference of the permissions for storage operations; for the training API,
 * the names in the built-in roles, each of which is a path without its ids, and a verb.
 */

const VERBS: Readonly<Record<string, string>> = {
  GET: 'read',
  PATCH: 'write',
  POST: 'action',
  DELETE: 'delete',
};

/** @param path an operation's path in the Swagger, such as `/projects/{projectId}/train` */
export function trainingDataAction(method: string, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && !segment.startsWith('{'));
  return ['CustomVision', ...segments, VERBS[method] ?? 'action'].join('/');
}

const MESSAGES = 'queueServices/queues/messages';
const BLOBS = 'blobServices/containers/blobs';

export type StorageService = 'blob' | 'queue';

/**
 * @param path `/ACCOUNT/QUEUE/messages[/ID]` or `/ACCOUNT/CONTAINER[/BLOB]`
 * @returns alternatives, each of which suffices if all of its data actions are allowed; none if no data role allows it
 */
export function storageDataActions(
  service: StorageService,
  method: string,
  path: string,
  query: URLSearchParams,
): readonly (readonly string[])[] {
  const [, , name = '', ...rest] = path.split('/');
  if (name === '') return [];
  if (service === 'queue') return rest[0] === 'messages' ? messageActions(method, rest, query) : [];
  const isBlob = rest.length > 0;
  if (method === 'GET' && !isBlob && query.get('comp') === 'list') return [[`${BLOBS}/read`]];
  if (!isBlob) return [];
  if (method === 'GET' || method === 'HEAD') return [[`${BLOBS}/read`]];
  return method === 'DELETE' ? [[`${BLOBS}/delete`]] : [[`${BLOBS}/write`]];
}

function messageActions(method: string, rest: readonly string[], query: URLSearchParams): string[][] {
  const one = rest.length > 1;
  switch (method) {
    case 'GET':
      return query.get('peekonly') === 'true'
        ? [[`${MESSAGES}/read`]]
        : [[`${MESSAGES}/process/action`], [`${MESSAGES}/delete`, `${MESSAGES}/read`]];
    case 'DELETE':
      return one ? [[`${MESSAGES}/process/action`], [`${MESSAGES}/delete`]] : [[`${MESSAGES}/delete`]];
    case 'PUT':
      return [[`${MESSAGES}/write`]];
    case 'POST':
      return [[`${MESSAGES}/add/action`], [`${MESSAGES}/write`]];
    default:
      return [];
  }
}

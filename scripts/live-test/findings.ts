/** What the live test finds out: an answer to each question that only a live resource can settle. */
import { createHash } from 'node:crypto';
import { plainText, type State } from './project.ts';
import type { Answer, Resources } from './resources.ts';

/** The questions, as README lists them. */
export const QUESTIONS = {
  uris: 'Which API versions take the two storage URIs',
  test: 'Whether setting them sends a test message',
  encoding: 'How messages are written',
  roles: 'Whether the roles of the managed identity suffice',
  notifications: 'Which notifications arrive, and how often',
  backup: 'What the backup is, and its name',
  same: "Whether its bytes are those of the service's own copy",
  duration: 'How long a training of ten images takes',
  refusals: 'How a wrong key and a wrong token are refused',
  oidc: 'Whether OIDC signs in, and for which subject',
  outputs: 'Whether the outputs and the artifact reach the next job',
} as const;
export type Question = keyof typeof QUESTIONS;

interface Iteration {
  readonly id: string;
  readonly status: string;
}
interface Exported {
  readonly downloadUri: string | null;
}

/** @param env the outputs of the steps before: `STATUS`, `OIDC_STATUS`, … */
export async function findings(
  resources: Resources,
  { projectId, echoedBy = [], messages = [], training = 'not tried' }: State,
  env: NodeJS.ProcessEnv,
): Promise<Record<Exclude<Question, 'outputs'>, string>> {
  const read = messages.map((text) => JSON.parse(plainText(text)) as { type: string });
  const types = read.map(({ type }) => type);
  const counted = [...new Set(types)].map(
    (type) => `${type} × ${types.filter((each) => each === type).length}`,
  );
  const iterations = (await resources.tell(`GET /projects/${projectId}/iterations`)) as Iteration[];
  const trained = iterations.find(({ status }) => status === 'Completed');
  const backup = await backupOf(resources, projectId);
  const encodings = new Set(messages.map((text) => (plainText(text) === text ? 'plain text' : 'base64')));
  const members = new Set(read.map((message) => ('Content' in message ? 'Content' : 'content')));
  return {
    uris: echoedBy.length === 0 ? 'none' : echoedBy.join(' and '),
    test: types.includes('ConnectionTest') ? 'yes' : 'no',
    encoding:
      messages.length === 0
        ? 'no message'
        : `${[...encodings].join(' and ')}, with ${[...members].join(' and ')}`,
    roles: `queue: ${messages.length > 0 ? 'yes' : 'no'}; container: ${backup === undefined ? 'no' : 'yes'}`,
    notifications: counted.length === 0 ? 'none' : counted.join(', '),
    backup:
      backup === undefined
        ? 'none'
        : `${backup.name.replaceAll(projectId, 'PROJECT').replaceAll(trained?.id ?? '-', 'ITERATION')}: ${backup.kind}`,
    same: await comparison(resources, { projectId, iterationId: trained?.id, backup }),
    duration: training,
    refusals: await refusals(resources, projectId),
    oidc: `${(env.OIDC_STATUS ?? '') === '' ? 'not tried' : (env.OIDC_STATUS ?? '')}; ${await subject(env)}`,
  };
}

interface Backup {
  readonly name: string;
  readonly kind: string;
  readonly sha256: string;
  readonly bytes: number;
}

async function backupOf({ container }: Resources, projectId: string): Promise<Backup | undefined> {
  for await (const { name, properties } of container.listBlobsFlat({ prefix: projectId })) {
    const content = await container.getBlobClient(name).downloadToBuffer();
    const format = content.toString('latin1', 0, 4) === 'PK\x03\x04' ? 'a zip' : 'no zip';
    const md5 = properties.contentMD5 === undefined ? 'without MD5' : 'with MD5';
    const kind = `${format} of ${content.length} bytes, ${properties.contentType ?? 'no type'}, ${md5}`;
    return { name, kind, bytes: content.length, sha256: sha256(content) };
  }
  return undefined;
}

async function comparison(
  resources: Resources,
  {
    projectId,
    iterationId = '',
    backup,
  }: { projectId: string; iterationId?: string | undefined; backup: Backup | undefined },
): Promise<string> {
  const { status, body } = await resources.ask(`GET /projects/${projectId}/iterations/${iterationId}/export`);
  const link = status === 200 ? (body as Exported[])[0]?.downloadUri : null;
  if (link == null || backup === undefined) {
    return 'nothing to compare';
  }
  const response = await fetch(link);
  const copy = Buffer.from(await response.arrayBuffer());
  return sha256(copy) === backup.sha256 ? 'yes' : `no: ${copy.length} bytes, the backup has ${backup.bytes}`;
}

async function refusals(resources: Resources, projectId: string): Promise<string> {
  const told = ({ status, body }: Answer): string => `${status} ${JSON.stringify(body)}`;
  const [key, token] = await Promise.all(
    [{ 'Training-Key': '0'.repeat(32) }, { Authorization: 'Bearer wrong' }].map((headers) =>
      resources.ask(`GET /projects/${projectId}`, { headers }),
    ),
  );
  return `key: ${key === undefined ? '' : told(key)}; token: ${token === undefined ? '' : told(token)}`;
}

/** The subject of the job's own token, whose other parts are told to nobody. */
async function subject(env: NodeJS.ProcessEnv): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  if (url === undefined || token === undefined) {
    return 'the job has no token';
  }
  const response = await fetch(`${url}&audience=live-test`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { value = '' } = (await response.json()) as { value?: string };
  const claims = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as {
    sub: string;
  };
  return claims.sub;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

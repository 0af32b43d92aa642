/**
 * Everything for signing in without secrets: a job's OIDC tokens, the tenant that accepts them as an application's, the
 * roles that the application holds, and the certificate authority that has issued the servers' certificates.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type IdTokenService, startIdTokenService } from '../github/id-tokens.ts';
import type { KeySet } from '../jwt.ts';
import type { RequestLogEntry } from '../request-log.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate.ts';
import { type Application, Directory } from './directory.ts';
import { type Role, RoleAssignments } from './roles.ts';
import { TokenService } from './token-service.ts';

export interface Entra {
  readonly authority: CertificateAuthority;
  /** The authority's certificate as a file, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  /** For `AZURE_AUTHORITY_HOST`. */
  readonly authorityHost: string;
  readonly tenantId: string;
  readonly directory: Directory;
  /** The workflow's application: takes the job's OIDC tokens, and holds `LEAST_ROLES`. */
  readonly application: Application;
  readonly tokens: TokenService;
  readonly roles: RoleAssignments;
  readonly idTokens: IdTokenService;
  close(): Promise<void>;
}

/** The audience that Entra ID expects in the assertions of others. */
export const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';

/** The roles that a workflow needs to train, to export, and to share its queue with others. */
export const LEAST_ROLES: readonly Role[] = [
  'Cognitive Services Custom Vision Trainer',
  'Storage Queue Data Contributor',
  'Storage Blob Data Reader',
];

export async function startEntra(onRequest?: (entry: RequestLogEntry) => void): Promise<Entra> {
  const authority = createCertificateAuthority();
  const folder = await mkdtemp(path.join(tmpdir(), 'entra-'));
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, authority.ca);
  const idTokens = await startIdTokenService(onRequest === undefined ? {} : { onRequest });
  const directory = new Directory();
  directory.trust(idTokens.issuer, async () => {
    const answer = await fetch(idTokens.keysUrl);
    return (await answer.json()) as KeySet;
  });
  const { issuer, subject } = idTokens;
  const application = directory.register({ federated: [{ issuer, subject, audience: EXCHANGE_AUDIENCE }] });
  const roles = new RoleAssignments();
  roles.assign(application.objectId, ...LEAST_ROLES);
  const tokens = new TokenService(directory, authority.server, onRequest);
  const authorityHost = await tokens.listen();
  return {
    authority,
    caFile,
    authorityHost,
    tenantId: directory.tenantId,
    directory,
    application,
    tokens,
    roles,
    idTokens,
    async close() {
      await Promise.all([tokens.close(), idTokens.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/**
 * Jobs that sign in by Entra ID instead of keys.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Emulator } from '../../emulator/emulator.ts';
import { type Entra, EXCHANGE_AUDIENCE } from '../../emulator/entra/entra.ts';
import type { ScenarioOptions } from './scenario.ts';
import type { TimedEmulator } from './time/timed-emulator.ts';

export const COGNITIVE = 'https://cognitiveservices.azure.com';
export const STORAGE = 'https://storage.azure.com';

/** The emulator's Entra ID, for tests that have asked for one. */
export function entraOf({ entra }: Emulator): Entra {
  if (entra === undefined) {
    throw new Error('this emulator was started without Entra ID');
  }
  return entra;
}

/** What every job needs on a machine that does not know the emulator's certificates and its Entra ID. */
export function machineOf(emulator: Emulator): Record<string, string> {
  const { caFile, authorityHost } = entraOf(emulator);
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    AZURE_AUTHORITY_HOST: authorityHost,
    // Not the login of whoever runs the tests.
    AZURE_CONFIG_DIR: path.dirname(caFile),
  };
}

/** A job with `id-token: write`, neither key nor account key, and client-id and tenant-id for its step. */
export function oidcJob(emulator: Emulator): Required<Pick<ScenarioOptions, 'inputs' | 'env' | 'idTokens'>> {
  const { application, tenantId, idTokens } = entraOf(emulator);
  return {
    inputs: {
      'training-key': '',
      'storage-account-key': '',
      'client-id': application.clientId,
      'tenant-id': tenantId,
    },
    env: machineOf(emulator),
    idTokens,
  };
}

/** Variables by which Azure's own chain signs in as an application, with an OIDC token that a step has kept in a file. */
export async function workloadLogin(emulator: Emulator, clientId: string): Promise<Record<string, string>> {
  const { caFile, idTokens, tenantId } = entraOf(emulator);
  const file = path.join(path.dirname(caFile), 'federated-token');
  await writeFile(file, idTokens.issue(EXCHANGE_AUDIENCE));
  return {
    // Nothing else of the chain is tried: no address of a cloud's machines is ever asked.
    AZURE_TOKEN_CREDENTIALS: 'WorkloadIdentityCredential',
    AZURE_FEDERATED_TOKEN_FILE: file,
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenantId,
  };
}

/** The tokens that were given since, as `client id → audience`, each once. */
export function tokensGiven(emulator: Emulator, since: number): string[] {
  const given = entraOf(emulator).tokens.given.slice(since);
  return [...new Set(given.map(({ clientId, audience }) => `${clientId} → ${audience}`))].sort();
}

/** The tokens for storage that were given so far. */
export function storageTokens(emulator: Emulator): string[] {
  return entraOf(emulator)
    .tokens.given.filter(({ audience }) => audience === STORAGE)
    .map(({ token }) => token);
}

/** Waits while the action looks at the queue with one short-lived token after the other. */
export async function spendTokens(emulator: TimedEmulator, count: number): Promise<void> {
  const more = async (howMany: number): Promise<void> => {
    const enough = storageTokens(emulator).length + howMany;
    await emulator.clock.until(() => storageTokens(emulator).length >= enough);
  };
  await more(count);
  // A renewal that is under way at the end is not waited for, and the process would be ended for its sake.
  entraOf(emulator).tokens.lifetimeSeconds = 3_600;
  await more(1);
}

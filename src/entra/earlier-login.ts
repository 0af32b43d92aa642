/**
 * Whether an earlier step, or whoever set up the machine, has provided a login to Entra ID.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Env, given } from '../env.ts';

/**
 * Whether the Azure CLI is logged in on this machine. A profile alone is no login: each start of `az` writes one, so the
 * images of hosted runners have one.
 */
export function cliIsLoggedIn(env: Env): boolean {
  const folder = given(env.AZURE_CONFIG_DIR) ?? path.join(homedir(), '.azure');
  try {
    // The CLI begins it with a byte order mark.
    const text = readFileSync(path.join(folder, 'azureProfile.json'), 'utf8').replace(/^\uFEFF/, '');
    const { subscriptions } = JSON.parse(text) as { subscriptions?: unknown };
    return Array.isArray(subscriptions) && subscriptions.length > 0;
  } catch {
    // There is no profile, or the CLI itself could not read it.
    return false;
  }
}

/** Variables by which Azure's own chain of credentials finds a login. */
const OF_THE_CHAIN = [
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_ID',
  'IDENTITY_ENDPOINT',
  'MSI_ENDPOINT',
  'AZURE_TOKEN_CREDENTIALS',
];

/** Whether somebody has provided an Entra ID login: by such a variable, or by the Azure CLI, which `azure/login` logs in. */
export function hasEarlierLogin(env: Env): boolean {
  return cliIsLoggedIn(env) || OF_THE_CHAIN.some((name) => given(env[name]) !== undefined);
}

/**
 * Whether an earlier step, or whoever set up the machine, has provided a login to Entra ID.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Env, given } from '../env.ts';

/**
 * Whether the Azure CLI is logged in on this machine. That it has a profile says nothing: each start of `az` leaves one
 * behind, and so the images of hosted runners come with one.
 */
export function cliIsLoggedIn(env: Env): boolean {
  const folder = given(env.AZURE_CONFIG_DIR) ?? path.join(homedir(), '.azure');
  try {
    // The CLI begins it with a byte order mark.
    const text = readFileSync(path.join(folder, 'azureProfile.json'), 'utf8').replace(/^\uFEFF/, '');
    const { subscriptions } = JSON.parse(text) as { subscriptions?: unknown };
    return Array.isArray(subscriptions) && subscriptions.length > 0;
  } catch {
    // There is none, or none that the CLI itself would read.
    return false;
  }
}

/**
 * Variables and files by which somebody has provided an Entra ID login: the variables of Azure's own credential chain,
 * or a login by the Azure CLI, which is what `azure/login` leaves behind.
 */
export function entraLoginSigns(env: Env, byCli: boolean): boolean {
  const chain = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_ID',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
    'AZURE_TOKEN_CREDENTIALS',
  ];
  return byCli || chain.some((name) => given(env[name]) !== undefined);
}

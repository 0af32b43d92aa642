/**
 * What Entra ID refuses a token with: each code that this action knows, to a job that signs in by OIDC.
 */
import type { Emulator } from '../../../emulator/emulator.ts';
import type { RefusalCode } from '../../../emulator/entra/refusal.ts';
import { entraOf, oidcJob } from '../entra-job.ts';
import type { ScenarioOptions } from '../scenario.ts';
import type { Trouble } from './trouble.ts';

/** It comes to no request to storage, which may be anywhere. */
function job(emulator: Emulator, inputs: Readonly<Record<string, string>> = {}): ScenarioOptions {
  const oidc = oidcJob(emulator);
  const storage = {
    'notification-queue-uri': 'https://account.queue.core.windows.net/notes',
    'export-model-container-uri': 'https://account.blob.core.windows.net/models',
  };
  return { ...oidc, inputs: { ...oidc.inputs, ...storage, ...inputs } };
}

function refused(code: RefusalCode, ...advice: string[]): Trouble {
  return {
    name: `a token is refused with AADSTS${code}`,
    title: 'No login to Azure',
    code: `AADSTS${code}`,
    entra: 'alone',
    says: ({ project }) => [
      `Could not read the project ${project.projectId}: there is no token for it.\nEntra ID gave none. It says:\n| AADSTS${code}: `,
      '\nIt means: ',
      ...advice,
    ],
    arrange: ({ emulator }) => {
      entraOf(emulator).tokens.refusing = code;
      return job(emulator);
    },
  };
}

const REGISTER = [
  '\nThis run presented:\n| iss (issuer): ',
  '\nNext: register these three at the application',
];

/** GitHub is asked for the audience of the cloud, or for that of the input, and the application knows another. */
function forAudience(audience: string, inputs: Readonly<Record<string, string>>): Trouble {
  return {
    name: `GitHub is asked for a token for ${audience}`,
    title: 'No login to Azure',
    code: 'AADSTS700212',
    entra: 'alone',
    says: () => [
      `\n| aud (audience): ${audience}\n`,
      `\nGitHub was asked for the audience "${audience}"; the input oidc-audience names another`,
    ],
    arrange: ({ emulator }) => job(emulator, inputs),
  };
}

export const OF_LOGIN: readonly Trouble[] = [
  forAudience('api://AzureADTokenExchangeUSGov', { endpoint: 'https://name.cognitiveservices.azure.us' }),
  forAudience('api://AzureADTokenExchangeChina', { endpoint: 'https://name.cognitiveservices.azure.cn' }),
  forAudience('api://of-our-own', { 'oidc-audience': 'api://of-our-own' }),
  refused('70021', ...REGISTER),
  refused('700211', ...REGISTER),
  refused('700212', ...REGISTER),
  refused('700213', ...REGISTER),
  refused('7002138', ...REGISTER),
  refused('700016', '\nNext: correct client-id'),
  refused('700024', '\nNext: set the clock of the runner'),
  refused('7000215', '\nNext: give client-id and tenant-id, which need no secret'),
  refused('90002', '\nNext: correct tenant-id'),
  refused('53003', '\nNext: have the policy leave out this application'),
];

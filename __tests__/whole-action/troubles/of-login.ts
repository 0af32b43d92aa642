/**
 * What Entra ID refuses a token with: each code that this action knows, to a job that signs in by OIDC.
 */
import type { RefusalCode } from '../../../emulator/entra/refusal.ts';
import { entraOf, oidcJob } from '../entra-job.ts';
import type { Trouble } from './trouble.ts';

function refused(code: RefusalCode, ...advice: string[]): Trouble {
  return {
    name: `a token is refused with AADSTS${code}`,
    title: 'No login to Azure',
    code: `AADSTS${code}`,
    entra: true,
    says: ({ project }) => [
      `Could not read the project ${project.projectId}: there is no token for it.\nEntra ID gave none. It says:\n| AADSTS${code}: `,
      '\nIt means: ',
      ...advice,
    ],
    arrange: ({ emulator }) => {
      entraOf(emulator).tokens.refusing = code;
      return oidcJob(emulator);
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
    entra: true,
    says: () => [
      `\n| aud (audience): ${audience}\n`,
      `\nGitHub was asked for the audience "${audience}"; the input oidc-audience names another`,
    ],
    arrange: ({ emulator }) => {
      const job = oidcJob(emulator);
      return { ...job, inputs: { ...job.inputs, ...inputs } };
    },
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

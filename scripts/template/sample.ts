/** What a template deploys for some parameters, in a subscription of our own invention. */
import { isDeepStrictEqual } from 'node:util';
import { deploy } from './deployment.ts';
import type { Template } from './json.ts';

/** What resources say of themselves once they are there, by their provider. */
const STATES: Readonly<Record<string, (name: string) => Template>> = {
  'Microsoft.CognitiveServices': (name) => ({
    properties: { endpoint: `https://${name}.cognitiveservices.azure.com/` },
    identity: { principalId: 'service' },
  }),
  'Microsoft.Storage': (name) => ({
    properties: {
      primaryEndpoints: {
        queue: `https://${name}.queue.core.windows.net/`,
        blob: `https://${name}.blob.core.windows.net/`,
      },
    },
  }),
  'Microsoft.ManagedIdentity': () => ({
    properties: { principalId: 'workflow', clientId: 'client', tenantId: 'tenant' },
  }),
  'Microsoft.Web': () => ({ identity: { principalId: 'function' } }),
};

/** The folders with a template. The sets of parameters between them use every branch of it. */
export const GIVEN: Readonly<Record<string, readonly Template[]>> = {
  setup: [
    {},
    { signIn: 'keys' },
    {
      signIn: 'both',
      withPrediction: true,
      mayCreateProjects: true,
      tier: 'F0',
      trustedJobs: 'pull_request',
    },
    { queueName: 'told', containerName: 'backups', location: 'uksouth' },
  ],
  'examples/function': [
    { trainingResource: 'vision', githubToken: 'token' },
    { trainingResource: 'vision', githubToken: 'token', storageAccount: 'letters', queueName: 'told' },
  ],
};

export function sampleDeployment(template: Template, given: Template = {}, cloud = 'AzureCloud') {
  return deploy(
    template,
    { repository: 'octo/nuts', name: 'nuts', ...given },
    {
      cloud,
      stateOf: (id) => {
        const [, provider = '', name = ''] = /\/providers\/([^/]+)\/[^/]+\/(.+)$/.exec(id) ?? [];
        return STATES[provider]?.(name) ?? {};
      },
    },
  );
}

/**
 * Compares what two templates deploy, however they are written.
 * @returns a line for each difference
 */
export function differences(one: Template, other: Template, all = GIVEN.setup): string[] {
  const described = (template: Template): unknown => template.parameters;
  const lines = isDeepStrictEqual(described(one), described(other)) ? [] : ['the parameters differ'];
  for (const given of all ?? []) {
    const [mine, theirs] = [one, other].map((template) => sampleDeployment(template, given));
    const ids = new Set([mine, theirs].flatMap((each) => each?.resources.map(({ id }) => id) ?? []));
    for (const id of ids) {
      const [left, right] = [mine, theirs].map((each) => {
        const found = each?.resources.find((resource) => resource.id === id);
        return found && { ...found, dependsOn: [...found.dependsOn].sort() };
      });
      if (!isDeepStrictEqual(left, right)) {
        lines.push(`with ${JSON.stringify(given)}: ${JSON.stringify(left)} is not ${JSON.stringify(right)}`);
      }
    }
    if (!isDeepStrictEqual(mine?.outputs, theirs?.outputs)) {
      lines.push(`with ${JSON.stringify(given)}: the outputs differ`);
    }
  }
  return lines;
}

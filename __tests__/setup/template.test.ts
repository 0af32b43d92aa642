import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Template } from '../../scripts/template/json.ts';
import { differences } from '../../scripts/template/sample.ts';
import { statementsOf } from '../../scripts/template/syntax.ts';
import { toArm } from '../../scripts/template/to-arm.ts';
import { deployed, SETUP, TEMPLATE } from './deployed.ts';

const ROLES: Readonly<Record<string, string>> = {
  'c1ff6cc2-c111-46fe-8896-e0ef812ad9f3': 'Cognitive Services Custom Vision Contributor',
  '0a5ae4ab-0d65-4eeb-be61-29fc9b54394b': 'Cognitive Services Custom Vision Trainer',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
};
const GROUP = /^.*\/resourceGroups\/group\/providers\//;

/** Who has which role on what. */
function assignments(given = {}) {
  return deployed(given)
    .resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
    .map(({ scope, body }) => {
      const { principalId, principalType, roleDefinitionId } = body.properties as Record<string, string>;
      expect(principalType).toBe('ServicePrincipal');
      expect(roleDefinitionId).toMatch(
        /^\/subscriptions\/[-0-9]+\/providers\/Microsoft.Authorization\/roleDefinitions\//,
      );
      return `${principalId ?? ''}: ${ROLES[roleDefinitionId?.split('/').at(-1) ?? ''] ?? '?'} on ${scope?.replace(GROUP, '') ?? ''}`;
    });
}

const OF_THE_SERVICE = [
  'service: Storage Queue Data Contributor on Microsoft.Storage/storageAccounts/nuts',
  'service: Storage Blob Data Contributor on Microsoft.Storage/storageAccounts/nuts',
];
const ON_STORAGE = [
  'workflow: Storage Queue Data Contributor on Microsoft.Storage/storageAccounts/nuts/queueServices/default/queues/notifications',
  'workflow: Storage Blob Data Reader on Microsoft.Storage/storageAccounts/nuts/blobServices/default/containers/models',
];

function properties(type: string, given = {}, cloud?: string) {
  return deployed(given, cloud)
    .resources.filter((each) => each.type === type)
    .map(({ name, body }) => ({ name, ...body }));
}

test('main.json is main.bicep compiled', () => {
  expect(toArm(statementsOf(readFileSync(path.join(SETUP, 'main.bicep'), 'utf8')))).toEqual(TEMPLATE);
});

test('each parameter and each output says what it is', () => {
  for (const each of [TEMPLATE.parameters, TEMPLATE.outputs]) {
    for (const [name, { metadata }] of Object.entries(each as Record<string, { metadata?: unknown }>)) {
      expect({ name, metadata }).toEqual({
        name,
        metadata: { description: expect.stringMatching(/^.{10,}\.$/) },
      });
    }
  }
});

test('with OIDC the workflow is trusted, has its three roles, and no key opens the account', () => {
  expect(assignments()).toEqual([
    ...OF_THE_SERVICE,
    'workflow: Cognitive Services Custom Vision Trainer on Microsoft.CognitiveServices/accounts/nuts',
    ...ON_STORAGE,
  ]);
  expect(properties('Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials')).toEqual(
    [
      {
        name: 'nuts-workflow/github',
        properties: {
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:octo/nuts:ref:refs/heads/main',
          audiences: ['api://AzureADTokenExchange'],
        },
      },
    ],
  );
  expect(properties('Microsoft.Storage/storageAccounts')).toMatchObject([
    {
      properties: {
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        supportsHttpsTrafficOnly: true,
      },
    },
  ]);
  expect(deployed().outputs).toEqual({
    endpoint: 'https://nuts.cognitiveservices.azure.com/',
    notificationQueueUri: 'https://nuts.queue.core.windows.net/notifications',
    exportModelContainerUri: 'https://nuts.blob.core.windows.net/models',
    clientId: 'client',
    tenantId: 'tenant',
    predictionResourceId: '',
    signIn: 'oidc',
    repository: 'octo/nuts',
    trustedJobs: 'ref:refs/heads/main',
    resourceName: 'nuts',
    identityName: 'nuts-workflow',
  });
});

test('with keys there is no identity of the workflow, and keys open the account', () => {
  expect(assignments({ signIn: 'keys' })).toEqual(OF_THE_SERVICE);
  const { resources, outputs } = deployed({ signIn: 'keys' });
  expect(resources.filter(({ type }) => type.startsWith('Microsoft.ManagedIdentity'))).toEqual([]);
  expect(properties('Microsoft.Storage/storageAccounts', { signIn: 'keys' })).toMatchObject([
    { properties: { allowSharedKeyAccess: true } },
  ]);
  expect(outputs).toMatchObject({ clientId: '', tenantId: '', identityName: '', signIn: 'keys' });

  expect(assignments({ signIn: 'both' })).toEqual(assignments());
  expect(properties('Microsoft.Storage/storageAccounts', { signIn: 'both' })).toMatchObject([
    { properties: { allowSharedKeyAccess: true } },
  ]);
});

test('what is asked for is created: projects by the workflow, a prediction resource, other names, another cloud', () => {
  expect(assignments({ mayCreateProjects: true })).toEqual([
    ...OF_THE_SERVICE,
    'workflow: Cognitive Services Custom Vision Contributor on Microsoft.CognitiveServices/accounts/nuts',
    ...ON_STORAGE,
  ]);
  const given = { withPrediction: true, tier: 'F0', queueName: 'told', containerName: 'backups' };
  expect(properties('Microsoft.CognitiveServices/accounts', given)).toMatchObject([
    {
      name: 'nuts',
      kind: 'CustomVision.Training',
      identity: { type: 'SystemAssigned' },
      properties: { customSubDomainName: 'nuts' },
      sku: { name: 'F0' },
    },
    { name: 'nuts-prediction', kind: 'CustomVision.Prediction', sku: { name: 'F0' } },
  ]);
  expect(deployed(given).outputs).toMatchObject({
    notificationQueueUri: 'https://nuts.queue.core.windows.net/told',
    exportModelContainerUri: 'https://nuts.blob.core.windows.net/backups',
    predictionResourceId: expect.stringMatching(/\/Microsoft.CognitiveServices\/accounts\/nuts-prediction$/),
  });
  const credentials = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
  const trustedJobs = 'environment:production';
  expect(properties(credentials, { trustedJobs }, 'AzureUSGovernment')).toMatchObject([
    {
      properties: {
        subject: 'repo:octo/nuts:environment:production',
        audiences: ['api://AzureADTokenExchangeUSGov'],
      },
    },
  ]);
});

test('everything waits for what it needs, bears a name of its own, and is there once', () => {
  const { resources } = deployed({ withPrediction: true });
  const ids = resources.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, dependsOn, scope } of resources) {
    expect(ids).toEqual(expect.arrayContaining([...dependsOn]));
    expect(dependsOn).not.toContain(id);
    expect(scope === undefined ? dependsOn : dependsOn.includes(scope)).not.toBe(false);
    const parent = /^(.*)\/[^/]+\/[^/]+$/.exec(id)?.[1] ?? '';
    expect(ids.includes(parent) && scope === undefined ? dependsOn : [parent]).toContain(parent);
  }
});

test.each([
  [{ signIn: 'key' }, 'the parameter signIn may not be "key"'],
  [{ name: 'ab' }, 'the parameter name may not be "ab"'],
  [{ repo: 'octo/nuts' }, 'there is no parameter repo'],
])('%j is refused', (given, words) => {
  expect(() => deployed(given)).toThrow(words);
});

test('a template that deploys something else is noticed, one that is only written in another way is not', () => {
  const text = JSON.stringify(TEMPLATE);
  const differing = (from: string, to: string): string[] => {
    expect(text).toContain(from);
    return differences(TEMPLATE, JSON.parse(text.replaceAll(from, to)) as Template);
  };
  expect(differing("[parameters('location')]", "[format('{0}', parameters('location'))]")).toEqual([]);
  expect(differing('"TLS1_2"', '"TLS1_0"')).toHaveLength(4);
  expect(differing('"maxLength":24', '"maxLength":20')).toEqual(['the parameters differ']);
  expect(differing("parameters('queueName'))]\"", "'other')]\"").at(-1)).toMatch(/the outputs differ$/);
});

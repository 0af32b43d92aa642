import { expect, test } from '@jest/globals';
import { deployed } from './deployed.ts';
import { troublesOf } from './published-models.ts';

test.each([{}, { signIn: 'keys', withPrediction: true }])(
  'every resource is as Microsoft publishes it, with %j',
  (given) => {
    const { resources } = deployed(given);
    expect(resources.length).toBeGreaterThan(8);
    expect(resources.flatMap(troublesOf)).toEqual([]);
  },
);

test('what Microsoft does not publish is noticed', () => {
  const type = 'Microsoft.Storage/storageAccounts';
  const body = {
    location: 'westeurope',
    sku: {},
    properties: { allowSharedKeyAcess: true, minimumTlsVersion: 12, provisioningState: 'x' },
  };
  expect(troublesOf({ type, apiVersion: '2019-06-01', body })).toEqual([
    '2019-06-01 is not 2024-01-01',
    `${type} has no kind`,
    `${type}.sku has no name`,
    `${type}.properties.allowSharedKeyAcess is not known`,
    `${type}.properties.minimumTlsVersion is no String, or has a wrong form`,
    `${type}.properties.provisioningState is not known`,
  ]);
});

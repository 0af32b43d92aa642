import { expect, test } from '@jest/globals';
import {
  isSameResource,
  looksLikeKey,
  parsePredictionResource,
} from '../../../src/publish/prediction-resource.ts';

const SUBSCRIPTION = '7a1e4f52-0000-4000-8000-5f0c6a6e3b11';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/my-group`;
const ID = `${GROUP}/providers/Microsoft.CognitiveServices/accounts/prediction`;

test.each([
  ['an id', ID],
  ['one with a slash at its end', `${ID}/`],
  ['one in other cases, as some tools print it', ID.toLowerCase()],
  ['a group with parentheses and letters of any language', ID.replace('my-group', 'Größe_(1).x')],
])('%s is taken', (_what, text) => {
  expect(parsePredictionResource(text)).toBe(text.replace(/\/$/, ''));
});

test.each([
  [
    'cut off after the accounts',
    `${GROUP}/providers/Microsoft.CognitiveServices/accounts/`,
    'the name of the resource is missing',
  ],
  [
    'cut off after the provider',
    `${GROUP}/providers/Microsoft.CognitiveServices`,
    'it is cut off: /accounts/ is missing',
  ],
  ['cut off after the group', GROUP, 'it is cut off: /providers/ is missing'],
  [
    'cut off after the groups',
    `/subscriptions/${SUBSCRIPTION}/resourceGroups/`,
    'the name of the resource group is missing',
  ],
  [
    'cut off after the subscription',
    `/subscriptions/${SUBSCRIPTION}`,
    'it is cut off: /resourceGroups/ is missing',
  ],
  ['cut off in the subscription', ID.replace(SUBSCRIPTION, SUBSCRIPTION.slice(0, 20)), 'is no GUID'],
  [
    'cut off in its name',
    `${GROUP}/providers/Microsoft.CognitiveServices/accounts/p`,
    'no name of a resource',
  ],
  ['without its beginning', ID.slice(1), 'it does not begin with /subscriptions/'],
  [
    'without its subscription',
    ID.replace(`/subscriptions/${SUBSCRIPTION}`, ''),
    '/subscriptions/ is missing in it',
  ],
  [
    'of a storage account',
    `${GROUP}/providers/Microsoft.Storage/storageAccounts/x`,
    'a resource of another kind',
  ],
  [
    'of a workspace',
    `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/x`,
    'Microsoft.CognitiveServices/accounts is wanted',
  ],
  ['with more behind it', `${ID}/overview`, 'more follows the name of the resource'],
  ['with a project behind it', `${ID}/projects/p`, 'more follows the name of the resource'],
  ['with placeholders', ID.replace(SUBSCRIPTION, '{subscriptionId}'), 'is no GUID'],
  ['with the name of a subscription', ID.replace(SUBSCRIPTION, 'Production'), 'is no GUID'],
  ['with a blank in it', ID.replace('my-group', 'my group'), 'it has a blank'],
  [
    'the address of a portal',
    `https://portal.azure.com/#@contoso.com/resource${ID}/overview`,
    'the Azure portal',
  ],
  ['an endpoint', 'https://prediction.cognitiveservices.azure.com/', 'it is a URL'],
  ['an ARM URL', `https://management.azure.com${ID}`, 'it is a URL'],
  ['a key', '0123456789abcdef0123456789abcdef', 'it looks like a key'],
  ['a name alone', 'prediction', 'it does not begin with'],
])('%s is refused', (_what, text, why) => {
  expect(() => parsePredictionResource(text)).toThrow(why);
});

test('keys of both lengths are told from ids', () => {
  expect(['0123456789ABCDEF0123456789abcdef', 'a1B2'.repeat(21), ID, 'prediction'].map(looksLikeKey)).toEqual(
    [true, true, false, false],
  );
});

test('ids are the same in any case, and with a slash at the end', () => {
  expect(isSameResource(ID, `${ID.toUpperCase()}/`)).toBe(true);
  expect(isSameResource(ID, `${ID}2`)).toBe(false);
});

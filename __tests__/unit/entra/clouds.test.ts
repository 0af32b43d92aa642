import { expect, test } from '@jest/globals';
import { cloudOf, isKnownAuthority, isRegional } from '../../../src/entra/clouds.ts';

test.each([
  ['https://name.cognitiveservices.azure.com', 'login.microsoftonline.com', 'com', ''],
  ['https://name.cognitiveservices.azure.us', 'login.microsoftonline.us', 'us', 'USGov'],
  ['https://virginia.api.cognitive.microsoft.us', 'login.microsoftonline.us', 'us', 'USGov'],
  ['https://name.cognitiveservices.azure.cn', 'login.chinacloudapi.cn', 'cn', 'China'],
  ['https://127.0.0.1:8443', 'login.microsoftonline.com', 'com', ''],
])('%s signs in at %s', (endpoint, authority, suffix, audience) => {
  expect(cloudOf(endpoint)).toEqual({
    authorityHost: `https://${authority}`,
    scope: `https://cognitiveservices.azure.${suffix}/.default`,
    audience: `api://AzureADTokenExchange${audience}`,
  });
});

test.each([
  ['https://westeurope.api.cognitive.microsoft.com', true],
  ['https://virginia.api.cognitive.microsoft.us', true],
  ['https://chinaeast2.api.cognitive.azure.cn', true],
  ['https://name.cognitiveservices.azure.com', false],
  ['https://api.cognitiveservices.azure.com', false],
  ['https://127.0.0.1:8443', false],
])('%s is of a region: %s', (endpoint, regional) => {
  expect(isRegional(endpoint)).toBe(regional);
});

test.each([
  ['https://login.microsoftonline.com', true],
  ['https://Login.microsoftonline.us/', true],
  ['https://login.chinacloudapi.cn', true],
  ['https://login.partner.microsoftonline.cn', true],
  ['https://login.microsoftonline.com.example', false],
  ['https://127.0.0.1:1', false],
])('%s is one of Azure’s: %s', (host, known) => {
  expect(isKnownAuthority(host)).toBe(known);
});

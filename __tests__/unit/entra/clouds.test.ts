import { expect, test } from '@jest/globals';
import { cloudOf, isKnownAuthority, isRegional } from '../../../src/entra/clouds.ts';

test.each([
  ['https://name.cognitiveservices.azure.com', 'login.microsoftonline.com', 'cognitiveservices.azure.com'],
  ['https://name.cognitiveservices.azure.us', 'login.microsoftonline.us', 'cognitiveservices.azure.us'],
  ['https://virginia.api.cognitive.microsoft.us', 'login.microsoftonline.us', 'cognitiveservices.azure.us'],
  ['https://name.cognitiveservices.azure.cn', 'login.chinacloudapi.cn', 'cognitiveservices.azure.cn'],
  ['https://127.0.0.1:8443', 'login.microsoftonline.com', 'cognitiveservices.azure.com'],
])('%s signs in at %s for %s', (endpoint, authority, audience) => {
  expect(cloudOf(endpoint)).toEqual({
    authorityHost: `https://${authority}`,
    scope: `https://${audience}/.default`,
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

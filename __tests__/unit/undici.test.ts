import { expect, test } from '@jest/globals';
import * as stand from '../../src/undici.ts';

test('what stands in for undici gives the fetch of Node, and says what is missing', () => {
  expect(stand.fetch).toBe(globalThis.fetch);
  expect(() => Reflect.construct(stand.ProxyAgent, []) as unknown).toThrow('Octokit behind a proxy');
});

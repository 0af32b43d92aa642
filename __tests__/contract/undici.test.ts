import { expect, test } from '@jest/globals';
import * as stand from '../../scripts/bundle/undici.ts';

test('what stands in for undici gives the fetch of Node, and says what is missing', () => {
  expect(stand.fetch).toBe(globalThis.fetch);
  expect(() => new stand.ProxyAgent().dispatch()).toThrow('Octokit behind a proxy');
});

test('an agent may be made: @actions/github does so when it is loaded behind a proxy', () => {
  expect(() => new stand.ProxyAgent()).not.toThrow();
});

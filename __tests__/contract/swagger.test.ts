import { expect, test } from '@jest/globals';
import { findSwagger } from './swagger.ts';

const NOWHERE = { CUSTOM_VISION_SWAGGER: '/nowhere/to/be/found' };

test('where the Swagger is not at hand, one line says how to have it and where it is published', () => {
  const looked = findSwagger(NOWHERE);
  expect(looked).toEqual({
    missing: expect.stringMatching(
      /^Contract tests need training-v3\.3\.json and training-v3\.4-preview\.json: `npm run swagger` fetches them\. .*published as Training\.json at https:\/\/github\.com\/Azure\/azure-rest-api-specs.*$/,
    ),
  });
});

test('where the Swagger is required and not at hand, the tests fail', () => {
  expect(() => findSwagger({ ...NOWHERE, REQUIRE_SWAGGER: '1' })).toThrow('`npm run swagger` fetches them');
});

import { expect, test } from '@jest/globals';
import { explained, serviceFailure } from '../../src/advice.ts';
import { Failure, ServiceError } from '../../src/errors.ts';
import { refusal } from '../fakes/fake-training-api.ts';

test('a refusal says what could not be done, what was answered, what the service says, and the next step', () => {
  const error = new ServiceError({
    operation: 'GetProject',
    httpStatus: 404,
    code: 'NotFoundProject',
    detail: 'no\n::error::such',
    requestId: '##[x]',
  });
  const { title, status, message, cause } = serviceFailure('read the project p', error);
  expect([title, status, cause]).toEqual(['NotFoundProject', 'failed', error]);
  expect(message.split('\n').slice(0, 4)).toEqual([
    'Could not read the project p: the service answered 404 NotFoundProject.',
    '| no\\x0a::error::such',
    'Request id, for support:',
    '| ##\\x5bx]',
  ]);
  expect(message).toMatch(/\nNext: check project-id .+\.$/);
});

test.each([
  ['BadRequestClassificationTrainingValidationFailed', 'at least 5 images'],
  ['BadRequestDetectionTrainingValidationFailed', '15 of each tag'],
  ['BadRequestMultiClassClassificationTrainingValidationFailed', 'add images'],
  ['BadRequestMultiLabelClassificationTrainingValidationFailed', 'add images'],
  ['BadRequestTrainingValidationFailed', 'add images'],
  ['BadRequestExceedIterationPerProjectLimit', 'nothing is ever deleted for you'],
  ['BadRequestExceededQuota', 'from F0 to S0'],
  ['BadRequestExportValidationFailed', 'another entry for platforms'],
  ['BadRequestProjectUnsupportedExportPlatform', 'another entry for platforms'],
  ['BadRequestExportPlatformNotSupportedForAdvancedTraining', 'training-type: Regular'],
  ['BadRequestDomainNotSupportedForAdvancedTraining', 'training-type: Regular'],
  ['BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining', 'raise reserved-budget-hours'],
  ['BadRequestInvalidUri', 'Storage Queue Data Contributor'],
  ['ForbiddenDRModeEnabled', 'read-only'],
  ['PermissionDenied', 'Cognitive Services Custom Vision Trainer'],
  ['NotFoundProject', 'project-id'],
  ['NotFoundIteration', 'run again'],
])('%s gives its own next step', (code, words) => {
  const { message, title } = serviceFailure('do it', refusal(code));
  expect(title).toBe(code);
  expect(message).toMatch(/\nNext: .+\.$/);
  expect(message.slice(message.indexOf('Next: '))).toContain(words);
});

test.each([
  [401, 'training-key'],
  [403, 'Cognitive Services Custom Vision Trainer'],
  [404, 'check endpoint'],
  [429, 'rate limit'],
  [500, 'run again later'],
  [503, 'run again later'],
  [400, 'see what the service says above'],
  [302, 'see what the service says above'],
])('the status %i without a known code gives a next step', (httpStatus, words) => {
  for (const code of [null, 'SomethingNew']) {
    const error = new ServiceError({ operation: 'X', httpStatus, code, detail: '' });
    const { message } = serviceFailure('do it', error);
    expect(message.slice(message.indexOf('Next: '))).toContain(words);
  }
});

test('no answer at all is explained by the network, where it says something', () => {
  const cause = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
  const known = serviceFailure(
    'do it',
    new ServiceError({ operation: 'X', httpStatus: null, detail: 'x', cause }),
  );
  expect(known.title).toBe('No answer from the service');
  expect(known.message).toContain('Could not do it: no answer arrived.');
  expect(known.message).toContain('Next: the host name is not known');
  const unknown = serviceFailure('do it', new ServiceError({ operation: 'X', httpStatus: null, detail: '' }));
  expect(unknown.message).toContain('Next: check endpoint');
});

test('a garbled success does not read as if it had succeeded', () => {
  const error = new ServiceError({ operation: 'X', httpStatus: 200, detail: 'no JSON', garbled: true });
  const { title, message } = serviceFailure('start it', error);
  expect(title).toBe('Service answered 200');
  expect(message).toContain('| no JSON');
});

test('only what the service answered is explained, everything else passes as it is', async () => {
  expect(await explained('do it', () => Promise.resolve(7))).toBe(7);
  await expect(explained('do it', () => Promise.reject(refusal('X')))).rejects.toBeInstanceOf(Failure);
  const failure = new Failure('timed-out', 'T', []);
  await expect(explained('do it', () => Promise.reject(failure))).rejects.toBe(failure);
  const bug = new TypeError('bug');
  await expect(explained('do it', () => Promise.reject(bug))).rejects.toBe(bug);
});

import { expect, test } from '@jest/globals';
import { explained, serviceFailure } from '../../../src/custom-vision/refusals.ts';
import { Failure } from '../../../src/report/failure.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

test('a refusal says what could not be done, what was answered, what the service says, and the next step', () => {
  const error = new ServiceError({
    operation: 'GetProject',
    httpStatus: 404,
    code: 'NotFoundProject',
    detail: 'no\n::error::such',
    requestId: '##[x]',
  });
  const { title, status, message, cause } = serviceFailure('read the project p', error);
  expect([title, status, cause]).toEqual(['Project not found', 'failed', error]);
  expect(message.split('\n').slice(0, 4)).toEqual([
    'Could not read the project p: the service answered 404 NotFoundProject.',
    '| no\\x0a::error::such',
    'Request id, for support:',
    '| ##\\x5bx]',
  ]);
  expect(message).toMatch(/\nNext: check project-id .+\.$/);
});

test.each([
  ['BadRequestClassificationTrainingValidationFailed', 'Too few images or tags', 'at least 5 images'],
  ['BadRequestDetectionTrainingValidationFailed', 'Too few images or tags', '15 of each tag'],
  ['BadRequestMultiClassClassificationTrainingValidationFailed', 'Too few images or tags', 'add images'],
  ['BadRequestMultiLabelClassificationTrainingValidationFailed', 'Too few images or tags', 'add images'],
  ['BadRequestTrainingValidationFailed', 'Too few images or tags', 'add images'],
  ['BadRequestExceedIterationPerProjectLimit', 'Too many iterations', 'nothing is ever deleted for you'],
  ['BadRequestExceededQuota', 'Quota used up', 'from F0 to S0'],
  ['BadRequestExportValidationFailed', 'Platform not possible', 'another entry for platforms'],
  ['BadRequestProjectUnsupportedExportPlatform', 'Platform not possible', 'another entry for platforms'],
  [
    'BadRequestExportPlatformNotSupportedForAdvancedTraining',
    'Platform not possible',
    'training-type: Regular',
  ],
  [
    'BadRequestDomainNotSupportedForAdvancedTraining',
    'Advanced training not possible',
    'training-type: Regular',
  ],
  [
    'BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining',
    'Advanced training not possible',
    'raise reserved-budget-hours',
  ],
  ['BadRequestInvalidUri', 'Storage URI refused', 'Storage Queue Data Contributor'],
  ['BadRequestInvalidEmailAddress', 'Request refused', 'notification-email'],
  ['BadRequestProjectName', 'Project name refused', 'project-name'],
  ['BadRequestProjectNameNotUnique', 'Project name refused', 'upper and lower case count'],
  ['BadRequestExceedProjectLimit', 'Quota used up', 'delete one in the portal'],
  ['ForbiddenDRModeEnabled', 'Project is read-only', 'read-only'],
  ['PermissionDenied', 'Key or role refused', 'Cognitive Services Custom Vision Trainer'],
  ['NotFoundProject', 'Project not found', 'project-id'],
  ['NotFoundIteration', 'Iteration not found', 'run again'],
])('%s is told under "%s", with its own next step', (code, heading, words) => {
  const { message, title } = serviceFailure('do it', refusal(code));
  expect(title).toBe(heading);
  expect(message).toContain(code);
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

test('whoever may train may not create projects: a 403 names the role that may', () => {
  const forbidden = { httpStatus: 403, code: null, detail: '' };
  const { message } = serviceFailure('do it', new ServiceError({ ...forbidden, operation: 'CreateProject' }));
  expect(message).toContain('Cognitive Services Custom Vision Contributor');
});

test('no answer at all is explained by the network, where it says something', () => {
  const cause = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
  const known = serviceFailure(
    'do it',
    new ServiceError({ operation: 'X', httpStatus: null, detail: 'x', cause }),
  );
  expect(known.title).toBe('Service out of reach');
  expect(known.message).toContain('Could not do it: no answer arrived.');
  expect(known.message).toContain('Next: the host name is not known');
  const unknown = serviceFailure('do it', new ServiceError({ operation: 'X', httpStatus: null, detail: '' }));
  expect(unknown.message).toContain('Next: check endpoint');
});

test('a garbled success does not read as if it had succeeded', () => {
  const error = new ServiceError({ operation: 'X', httpStatus: 200, detail: 'no JSON', garbled: true });
  const { title, message } = serviceFailure('start it', error);
  expect(title).toBe('Service in trouble');
  expect(message).toContain('| no JSON');
});

test('only what the service answered is explained, everything else passes as it is', async () => {
  expect(await explained('do it', () => Promise.resolve(7))).toBe(7);
  await expect(explained('do it', () => Promise.reject(refusal('X')))).rejects.toBeInstanceOf(Failure);
  const failure = new Failure('timed-out', 'No model', []);
  await expect(explained('do it', () => Promise.reject(failure))).rejects.toBe(failure);
  const bug = new TypeError('bug');
  await expect(explained('do it', () => Promise.reject(bug))).rejects.toBe(bug);
});

test.each([
  ['GetProject', 'NotFound', 'Project not found'],
  ['GetIterations', 'NotFound', 'Project not found'],
  ['GetDomains', 'NotFound', 'Wrong endpoint'],
  ['GetProjects', 'NotFound', 'Wrong endpoint'],
  ['GetProject', null, 'Wrong endpoint'],
  ['GetProject', 'ResourceNotFound', 'Wrong endpoint'],
  ['GetTags', 'NotFoundTag', 'Request refused'],
])('%s that is answered 404 with the code %s is told under "%s"', (operation, code, heading) => {
  const error = new ServiceError({ operation, httpStatus: 404, code, detail: '' });
  expect(serviceFailure('do it', error).title).toBe(heading);
});

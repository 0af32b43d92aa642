import { expect, test } from '@jest/globals';
import { labelled } from '../../../src/report/report.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

test('everything that is said under a label begins with it, and masks are passed on', () => {
  const recorded = new RecordedReport();
  const report = labelled('ONNX', recorded);
  report.info('Started.');
  report.debug('queue: 1 visible');
  report.notice('Detached', ['later']);
  report.warning('Model is no zip', ['first', 'second']);
  report.mask('secret');
  expect(recorded.said.map(({ level, text }) => `${level} ${text}`)).toEqual([
    'info ONNX: Started.',
    'debug ONNX: queue: 1 visible',
    'notice ONNX: Detached: later',
    'warning ONNX: Model is no zip: first\nsecond',
  ]);
  expect(recorded.masked).toEqual(['secret']);
});

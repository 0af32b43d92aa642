import { expect, test } from '@jest/globals';
import { parseFaults } from '../../../emulator/custom-vision/resource/faults/parse.ts';

const OPERATIONS = ['TrainProject', 'GetExports'];

test('every kind of fault can be written as a line', () => {
  const rules = [
    { operation: 'TrainProject', fault: { status: 503, when: 'after', retryAfterSeconds: 1 } },
    { operation: '*', version: 'v3.3', nth: 2, times: 3, fault: { reset: 'before' } },
    { operation: 'GetExports', projectId: 'p', fault: { hang: true } },
    { operation: 'GetExports', fault: { truncate: true } },
    { operation: 'GetExports', fault: { contentType: 'text/html' } },
    { operation: 'GetExports', fault: { slowMs: 0 } },
    ...[
      { lost: true },
      { lateSeconds: 1.5 },
      { earlySeconds: 1 },
      { copies: 2 },
      { forged: 'model-uri' },
      { garbled: true },
    ].map((fault) => ({ message: 'Training', fault })),
    ...[{ lateSeconds: 1 }, { absent: true }, { overwrittenAfterSeconds: 1 }].map((fault) => ({
      blob: 'ONNX',
      fault,
    })),
  ];
  const lines = ['# what goes wrong', '', ...rules.map((rule) => JSON.stringify(rule)), ''];
  expect(parseFaults(lines.join('\n'), OPERATIONS)).toEqual(rules);
});

test.each([
  ['{', 'Line 1: it is not a JSON object.'],
  ['{"fault":{}}', 'Line 1: it must have one of operation, message, blob.'],
  ['{"operation":"*","blob":"*","fault":{"hang":true}}', 'it must have one of'],
  ['{"operation":"Train","fault":{"hang":true}}', 'there is no operation "Train"'],
  ['{"message":"Trained","fault":{"lost":true}}', 'there is no message "Trained"'],
  ['{"blob":"*","version":"v3.3","fault":{"absent":true}}', 'beside "blob" and "fault" it may have'],
  ['{"blob":"*","nth":0,"fault":{"absent":true}}', 'nth?'],
  ['{"message":"*","fault":{"absent":true}}', '{lost} or {lateSeconds}'],
  ['{"operation":"*","fault":{"status":99,"when":"before"}}', 'with fitting values'],
  ['{"operation":"*","fault":{"reset":"before","hang":true}}', 'with fitting values'],
  ['{"operation":"*"}', 'with fitting values'],
])('the line %s is refused', (line, message) => {
  expect(() => parseFaults(line, OPERATIONS)).toThrow(message);
});

test('all bad lines are named in one message', () => {
  expect(() => parseFaults('1\n{"blob":"*","fault":{"absent":true}}\n2', OPERATIONS)).toThrow(
    /^Line 1: .*\nLine 3: /,
  );
});

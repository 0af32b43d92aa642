import { expect, test } from '@jest/globals';
import { checkExportable, chooseDomain, described, isDomain } from '../../../src/project/domains.ts';
import { Failure } from '../../../src/report/failure.ts';
import type { ExportTarget } from '../../../src/custom-vision/platforms.ts';
import { COMPACT, DETECTION, DOMAINS, GENERAL } from '../../../trials/fakes/fake-domains.ts';

const ONNX: ExportTarget = { platform: 'ONNX', flavor: null };
const VAIDK: ExportTarget = { platform: 'VAIDK', flavor: null };

function failure(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  }
  throw new Error('nothing was refused');
}

test.each([
  ['by its name', 'General (compact)', COMPACT],
  ['by its name in another case', 'general (COMPACT)', COMPACT],
  ['by its id', COMPACT.id, COMPACT],
  ['by its id in capitals', DETECTION.id.toUpperCase(), DETECTION],
  ['as the compact one for classification where none is given', null, COMPACT],
])('a domain is chosen %s', (_how, wanted, expected) => {
  expect(chooseDomain(wanted, null, DOMAINS)).toBe(expected);
});

test('a name that two domains have is that of the classification one, in whatever order they are listed', () => {
  expect(chooseDomain('General (compact)', null, [...DOMAINS].reverse())).toBe(COMPACT);
  expect(chooseDomain('General (compact)', null, [DETECTION])).toBe(DETECTION);
  expect(failure(() => chooseDomain(null, null, [DETECTION])).message).toContain('"General (compact)"');
});

test('a domain that there is not is refused with those that can be exported, as foreign text', () => {
  const odd = { ...COMPACT, name: 'x\n::error::y' };
  const { status, message } = failure(() => chooseDomain('Nothing##[error]', null, [...DOMAINS, odd]));
  expect(status).toBe('failed');
  expect(message).toContain('"Nothing##\\x5berror]"');
  expect(message).toContain(`| General (compact), ObjectDetection, id ${DETECTION.id}`);
  expect(message).toContain('| x\\x0a::error::y');
  expect(message).not.toContain(GENERAL.id);
  expect(message).toContain('Nothing was created.');
});

test('a classification type needs a domain for classification', () => {
  expect(chooseDomain(null, 'Multiclass', DOMAINS)).toBe(COMPACT);
  expect(failure(() => chooseDomain(DETECTION.id, 'Multiclass', DOMAINS)).message).toContain(
    `| ${described(DETECTION)}`,
  );
});

test('a domain is what its name or its id say', () => {
  expect(isDomain(COMPACT, 'GENERAL (compact)')).toBe(true);
  expect(isDomain(COMPACT, COMPACT.id.toUpperCase())).toBe(true);
  expect(isDomain(COMPACT, 'General')).toBe(false);
});

test.each([
  [
    'project',
    'A model in the domain of the project cannot',
    'in the settings of the project to a compact one that can. Nothing was trained.',
  ],
  [
    'iteration',
    'A model in the domain of the iteration cannot',
    'train without iteration-id. Nothing was changed.',
  ],
  [
    'new project',
    'A model in the domain of the new project cannot',
    'set the input domain to a compact one that can. Nothing was created.',
  ],
] as const)(
  'the domain of a %s that exports nothing is refused with its compact twin',
  (whose, what, next) => {
    const { message } = failure(() => {
      checkExportable(GENERAL, DOMAINS, [ONNX], whose);
    });
    expect(message).toContain(what);
    expect(message).toContain(`| General (compact) (domain id ${COMPACT.id})`);
    expect(message).toContain(next);
  },
);

test.each(['project', 'iteration', 'new project'] as const)(
  'the domain of a %s that exports to other platforms is refused with those',
  (whose) => {
    const { message } = failure(() => {
      checkExportable(DETECTION, DOMAINS, [ONNX, VAIDK], whose);
    });
    expect(message).toContain('cannot be exported to VAIDK.');
    expect(message).toContain('| CoreML, TensorFlow, DockerFile, ONNX, OpenVino');
    expect(message).toContain('Next: choose one of these for platforms');
  },
);

test('a domain that does not tell its platforms may export to all of them', () => {
  const silent = { ...COMPACT, exportablePlatforms: null };
  expect(() => {
    checkExportable(silent, DOMAINS, [ONNX, VAIDK], 'project');
  }).not.toThrow();
});

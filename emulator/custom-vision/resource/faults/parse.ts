/** Reads fault rules from lines of JSON, for callers that start the emulator as a program. */
import type { FaultRule } from '../faults.ts';
import { BLOB_STATES } from './blobs.ts';

/** Thrown for a file with invalid rules. The message names each line and what is wrong with it. */
class FaultFileError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'FaultFileError';
  }
}

type Check = (value: unknown) => boolean;
/** Members by name; a name that ends in `?` may be left out. */
type Shape = Readonly<Record<string, Check>>;

const isTrue: Check = (value) => value === true;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isAmount: Check = (value) => typeof value === 'number' && value >= 0;
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 1;
const isStatus: Check = (value) => isCount(value) && Number(value) >= 200 && Number(value) < 600;
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(String(value));

const HOLDS = oneOf('another', 'repacked', 'junk', 'nothing');
const WHEN = oneOf('before', 'after');
const COUNTING: Shape = { 'projectId?': isText, 'nth?': isCount, 'times?': isCount };
/** What the rules of a kind match, and which faults they may have. */
const KINDS: Readonly<Record<string, { target: Check; members: Shape; faults: readonly Shape[] }>> = {
  operation: {
    target: isText,
    members: { ...COUNTING, 'version?': oneOf('v3.3', 'v3.4-preview') },
    faults: [
      {
        status: isStatus,
        when: WHEN,
        'code?': isText,
        'message?': isText,
        'retryAfterSeconds?': isAmount,
      },
      { reset: WHEN },
      { hang: isTrue },
      { truncate: isTrue },
      { contentType: isText },
      { slowMs: isAmount },
    ],
  },
  message: {
    target: oneOf('*', 'ConnectionTest', 'Training', 'Export'),
    members: COUNTING,
    faults: [
      { lost: isTrue },
      { lateSeconds: isAmount },
      { earlySeconds: isAmount },
      { copies: isCount },
      { forged: oneOf('outcome', 'iteration', 'model-uri') },
      { garbled: isTrue },
    ],
  },
  blob: {
    target: oneOf('*', 'CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'),
    members: COUNTING,
    faults: [
      { lateSeconds: isAmount, 'holds?': HOLDS },
      { absent: isTrue },
      { state: oneOf(...BLOB_STATES), 'seconds?': isAmount },
      { overwrittenAfterSeconds: isAmount },
      { holds: HOLDS },
    ],
  },
};

/**
 * @param text one rule a line; blank lines, and lines that start with `#`, are ignored
 * @param operations the names of all operations
 * @throws FaultFileError with every problem in one message
 */
export function parseFaults(text: string, operations: readonly string[]): FaultRule[] {
  const problems: string[] = [];
  const rules: FaultRule[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const rule = parsed(line);
    const problem = problemOf(rule, operations);
    if (problem === undefined) rules.push(rule as FaultRule);
    else problems.push(`Line ${index + 1}: ${problem}.`);
  }
  if (problems.length > 0) throw new FaultFileError(problems);
  return rules;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function problemOf(rule: unknown, operations: readonly string[]): string | undefined {
  if (!isObject(rule)) return 'it is not a JSON object';
  const [kind, ...others] = Object.keys(KINDS).filter((name) => name in rule);
  const { target, members, faults } = KINDS[kind ?? ''] ?? {};
  if (kind === undefined || others.length > 0 || target === undefined) {
    return `it must have one of ${Object.keys(KINDS).join(', ')}`;
  }
  const name = String(rule[kind]);
  const unknownOperation = kind === 'operation' && name !== '*' && !operations.includes(name);
  if (!target(rule[kind]) || unknownOperation) return `there is no ${kind} "${name}"`;
  const { fault } = rule;
  const rest = Object.fromEntries(
    Object.entries(rule).filter(([member]) => ![kind, 'fault'].includes(member)),
  );
  if (!fits(rest, members ?? {})) return `beside "${kind}" and "fault" it may have ${listOf(members ?? {})}`;
  if (isObject(fault) && faults?.some((shape) => fits(fault, shape)) === true) return undefined;
  const known = (faults ?? []).map((shape) => `{${listOf(shape)}}`).join(' or ');
  return `the fault of a rule for ${kind}s must be ${known}, with fitting values`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fits(value: Readonly<Record<string, unknown>>, shape: Shape): boolean {
  const known = Object.entries(shape).every(([name, check]) => {
    const given = value[name.replace('?', '')];
    return given === undefined ? name.endsWith('?') : check(given);
  });
  const names = Object.keys(shape).map((name) => name.replace('?', ''));
  return known && Object.keys(value).every((name) => names.includes(name));
}

function listOf(shape: Shape): string {
  return Object.keys(shape).join(', ');
}

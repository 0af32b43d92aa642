/** The command line of `start.ts`. */
import { parseArgs } from 'node:util';
import { DEFAULT_BEHAVIOR } from './custom-vision/resource/behavior.ts';
import type { ProjectBehavior } from './custom-vision/resource/behavior.ts';
import {
  CHOICE_OPTIONS,
  DEFAULT_RESOURCE,
  MAX_MINUTES,
  NUMBER_OPTIONS,
  RESOURCE_OPTIONS,
  acceptedNumbers,
} from './start-option-table.ts';
import type { ResourceOptions } from './start-option-table.ts';

export interface StartOptions extends ResourceOptions {
  behavior: ProjectBehavior;
  /** A file with fault rules; `undefined`: nothing goes wrong. */
  faults: string | undefined;
  /** A file with figures of iterations; `undefined`: they follow from the images. */
  figures: string | undefined;
  /** The file of the request log; `undefined`: none is written. */
  requestLog: string | undefined;
  /** Holds how to reach the emulator for as long as it runs; `undefined`: there is none. */
  connectionFile: string | undefined;
  /** It ends by itself after so many minutes; 0: it does not. */
  lifetimeMinutes: number;
  help: boolean;
}

/** Thrown for an invalid command line. The message names each option at fault and what it accepts. */
export class StartOptionError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super([...problems, 'Run with --help to see all options.'].join('\n'));
    this.name = 'StartOptionError';
    this.problems = problems;
  }
}

const FILE_OPTIONS: Readonly<Record<string, string>> = {
  faults: 'what goes wrong: the rules in FILE, one JSON document a line',
  figures: 'the figures of the iterations, one JSON document in FILE',
  'request-log': 'append every request to FILE, one JSON document a line',
  'connection-file': 'write to FILE how to reach the emulator, and delete it with the end',
};

const LIFETIME = {
  name: 'lifetime-minutes',
  max: MAX_MINUTES,
  whole: false,
  meaning: 'after how many minutes it ends by itself, 0: never',
};

/** The names of all options but `--help`. */
export const START_OPTIONS: readonly string[] = [
  ...[NUMBER_OPTIONS, CHOICE_OPTIONS, RESOURCE_OPTIONS, FILE_OPTIONS].flatMap((table) => Object.keys(table)),
  LIFETIME.name,
];

/**
 * @param args the command line after the script's name
 * @throws StartOptionError with every problem in one message
 */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const values = readValues(args);
  const problems: string[] = [];
  const behavior: ProjectBehavior = { ...DEFAULT_BEHAVIOR };
  const resource: ResourceOptions = { ...DEFAULT_RESOURCE };
  const count = (name: string, option: NumberLike, set: (value: number) => void): void => {
    const text = values[name];
    if (text === undefined) return;
    const value = Number(text);
    const readable = option.whole ? /^\d+$/ : /^\d+(\.\d+)?$/;
    if (readable.test(text) && value <= option.max) set(value);
    else problems.push(`--${name} must be ${acceptedNumbers(option)}, not "${text}".`);
  };
  for (const [name, option] of Object.entries(NUMBER_OPTIONS)) {
    count(name, option, (value) => (behavior[option.member] = value));
  }
  let lifetimeMinutes = 0;
  count(LIFETIME.name, LIFETIME, (value) => (lifetimeMinutes = value));
  const choose = (target: object, [name, option]: [string, ChoiceLike]): void => {
    const text = values[name];
    if (text === undefined) return;
    if (option.choices.includes(text)) Object.assign(target, { [option.member]: text });
    else problems.push(`--${name} must be ${option.choices.join(' or ')}, not "${text}".`);
  };
  for (const entry of Object.entries(CHOICE_OPTIONS)) choose(behavior, entry);
  for (const entry of Object.entries(RESOURCE_OPTIONS)) choose(resource, entry);
  for (const name of Object.keys(FILE_OPTIONS)) {
    if (values[name] === '') problems.push(`--${name} must be the path of a file, not "".`);
  }
  if (problems.length > 0) throw new StartOptionError(problems);
  return {
    behavior,
    ...resource,
    faults: values.faults,
    figures: values.figures,
    requestLog: values['request-log'],
    connectionFile: values['connection-file'],
    lifetimeMinutes,
    help: values.help !== undefined,
  };
}

interface NumberLike {
  max: number;
  whole: boolean;
}

interface ChoiceLike {
  member: string;
  choices: readonly string[];
}

/** The text of `--help`. */
export function startHelp(): string {
  const rows = [
    ...Object.entries(NUMBER_OPTIONS).map(([name, option]) => ({
      name: `--${name} N`,
      text: `${option.meaning}; ${acceptedNumbers(option)} (${DEFAULT_BEHAVIOR[option.member]})`,
    })),
    ...Object.entries(CHOICE_OPTIONS).map(([name, option]) => ({
      name: `--${name} WORD`,
      text: `${option.meaning}: ${option.choices.join(', ')} (${DEFAULT_BEHAVIOR[option.member]})`,
    })),
    ...Object.entries(RESOURCE_OPTIONS).map(([name, option]) => ({
      name: `--${name} WORD`,
      text: `${option.meaning}: ${option.choices.join(', ')} (${DEFAULT_RESOURCE[option.member]})`,
    })),
    { name: `--${LIFETIME.name} N`, text: `${LIFETIME.meaning}; ${acceptedNumbers(LIFETIME)} (0)` },
    ...Object.entries(FILE_OPTIONS).map(([name, text]) => ({ name: `--${name} FILE`, text })),
    { name: '--help', text: 'show this text' },
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  return [
    'Usage: npm run emulator -- [OPTION]...',
    'Starts storage, the Custom Vision training API and the artifact service on loopback ports,',
    'prints how to reach them as one line of JSON, and runs until SIGINT or SIGTERM.',
    '',
    ...rows.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    '',
  ].join('\n');
}

function readValues(args: readonly string[]): Readonly<Record<string, string | undefined>> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(START_OPTIONS.map((name) => [name, { type: 'string' as const }])),
        help: { type: 'boolean' },
      },
    });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([
      reason,
      `Known options: ${START_OPTIONS.map((name) => `--${name}`).join(', ')}, --help.`,
    ]);
  }
}

/** The command line of `start.ts`. */
import { parseArgs } from 'node:util';
import { DEFAULT_BEHAVIOR } from './custom-vision/behavior.ts';
import type { ProjectBehavior } from './custom-vision/behavior.ts';

export interface StartOptions {
  behavior: ProjectBehavior;
  /** Where the request log goes; `undefined`: nowhere. */
  requestLog: string | undefined;
  help: boolean;
}

/** A command line that cannot be followed. The message names each option and what it accepts. */
export class StartOptionError extends Error {
  constructor(problems: readonly string[]) {
    super([...problems, 'Run with --help to see all options.'].join('\n'));
    this.name = 'StartOptionError';
  }
}

/** Three weeks: real timers reach a little further. */
const MAX_SECONDS = 21 * 86_400;
const MAX_MODEL_BYTES = 1_000_000_000;

interface NumberOption {
  member: 'trainingSeconds' | 'exportSeconds' | 'notifyLeadSeconds' | 'modelBytes';
  max: number;
  whole: boolean;
  meaning: string;
}

interface ChoiceOption {
  member: Exclude<
    keyof ProjectBehavior,
    NumberOption['member'] | 'packaging' | 'backup' | 'dates' | 'trainingPipeline'
  >;
  choices: readonly string[];
  meaning: string;
}

const NUMBER_OPTIONS: Readonly<Record<string, NumberOption>> = {
  'training-seconds': seconds('trainingSeconds', 'how long a training takes'),
  'export-seconds': seconds('exportSeconds', 'how long an export takes'),
  'notify-lead-seconds': seconds(
    'notifyLeadSeconds',
    'how long before the state changes the message is sent',
  ),
  'model-bytes': {
    member: 'modelBytes',
    max: MAX_MODEL_BYTES,
    whole: true,
    meaning: 'about how big an exported package is',
  },
};

const CHOICE_OPTIONS: Readonly<Record<string, ChoiceOption>> = {
  'message-encoding': choice('messageEncoding', ['plain', 'base64'], 'how message texts are written'),
  'content-case': choice('contentCase', ['Content', 'content'], 'how messages spell that member'),
  'training-outcome': choice('trainingOutcome', ['completed', 'failed'], 'how trainings end'),
  'export-outcome': choice('exportOutcome', ['completed', 'failed'], 'how exports end'),
  notifications: choice(
    'notifications',
    ['deliver', 'lose', 'duplicate'],
    'what becomes of Training and Export messages',
  ),
  'connection-test': choice(
    'connectionTest',
    ['on', 'off'],
    'whether setting the URIs leaves a test message and a test blob',
  ),
  'uris-echoed-by': choice(
    'urisEchoedBy',
    ['both', 'v3.3', 'v3.4-preview', 'none'],
    'the API versions that store and show the URIs',
  ),
};

/**
 * @param args the command line after the script's name
 * @throws StartOptionError with every problem in one message
 */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const values = readValues(args);
  const problems: string[] = [];
  const behavior: ProjectBehavior = { ...DEFAULT_BEHAVIOR };
  for (const [name, option] of Object.entries(NUMBER_OPTIONS)) {
    const text = values[name];
    if (text === undefined) continue;
    const value = Number(text);
    const readable = option.whole ? /^\d+$/ : /^\d+(\.\d+)?$/;
    if (readable.test(text) && value <= option.max) behavior[option.member] = value;
    else problems.push(`--${name} must be ${acceptedNumbers(option)}, not "${text}".`);
  }
  for (const [name, option] of Object.entries(CHOICE_OPTIONS)) {
    const text = values[name];
    if (text === undefined) continue;
    if (option.choices.includes(text)) Object.assign(behavior, { [option.member]: text });
    else problems.push(`--${name} must be ${option.choices.join(' or ')}, not "${text}".`);
  }
  const requestLog = values['request-log'];
  if (requestLog === '') problems.push('--request-log must be the path of a file, not "".');
  if (problems.length > 0) throw new StartOptionError(problems);
  return { behavior, requestLog, help: values.help !== undefined };
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
    { name: '--request-log FILE', text: 'append every request to FILE, one JSON document a line' },
    { name: '--help', text: 'show this text' },
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  return [
    'Usage: node emulator/start.ts [OPTION]...',
    'Starts storage, the Custom Vision training API and the artifact service on loopback ports,',
    'prints how to reach them as one line of JSON, and runs until SIGINT or SIGTERM.',
    '',
    ...rows.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    '',
  ].join('\n');
}

function readValues(args: readonly string[]): Readonly<Record<string, string | undefined>> {
  const names = [...Object.keys(NUMBER_OPTIONS), ...Object.keys(CHOICE_OPTIONS), 'request-log'];
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
        help: { type: 'boolean' },
      },
    });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([
      reason,
      `Known options: ${names.map((name) => `--${name}`).join(', ')}, --help.`,
    ]);
  }
}

function acceptedNumbers({ max, whole }: NumberOption): string {
  return `a ${whole ? 'whole ' : ''}number from 0 to ${max}`;
}

function seconds(member: NumberOption['member'], meaning: string): NumberOption {
  return { member, max: MAX_SECONDS, whole: false, meaning };
}

function choice(member: ChoiceOption['member'], choices: readonly string[], meaning: string): ChoiceOption {
  return { member, choices, meaning };
}

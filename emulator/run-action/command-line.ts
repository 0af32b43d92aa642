/** The command line of `npm run action`: any input of an action, and any option of the emulator, by its own name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { START_OPTIONS, StartOptionError } from '../start-options.ts';

interface Input {
  readonly description: string;
  readonly default?: string;
}

export interface RunCommand {
  /** Such as `publish`. */
  readonly action: string;
  /** The folder with its `action.yml`. */
  readonly folder: string;
  /** Those that it declares. */
  readonly declared: Readonly<Record<string, Input>>;
  /** Those that are given. */
  readonly inputs: Readonly<Record<string, string>>;
  /** For the emulator. */
  readonly startOptions: readonly string[];
  readonly help: boolean;
}

/** The name of the action at the root. */
const ROOT_ACTION = 'train';
/** These have a meaning of their own. */
const OWN = ['action', 'help'];
const WIDTH = 100;

/** The actions that can be run, by name: a folder each. */
export function actionsIn(root: string): Map<string, string> {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'emulator')
    .map(({ name }) => [name, path.join(root, name)] as const)
    .filter(([, folder]) => existsSync(path.join(folder, 'action.yml')));
  return new Map([[ROOT_ACTION, root], ...folders]);
}

/**
 * @param args the command line after the script's name
 * @param root the folder of this project
 * @throws StartOptionError with every problem in one message
 */
export function parseRunCommand(args: readonly string[], root: string): RunCommand {
  const given = new Map<string, string>();
  const problems = readInto(given, args);
  const actions = actionsIn(root);
  const action = given.get('action') ?? ROOT_ACTION;
  const folder = actions.get(action);
  if (folder === undefined) {
    throw new StartOptionError([
      ...problems,
      `--action must be ${[...actions.keys()].join(' or ')}, not "${action}".`,
    ]);
  }
  const declared = inputsOf(folder);
  const inputs: Record<string, string> = {};
  const startOptions: string[] = [];
  for (const [name, value] of given) {
    if (name in declared) inputs[name] = value;
    else if (START_OPTIONS.includes(name)) startOptions.push(`--${name}=${value}`);
    else if (!OWN.includes(name)) {
      problems.push(`--${name} is neither an input of the action ${action} nor an option of the emulator.`);
    }
  }
  if (problems.length > 0) throw new StartOptionError(problems);
  return { action, folder, declared, inputs, startOptions, help: given.has('help') };
}

/** An option without a value is `true`. @returns what is wrong */
function readInto(given: Map<string, string>, args: readonly string[]): string[] {
  const problems: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [, name, value] = /^--([a-z][a-z-]*)(?:=([^]*))?$/.exec(args[at] ?? '') ?? [];
    if (name === undefined) {
      problems.push(`"${args[at] ?? ''}" is no option; write --NAME VALUE, or --NAME=VALUE.`);
      continue;
    }
    const next = args[at + 1];
    const takesNext = value === undefined && next !== undefined && !next.startsWith('--');
    given.set(name, value ?? (takesNext ? next : 'true'));
    at += takesNext ? 1 : 0;
  }
  return problems;
}

function inputsOf(folder: string): Readonly<Record<string, Input>> {
  const { inputs } = parse(readFileSync(path.join(folder, 'action.yml'), 'utf8')) as {
    inputs: Record<string, Input>;
  };
  return inputs;
}

/** @param filledIn the names of the inputs that the emulator gives a value */
export function runHelp({ action, declared }: RunCommand, root: string, filledIn: readonly string[]): string {
  const others = [...actionsIn(root).keys()];
  return [
    'Usage: npm run action -- [--action NAME] [--INPUT VALUE]... [EMULATOR OPTION]...',
    ...wrapped(
      'Runs the built action against the emulator as the runner would: the one that `npm run emulator` has started, or, where none runs or an option of the emulator is given, one for this run alone (npm run emulator -- --help lists them). An option without a value is "true".',
    ),
    '',
    `  --action NAME  ${others.join(', ')} (${ROOT_ACTION})`,
    '',
    `Inputs of the action ${action}:`,
    '',
    ...Object.entries(declared).flatMap(([name, { description, default: value }]) => {
      const from = filledIn.includes(name) ? 'from the emulator' : value;
      return [
        `  --${name}${from === undefined ? '' : ` (${from})`}`,
        ...wrapped(description).map((line) => `      ${line}`),
      ];
    }),
    '',
  ].join('\n');
}

function wrapped(text: string): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.pop() ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    return longer.length <= WIDTH ? [...lines, longer] : [...lines, last, word];
  }, []);
}

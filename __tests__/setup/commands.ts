/**
 * Stands in for `az` and `gh` in a test of setup/github.sh, as the program of that name: it answers from a file, sends
 * `az rest` to where it is meant for, and writes down what it was called with.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the test gives: the outputs of the deployment, and the keys. */
interface Given {
  readonly outputs: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
}

export interface Call {
  readonly args: readonly string[];
  /** What it read from standard input, where it reads that. */
  readonly input: string;
}

const [, , program = '', ...args] = process.argv;
const folder = process.env.STAND_INS ?? '';
const given = JSON.parse(readFileSync(path.join(folder, 'given.json'), 'utf8')) as Given;
const option = (name: string): string => args[args.indexOf(name) + 1] ?? '';
const reads = args.includes('@-') || args[0] === 'secret';
const input = reads ? readFileSync(0, 'utf8') : '';

appendFileSync(path.join(folder, 'calls'), `${JSON.stringify({ args: [program, ...args], input })}\n`);
process.stdout.write(await answer());

async function answer(): Promise<string> {
  switch ([program, ...args.slice(0, program === 'gh' ? 1 : 3)].join(' ')) {
    case 'az deployment group show': {
      const names = [...option('--query').matchAll(/(\w+)\.value/g)].map(([, name = '']) => name);
      return names.map((name) => `${given.outputs[name] ?? 'None'}\n`).join('');
    }
    case 'az cognitiveservices account keys':
    case 'az storage account keys':
      return `${given.keys[args[0] ?? ''] ?? ''}\n`;
    case 'az identity federated-credential show':
      return 'api://AzureADTokenExchange\n';
    case 'az group exists --name':
      return `${String(given.outputs.groupExists === 'yes')}\n`;
    case 'gh api':
      return 'octo@12/nuts@34\n';
    default:
      return args[0] === 'rest' ? await rest() : '';
  }
}

async function rest(): Promise<string> {
  const url = new URL(option('--url'));
  const from = args.includes('--uri-parameters') ? args.indexOf('--uri-parameters') + 1 : args.length;
  for (const parameter of args.slice(from).filter((each) => !each.startsWith('-') && each.includes('='))) {
    url.searchParams.append(...(parameter.split('=') as [string, string]));
  }
  const [, key = ''] = input.trim().split('=');
  const response = await fetch(url, {
    method: option('--method').toUpperCase(),
    headers: { 'Training-Key': key },
  });
  if (!response.ok) {
    process.stderr.write(await response.text());
    process.exit(1);
  }
  const body = (await response.json()) as { id: string } | { id: string; name: string }[];
  const wanted = /name=='(.*)'/.exec(option('--query'))?.[1];
  const id = Array.isArray(body) ? body.find(({ name }) => name === wanted)?.id : body.id;
  return id === undefined ? '' : `${id}\n`;
}

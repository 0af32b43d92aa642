/** `setup/github.sh` by a real shell, with stand-ins for az and gh, and the emulator as the training resource. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import type { Template } from '../../scripts/template/json.ts';
import { parseEndpoint } from '../../src/inputs/parsers.ts';
import { parseStorageUri } from '../../src/storage/uri.ts';
import { runProgram } from '../foreign/program.ts';
import type { Call } from './commands.ts';
import { deployed, SETUP } from './deployed.ts';

const onPosix = process.platform === 'win32' ? test.skip : test;
const ROOT = path.join(SETUP, '..');
const STORAGE_KEY = 'c3RvcmFnZS1rZXk=';

let emulator: Emulator;
let folder: string;

beforeAll(async () => {
  emulator = await startEmulator({ azuriteOptions: BUILT_AZURITE });
});
afterAll(async () => {
  await emulator.close();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'setup-'));
  await standIn('az');
  await standIn('gh');
  // Nothing else of the machine, which may have the real ones.
  for (const tool of ['bash', 'sh', 'sed', 'cat']) {
    const places = ['/usr/bin', '/bin'].map((beside) => path.join(beside, tool));
    await symlink(places.find((place) => existsSync(place)) ?? tool, path.join(folder, tool));
  }
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function standIn(name: string): Promise<void> {
  const program = path.join(import.meta.dirname, 'commands.ts');
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${program}" ${name} "$@"\n`);
  await chmod(file, 0o755);
}

async function run(given: Template, args: readonly string[] = [], more: Template = {}) {
  const outputs = { ...deployed(given).outputs, endpoint: `${emulator.endpoint}/`, ...more };
  const keys = { cognitiveservices: emulator.trainingKey, storage: STORAGE_KEY };
  await writeFile(path.join(folder, 'given.json'), JSON.stringify({ outputs, keys }));
  await writeFile(path.join(folder, 'calls'), '');
  const env = { PATH: folder, STAND_INS: folder };
  const ended = await runProgram('bash', [path.join(SETUP, 'github.sh'), ...args], { env });
  const calls = (await readFile(path.join(folder, 'calls'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Call);
  return { ...ended, calls };
}

/** What gh was asked to set: `variable NAME` or `secret NAME`, with its value. */
function set(calls: readonly Call[]): Record<string, string> {
  return Object.fromEntries(
    calls
      .filter(({ args: [program, , verb] }) => program === 'gh' && verb === 'set')
      .map(({ args: [, kind = '', , name = '', repo, repository, , body = ''], input }) => {
        expect([repo, repository]).toEqual(['--repo', 'octo/nuts']);
        return [`${kind} ${name}`, kind === 'secret' ? input.trim() : body];
      }),
  );
}

/** What a workflow of a document takes from its repository. */
async function taken(document: string): Promise<string[]> {
  const blocks = (await readFile(path.join(ROOT, document), 'utf8')).match(/```yaml\n[^]*?```/g) ?? [];
  const workflow = blocks.map((block) => block.slice(8, -3)).find((block) => /^ *jobs:/m.test(block)) ?? '';
  expect(parse(workflow)).toHaveProperty('jobs');
  return [...workflow.matchAll(/\b(var|secret)s\.(\w+)/g)].map(([, kind = '', name = '']) =>
    kind === 'var' ? `variable ${name}` : `secret ${name}`,
  );
}

onPosix('with OIDC the variables are those that the workflow of SETUP.md takes', async () => {
  const { exitCode, stdout, stderr, calls } = await run({ withPrediction: true }, ['group']);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const outputs = deployed({ withPrediction: true }).outputs as Record<string, string>;
  // As Azure gives them, they are what the inputs take.
  expect(parseEndpoint(outputs.endpoint ?? '')).toBe('https://nuts.cognitiveservices.azure.com');
  expect(parseStorageUri(outputs.notificationQueueUri ?? '', 'queue').name).toBe('notifications');
  expect(parseStorageUri(outputs.exportModelContainerUri ?? '', 'container').name).toBe('models');
  const all = set(calls);
  expect(all).toEqual({
    'variable CUSTOM_VISION_ENDPOINT': `${emulator.endpoint}/`,
    'variable NOTIFICATION_QUEUE_URI': outputs.notificationQueueUri,
    'variable EXPORT_MODEL_CONTAINER_URI': outputs.exportModelContainerUri,
    'variable PREDICTION_RESOURCE_ID': outputs.predictionResourceId,
    'variable AZURE_CLIENT_ID': 'client',
    'variable AZURE_TENANT_ID': 'tenant',
    'variable CUSTOM_VISION_PROJECT_ID': expect.stringMatching(/^[-0-9a-f]{36}$/),
  });
  expect(Object.keys(all)).toEqual(expect.arrayContaining(await taken('docs/SETUP.md')));
  expect(stdout).toMatch(/The project nuts .*Next: /);
  const [trust] = calls.filter(({ args }) => args.includes('create'));
  expect(trust?.args.join(' ')).toContain('--subject repo:octo@12/nuts@34:ref:refs/heads/main');
});

onPosix('with keys they go into the secrets of README by standard input, and are told nowhere', async () => {
  const { exitCode, stdout, stderr, calls } = await run({ signIn: 'keys' }, [
    'group',
    '--project',
    'Two words',
  ]);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const all = set(calls);
  expect(all).toMatchObject({
    'secret CUSTOM_VISION_TRAINING_KEY': emulator.trainingKey,
    'secret STORAGE_ACCOUNT_KEY': STORAGE_KEY,
  });
  expect(all).not.toHaveProperty('variable AZURE_CLIENT_ID');
  expect(Object.keys(all)).toEqual(expect.arrayContaining(await taken('README.md')));
  const shown = stdout + JSON.stringify(calls.map(({ args }) => args));
  expect(shown).not.toContain(emulator.trainingKey);
  expect(shown).not.toContain(STORAGE_KEY);

  // The project is there now: a second run finds it.
  const again = await run({ signIn: 'keys' }, ['group', '--project', 'Two words']);
  expect(set(again.calls)['variable CUSTOM_VISION_PROJECT_ID']).toBe(
    all['variable CUSTOM_VISION_PROJECT_ID'],
  );
});

onPosix(
  'a repository that is named with ids is trusted by that name alone, and both ways are set up',
  async () => {
    const { exitCode, calls } = await run({ repository: 'octo@12/nuts@34', signIn: 'both' }, ['group']);

    expect(exitCode).toBe(0);
    expect(calls.filter(({ args }) => args.includes('create'))).toEqual([]);
    expect(Object.keys(set(calls))).toEqual(
      expect.arrayContaining(['variable AZURE_CLIENT_ID', 'secret STORAGE_ACCOUNT_KEY']),
    );
  },
);

onPosix('--print, and a machine without gh, change nothing and print every command', async () => {
  const printed = await run({ signIn: 'keys' }, ['group', '--print']);
  await rm(path.join(folder, 'gh'));
  const withoutGh = await run({}, ['group']);

  for (const { exitCode, calls } of [printed, withoutGh]) {
    expect(exitCode).toBe(0);
    expect(calls.map(({ args }) => args.slice(0, 4).join(' '))).toEqual(['az deployment group show']);
  }
  expect(printed.stdout).toContain('| gh secret set STORAGE_ACCOUNT_KEY --repo octo/nuts\n');
  expect(withoutGh.stdout).toContain('gh variable set AZURE_CLIENT_ID --repo octo/nuts --body client');
  expect(withoutGh.stdout).toContain('--subject repo:OWNER@ID/REPOSITORY@ID:ref:refs/heads/main');
});

onPosix('with --repository it creates the resources first, in a group that is there or not', async () => {
  const given = ['group', '--repository', 'octo/nuts', 'signIn=keys', 'tier=F0'];
  const creates = (calls: readonly Call[]): string[] =>
    calls
      .map(({ args }) => args.join(' '))
      .filter((line) => /^az (group|deployment group) create/.test(line));
  const fresh = await run({ signIn: 'keys' }, given);
  const template = path.join(SETUP, 'main.json');
  const deployment = `az deployment group create --resource-group group --name main --template-file ${template} --parameters signIn=keys tier=F0 repository=octo/nuts --output none`;
  expect({ exitCode: fresh.exitCode, stderr: fresh.stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(creates(fresh.calls)).toEqual([
    'az group create --name group --location westeurope --output none',
    deployment,
  ]);
  expect(set(fresh.calls)).toHaveProperty('secret STORAGE_ACCOUNT_KEY');

  const again = await run({ signIn: 'keys' }, given, { groupExists: 'yes' });
  expect(creates(again.calls)).toEqual([deployment]);

  const printed = await run({}, [...given, '--location', 'eastus', '--print']);
  expect(printed.calls).toEqual([]);
  expect(printed.stdout).toContain('az group create --name group --location eastus');
});

onPosix.each<[string[], Template, RegExp]>([
  [['group', 'tier=F0'], {}, /^Error: tier=F0 is a parameter of a deployment, .+\nNext: .+\.\n$/],
  [[], {}, /^Usage: bash setup\/github\.sh GROUP/],
  [['group', '--domain'], {}, /^Error: --domain takes a value\.\nNext: .+\.\n$/],
  [['group', '--projects', 'x'], {}, /^Error: --projects is no option\.\nNext: .+\.\n$/],
  [['group', '--project', "it's"], {}, /^Error: The name of the project has a quote .+\nNext: .+\.\n$/],
  [
    ['group'],
    { exportModelContainerUri: '' },
    /^Error: The deployment main has not the outputs .+\nNext: .+\.\n$/,
  ],
])('%j with %j says what to do', async (args, more, words) => {
  const { exitCode, stderr, calls } = await run({}, args, more);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(words);
  expect(set(calls)).toEqual({});
});

onPosix('a deployment that cannot be read is told with the next step', async () => {
  await writeFile(path.join(folder, 'az'), '#!/bin/sh\necho "not logged in" >&2\nexit 1\n');
  const { exitCode, stderr } = await run({}, ['group']);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^not logged in\nError: The deployment main of the group group could not be read\.\nNext: .+\.\n$/,
  );
});

/** Each line of `az` and `gh` that people are told to type fits the real programs, where these are there. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { runProgram } from '../foreign/program.ts';
import { type CommandLine, commandLines } from './command-lines.ts';

const onPosix = process.platform === 'win32' ? test.skip : test;
const PARSER = path.join(import.meta.dirname, 'parse_az.py');

/** The Python that az runs in; `undefined` where there is no az. */
async function pythonOfAz(): Promise<string | undefined> {
  const { stdout } = await runProgram('sh', ['-c', 'command -v az']);
  const beside = stdout === '' ? [] : [path.dirname(await realpath(stdout.trim()))];
  for (const folder of [...beside, '/opt/az/bin']) {
    const python = path.join(folder, 'python3');
    if ((await runProgram(python, ['-c', 'import azure.cli.core'])).exitCode === 0) {
      return python;
    }
  }
  return undefined;
}

const python = process.platform === 'win32' ? undefined : await pythonOfAz();
const hasGh = process.platform !== 'win32' && (await runProgram('gh', ['--version'])).exitCode === 0;

let lines: CommandLine[];
beforeAll(async () => {
  lines = process.platform === 'win32' ? [] : await commandLines();
});

const by = (program: string): CommandLine[] => lines.filter(({ argv }) => argv[0] === program);

onPosix('the pages, the workflows and the action itself tell such lines', () => {
  const places = (program: string): string[] => [...new Set(by(program).map(({ where }) => where))];
  expect(places('az')).toEqual(
    expect.arrayContaining([
      'docs/SETUP.md',
      'docs/TROUBLESHOOTING.md',
      'publish/README.md',
      'src/storage',
      'setup/github.sh',
    ]),
  );
  expect(places('gh')).toEqual(
    expect.arrayContaining(['docs/SETUP.md', 'examples/attest.yml', 'relay/README.md', 'setup/github.sh']),
  );
  expect(by('az').some(({ where, argv }) => where === 'setup/github.sh' && argv[1] === 'rest')).toBe(true);
  expect(by('az').length).toBeGreaterThan(40);
});

onPosix('no line looks for a role for data where its owner has keys alone', () => {
  const create = by('az').filter(({ argv }) => argv[1] === 'storage' && argv[3] === 'create');
  expect(create.length).toBeGreaterThan(3);
  for (const { where, argv } of create.filter(({ argv: [, , kind] }) => kind !== 'account')) {
    expect({ where, mode: argv[argv.indexOf('--auth-mode') + 1] }).toEqual({ where, mode: 'key' });
  }
});

(python === undefined ? test.skip : test)(
  `az takes each of its lines${python === undefined ? ' (skipped: there is no az)' : ''}`,
  async () => {
    const input = by('az')
      .map(({ argv }) => JSON.stringify(argv.slice(1)))
      .join('\n');
    const env = { AZURE_CORE_COLLECT_TELEMETRY: 'false' };
    const { stdout } = await runProgram(python ?? '', [PARSER], { input, env });
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [boolean, string]);
    expect(told).toHaveLength(by('az').length);
    const refused = by('az').flatMap((line, at) =>
      told[at]?.[0] === true ? [] : [{ ...line, told: told[at] }],
    );
    expect(refused).toEqual([]);
  },
);

(hasGh ? test : test.skip)(
  `gh takes each of its lines${hasGh ? '' : ' (skipped: there is no gh)'}`,
  async () => {
    const refused = await Promise.all(
      by('gh').map(async (line) => {
        // It reads all its options before it shows its help.
        const { exitCode, stderr } = await runProgram('gh', [...line.argv.slice(1), '--help']);
        return exitCode === 0 ? [] : [{ ...line, stderr }];
      }),
    );
    expect(refused.flat()).toEqual([]);
  },
);

/** Takes a step that is a script, in a real shell on this machine, as the runner does on Linux. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Values = Readonly<Record<string, string>>;

export interface Surroundings {
  /** All that the shell sees besides the files of the runner. */
  readonly env: Values;
  /** `RUNNER_TEMP` */
  readonly temp: string;
  /** The working folder. */
  readonly workspace: string;
}

export interface ShellResult {
  readonly succeeded: boolean;
  readonly outputs: Values;
  /** Both of its streams. */
  readonly log: string;
  readonly summary: string;
}

/** @param shell what the step says; a script in a bash that it asks for ends where any part of a pipe fails */
export async function runShell(
  { run = '', shell }: { readonly run?: string; readonly shell?: string | undefined },
  { env, temp, workspace }: Surroundings,
): Promise<ShellResult> {
  mkdirSync(temp, { recursive: true });
  const files = { GITHUB_OUTPUT: path.join(temp, 'output'), GITHUB_STEP_SUMMARY: path.join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const options = shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const child = spawn('bash', [...options, '-c', run], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { RUNNER_TEMP: temp, ...files, ...env },
  });
  let log = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='));
  const outputs = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]),
  );
  return { succeeded: code === 0, outputs, log, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

/** Takes a step that is a script, in a real shell on this machine. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');

type Values = Readonly<Record<string, string>>;

/** @param temp `RUNNER_TEMP` @param env all that the shell sees besides */
export async function runShell(
  script: string,
  env: Values,
  temp: string,
): Promise<{ succeeded: boolean; outputs: Values; log: string }> {
  mkdirSync(temp, { recursive: true });
  const files = { GITHUB_OUTPUT: path.join(temp, 'output'), GITHUB_STEP_SUMMARY: path.join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const shell = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { RUNNER_TEMP: temp, ...files, ...env },
  });
  let log = '';
  for (const pipe of [shell.stdout, shell.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const code = await new Promise((resolve) => shell.once('close', resolve));
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='));
  const outputs = Object.fromEntries(
    lines.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]),
  );
  return { succeeded: code === 0, outputs, log };
}

/** Runs a program of the machine to its end. */
import { spawn } from 'node:child_process';

export interface Ended {
  /** `null`: it could not be started (stderr says why), or a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** @param input what it reads on stdin; @param env what is added to our own variables. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A program that ends before it has read everything has said why.
  child.stdin.on('error', () => undefined).end(input);
  return await new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve({ exitCode: null, stdout, stderr: message });
    });
    child.once('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}

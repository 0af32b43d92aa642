/** What the post step has to know of the emulator that the main step has left running. */
import { readFileSync } from 'node:fs';
import * as core from '@actions/core';
import { answers } from '../connection.ts';

export interface Background {
  /** Holds everything that the emulator writes. */
  readonly folder: string;
  /** Of its process, which is also the id of its process group. */
  readonly pid: number;
  /** `""` until it is ready. */
  readonly endpoint: string;
}

/** In its folder. */
export const FILES = { log: 'emulator.log', requests: 'requests.jsonl' };

export function saveBackground(background: Background): void {
  for (const [name, value] of Object.entries(background)) core.saveState(name, value);
}

/** @returns `undefined` where the main step has started nothing */
export function savedBackground(): Background | undefined {
  const [folder, endpoint] = [core.getState('folder'), core.getState('endpoint')];
  const pid = Number(core.getState('pid'));
  return folder === '' || pid === 0 ? undefined : { folder, pid, endpoint };
}

/**
 * Whether it is there, and is still the emulator: the id of a process that has ended may be somebody else's by now, but
 * nobody else answers at its endpoint.
 */
export async function isRunning({ pid, endpoint }: Background): Promise<boolean> {
  if (!isAlive(pid)) return false;
  return endpoint === '' || (await answers(endpoint));
}

/** In a container nobody may wait for a process that has ended: it stays as a zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return process.platform !== 'linux';
  }
}

/** What a process wrote cannot be a command of the runner: those begin a line, or stand behind `##`. */
export function asLogLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => `| ${line.replaceAll('##[', '## [')}`);
}

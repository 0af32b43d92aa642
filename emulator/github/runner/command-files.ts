/**
 * The files through which a step hands values to the runner, read after its end: outputs, state and environment
 * as `name=value` lines or as
 *
 *     name<<delimiter
 *     value, of any number of lines
 *     delimiter
 *
 * the path as one folder a line, the step summary as Markdown.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type CommandFile =
  'GITHUB_OUTPUT' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY' | 'GITHUB_ENV' | 'GITHUB_PATH';

const PREFIXES: Readonly<Record<CommandFile, string>> = {
  GITHUB_OUTPUT: 'set_output_',
  GITHUB_STATE: 'save_state_',
  GITHUB_STEP_SUMMARY: 'step_summary_',
  GITHUB_ENV: 'set_env_',
  GITHUB_PATH: 'add_path_',
};

/** Makes new, empty files in the runner's temporary folder. @returns the path for each variable */
export function createCommandFiles(runnerTemp: string): Readonly<Record<CommandFile, string>> {
  const folder = path.join(runnerTemp, '_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const suffix = randomUUID();
  const create = (variable: CommandFile): string => {
    const file = path.join(folder, PREFIXES[variable] + suffix);
    writeFileSync(file, '');
    return file;
  };
  return {
    GITHUB_OUTPUT: create('GITHUB_OUTPUT'),
    GITHUB_STATE: create('GITHUB_STATE'),
    GITHUB_STEP_SUMMARY: create('GITHUB_STEP_SUMMARY'),
    GITHUB_ENV: create('GITHUB_ENV'),
    GITHUB_PATH: create('GITHUB_PATH'),
  };
}

/** `""` if the step has removed the file. */
export function readCommandFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Yields the pairs in order. It throws at the first line of neither form, after it has yielded the pairs before. */
export function* readPairs(text: string): Generator<readonly [name: string, value: string]> {
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = withoutEnd(lines[index] ?? '');
    if (line === '') continue;
    const [, name = '', mark, rest = ''] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? [];
    if (mark === undefined || name === '') throw new Error(`Invalid format '${line}'.`);
    if (mark === '=') {
      yield [name, rest];
      continue;
    }
    if (rest === '') throw new Error(`Invalid format '${line}'. The delimiter must not be empty.`);
    const end = lines.findIndex((candidate, at) => at > index && withoutEnd(candidate) === rest);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${rest}'.`);
    yield [name, withoutEnd(lines.slice(index + 1, end).join('\n'))];
    index = end;
  }
}

/** Splits a text into lines. On Windows a line may end in CR LF; elsewhere a CR belongs to the line. */
function withoutEnd(line: string): string {
  return process.platform === 'win32' ? line.replace(/\r$/, '') : line;
}

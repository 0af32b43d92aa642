/**
 * Everything a run says: log lines, annotations, masks. Callers pass foreign text through `foreign` first.
 */
import * as core from '@actions/core';

export interface Report {
  info(line: string): void;
  /** Shown only if the user asked for step debug logging. */
  debug(line: string): void;
  notice(title: string, lines: readonly string[]): void;
  warning(title: string, lines: readonly string[]): void;
  error(title: string, lines: readonly string[]): void;
  /** From now on the runner shows `***` instead of it. */
  readonly mask: (secret: string) => void;
  /** Folds the lines of a step of the run. */
  group<T>(title: string, step: () => Promise<T>): Promise<T>;
}

export const runnerReport: Report = {
  info: (line) => {
    core.info(line);
  },
  debug: (line) => {
    core.debug(line);
  },
  notice: (title, lines) => {
    core.notice(lines.join('\n'), { title });
  },
  warning: (title, lines) => {
    core.warning(lines.join('\n'), { title });
  },
  error: (title, lines) => {
    core.error(lines.join('\n'), { title });
  },
  mask: (secret) => {
    if (secret !== '') {
      core.setSecret(secret);
    }
  },
  group: (title, step) => core.group(title, step),
};

/** Puts a label before everything that is said: what several steps say side by side has to be told apart. */
export function labelled(label: string, report: Report): Report {
  const under =
    (say: (title: string, lines: readonly string[]) => void) =>
    (title: string, lines: readonly string[]): void => {
      say(`${label}: ${title}`, lines);
    };
  return {
    info: (line) => {
      report.info(`${label}: ${line}`);
    },
    debug: (line) => {
      report.debug(`${label}: ${line}`);
    },
    notice: under((title, lines) => {
      report.notice(title, lines);
    }),
    warning: under((title, lines) => {
      report.warning(title, lines);
    }),
    error: under((title, lines) => {
      report.error(title, lines);
    }),
    mask: report.mask,
    // The runner folds one step at a time.
    group: (_title, step) => step(),
  };
}

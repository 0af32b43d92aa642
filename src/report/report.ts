/**
 * Everything that a run tells the runner: log lines, annotations, secrets to mask. Callers pass text that somebody
 * else wrote through `foreign` first.
 */
import * as core from '@actions/core';
import type { ErrorTitle, WarningTitle } from './headings.ts';
import { remembered } from './secrets.ts';

type Annotate<Title extends string> = (title: Title, lines: readonly string[]) => void;

export interface Report {
  /** What stands before everything that it says, if it is one of several. */
  readonly label?: string;
  info(line: string): void;
  /** The runner shows it only if the user turned step debug logging on. */
  debug(line: string): void;
  readonly notice: Annotate<WarningTitle>;
  readonly warning: Annotate<WarningTitle>;
  /** From now on the runner shows `***` instead of the secret, in every form that somebody may echo it in. */
  readonly mask: (secret: string) => void;
  /** The runner folds what the step says under this title. */
  group<T>(title: string, step: () => Promise<T>): Promise<T>;
}

function annotating(annotate: typeof core.notice): Annotate<string> {
  return (title, lines) => {
    annotate(lines.join('\n'), { title });
  };
}

/** Only the edge of the process says errors, so no step gets `error`. */
export const runnerReport: Report & { readonly error: Annotate<ErrorTitle> } = {
  info: core.info,
  debug: core.debug,
  notice: annotating(core.notice),
  warning: annotating(core.warning),
  error: annotating(core.error),
  mask: (secret) => {
    if (secret !== '') {
      remembered(secret).forEach((form) => {
        core.setSecret(form);
      });
    }
  },
  group: core.group,
};

/** A report that puts a label before everything, so that a reader can tell steps apart that run side by side. */
export function labelled(label: string, report: Report): Report {
  return {
    label,
    info: (line) => {
      report.info(`${label}: ${line}`);
    },
    debug: (line) => {
      report.debug(`${label}: ${line}`);
    },
    notice: (title, lines) => {
      report.notice(`${label}: ${title}`, lines);
    },
    warning: (title, lines) => {
      report.warning(`${label}: ${title}`, lines);
    },
    mask: report.mask,
    // The runner folds one step at a time.
    group: (_title, step) => step(),
  };
}

/**
 * A report that says nothing and keeps nothing: what a run says is not what is measured.
 */
import type { Report } from '../src/report/report.ts';

const nothing = (): void => undefined;

export const silentReport: Report = {
  info: nothing,
  debug: nothing,
  notice: nothing,
  warning: nothing,
  error: nothing,
  mask: nothing,
  group: (_title, step) => step(),
};

/**
 * A report that writes nothing and keeps nothing, so that it does not disturb a measurement.
 */
import type { Report } from '../src/report/report.ts';

const nothing = (): void => undefined;

export const silentReport: Report = {
  info: nothing,
  debug: nothing,
  notice: nothing,
  warning: nothing,
  mask: nothing,
  group: (_title, step) => step(),
};

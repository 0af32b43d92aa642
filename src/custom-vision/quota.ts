/**
 * The gateway before the service refuses calls over the quota with 403, as it refuses a wrong role.
 */
import type { Advice } from '../report/headings.ts';
import type { ServiceError } from './service-error.ts';

/** It says so with the time that is left, in days, hours, minutes and seconds: `2.12:34:56`. */
const USED_UP = /out of call volume quota(?:.{0,40}?\breplenished in (\d[\d.:]{1,16}\d))?/is;

/** @returns nothing where the error is no used-up quota */
export function quotaAdvice({ httpStatus, detail }: ServiceError): Advice | undefined {
  const [said, left] = (httpStatus === 403 ? USED_UP.exec(detail) : null) ?? [];
  const until = left === undefined ? 'until it is replenished' : `${left} (days.hours:minutes:seconds)`;
  return said === undefined
    ? undefined
    : {
        heading: 'Quota used up',
        next: `the calls that the resource has for this period are used up, key and role are not in question: wait ${until}, or raise the pricing tier from F0 to S0; a training that was started is picked up`,
      };
}

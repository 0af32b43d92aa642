/** When the service takes an export, and when it refuses one. */
import { badRequest } from './api-error.ts';
import { asPlatform, flavorsOf } from './domains.ts';
import type { Platform } from './domains.ts';
import type { Iteration } from './project.ts';

/** @throws ApiError with the code that the service is documented to answer. */
export function checkExport(iteration: Iteration, platform: string, flavor: string | null): Platform {
  if (iteration.status !== 'Completed') {
    throw badRequest(
      'BadRequestIterationIsNotTrained',
      `The iteration ${iteration.id} is ${iteration.status}, not Completed.`,
    );
  }
  const { name, exportablePlatforms } = iteration.domain;
  if (exportablePlatforms.length === 0) {
    throw badRequest(
      'BadRequestExportValidationFailed',
      `Iterations of the domain ${name} cannot be exported; only compact domains can.`,
    );
  }
  const known = asPlatform(platform);
  if (known === undefined || !exportablePlatforms.includes(known)) {
    throw badRequest(
      'BadRequestProjectUnsupportedExportPlatform',
      `The domain ${name} cannot be exported to "${platform}", but to ${exportablePlatforms.join(', ')}.`,
    );
  }
  const flavors = flavorsOf(known);
  if (flavor !== null && !flavors.includes(flavor)) {
    throw badRequest(
      'BadRequestExportValidationFailed',
      `${known} has no flavor "${flavor}"; it has ${flavors.length === 0 ? 'none' : flavors.join(', ')}.`,
    );
  }
  return known;
}

/**
 * The two API versions that may set the storage URIs of a project: the guide does it on v3.3, but only the Swagger of
 * v3.4-preview has the two members. No document says which of them the service honours.
 */
import type { Project } from '../custom-vision/entities.ts';
import { explained } from '../custom-vision/refusals.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { ApiVersion } from '../custom-vision/training-api.ts';

/** A URI or a name that one version has tried and found bad is bad on the other, too. */
const BAD_ON_BOTH = ['BadRequestInvalidUri', 'BadRequestProjectNameNotUnique'];

/**
 * Writes as the guide does and, where v3.3 refuses that or its answer does not show the result, on v3.4-preview.
 * @returns the last answer
 * @throws Failure that tells what the first version refused
 */
export async function onEitherVersion(
  doing: string,
  write: (version: ApiVersion) => Promise<Project>,
  isDone: (project: Project) => boolean,
): Promise<Project> {
  return await explained(doing, async () => {
    const first = await write('v3.3').catch((error: unknown) => {
      if (isOfTheVersion(error)) {
        return error;
      }
      throw error;
    });
    if (!(first instanceof ServiceError) && isDone(first)) {
      return first;
    }
    return await write('v3.4-preview').catch((error: unknown) => {
      throw error instanceof ServiceError && first instanceof ServiceError ? first : error;
    });
  });
}

/** Whether the version may be what is wrong: one that does not know the two members may refuse them. */
function isOfTheVersion(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.httpStatus === 400 && !BAD_ON_BOTH.includes(error.code ?? '');
}

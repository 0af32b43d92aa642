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
    let refusal: ServiceError | undefined;
    try {
      const project = await write('v3.3');
      if (isDone(project)) {
        return project;
      }
    } catch (error) {
      if (!(error instanceof ServiceError) || !mayBeTheVersion(error)) {
        throw error;
      }
      refusal = error;
    }
    try {
      return await write('v3.4-preview');
    } catch (error) {
      throw error instanceof ServiceError && refusal !== undefined ? refusal : error;
    }
  });
}

/** A version that does not know the two members may refuse them. */
function mayBeTheVersion({ httpStatus, code }: ServiceError): boolean {
  return httpStatus === 400 && !BAD_ON_BOTH.includes(code ?? '');
}

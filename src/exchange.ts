/**
 * One operation of the training API from request to meaning: sent, repeated where its rule allows it, and read.
 */
import { ServiceError } from './errors.ts';
import { type Patience, repeatedly, type Repetition } from './retry.ts';
import type { ApiRequest, ApiVersion, TrainingApi } from './training-api.ts';

/**
 * @param read throws Error where the body has another shape than documented: then the answer counts as garbled
 * @throws ServiceError; the signal's reason when aborted
 */
export async function exchange<T>(
  api: TrainingApi,
  patience: Patience,
  repetition: Repetition,
  request: ApiRequest,
  read: (body: unknown) => T,
  version?: ApiVersion,
): Promise<T> {
  return await repeatedly(
    repetition,
    async () => {
      const body = await api.send(request, version);
      try {
        return read(body);
      } catch (cause) {
        throw new ServiceError({
          operation: request.operation,
          httpStatus: 200,
          detail: `an answer of another shape than documented (${cause instanceof Error ? cause.message : 'unknown'})`,
          garbled: true,
          cause,
        });
      }
    },
    patience,
  );
}

/**
 * One operation of the training API from request to meaning: sent, repeated where its rule allows it, and read.
 */
import { withGrace } from './clock.ts';
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
      const body =
        request.graceMs === undefined
          ? await api.send(request, version)
          : await withGrace(
              (late) => api.send(request, version, late),
              request.graceMs,
              patience.clock,
              patience.signal,
            );
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

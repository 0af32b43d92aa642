/**
 * The artifacts of this workflow run. What changes them is the toolkit's client, whose errors tell kinds apart by their
 * text only.
 */
import path from 'node:path';
import type { DefaultArtifactClient } from '@actions/artifact';
import type { Env } from '../env.ts';
import type { Clock } from '../time/clock.ts';
import { untilAborted } from '../time/limits.ts';
import { tryAgain } from '../time/try-again.ts';
import { listArtifacts } from './artifact-list.ts';
import { withBoundedAnswers } from './bounded-toolkit.ts';
import { mayPass } from './refusals.ts';

export interface StoredArtifact {
  readonly id: number;
  /** 64 hex digits, lower case, or `null` where the service does not tell. */
  readonly digest: string | null;
}

/** What a run does with its artifacts. */
export type ArtifactStore = Pick<WorkflowArtifacts, 'busy' | 'find' | 'upload' | 'delete'>;

export interface UploadOptions {
  /** Whether the artifact client packs the file into a zip; else it is uploaded as it is. */
  readonly archive: boolean;
  /** `null`: as the repository has it. */
  readonly retentionDays: number | null;
}

const PAUSES_MS = [1_000, 2_000, 4_000];

/** The answer to the creation, and to no other request: a name may hold `(409)` itself. */
const NAME_TAKEN = 'Failed to CreateArtifact: Received non-retryable error: Failed request: (409)';
/** Somebody else has deleted it, or the request was repeated after its answer was lost. */
const GONE = 'Failed to DeleteArtifact: Received non-retryable error: Failed request: (404)';

/** Every method throws the signal's reason when aborted. */
export class WorkflowArtifacts {
  private readonly env: Env;
  private readonly clock: Clock;
  private client: DefaultArtifactClient | undefined;
  private calls = 0;

  constructor(env: Env, clock: Clock) {
    this.env = env;
    this.clock = clock;
  }

  /** A call goes on, in the background perhaps: it takes no signal, and would keep the process alive for minutes. */
  get busy(): boolean {
    return this.calls > 0;
  }

  /**
   * The finished artifact of that name in this workflow run, whichever job made it.
   * @throws ArtifactListError, after several attempts where trouble may pass
   */
  async find(name: string, signal: AbortSignal): Promise<StoredArtifact | undefined> {
    const listed = await tryAgain(
      () => listArtifacts(name, this.env, signal),
      (error, attempt) => (mayPass(error) ? PAUSES_MS[attempt - 1] : undefined),
      { clock: this.clock, signal },
    );
    const found = listed.find((artifact) => artifact.name === name);
    return found === undefined
      ? undefined
      : {
          id: Number(found.database_id),
          digest:
            typeof found.digest === 'string' ? found.digest.replace(/^sha256:/, '').toLowerCase() : null,
        };
  }

  /**
   * @param archive false: the file goes up as it is, and the artifact is named like the file
   * @returns `name taken` if the name is held by any artifact, also by one that was never finished
   * @throws the client's errors
   */
  async upload(
    name: string,
    file: string,
    { archive, retentionDays }: UploadOptions,
    signal: AbortSignal,
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    const options = { skipArchive: !archive, ...(retentionDays === null ? {} : { retentionDays }) };
    try {
      const { id, digest } = await this.call(
        (client) => client.uploadArtifact(name, [file], path.dirname(file), options),
        signal,
      );
      if (id === undefined || digest === undefined) {
        throw new Error('the artifact client reports no id or no digest of what it has stored');
      }
      return { id, digest: digest.toLowerCase() };
    } catch (error) {
      if (error instanceof Error && error.message.startsWith(NAME_TAKEN)) {
        return 'name taken';
      }
      throw error;
    }
  }

  /**
   * Sees to it that there is no artifact of that name.
   * @throws the client's errors
   */
  async delete(name: string, signal: AbortSignal): Promise<void> {
    try {
      await this.call((client) => client.deleteArtifact(name), signal);
    } catch (error) {
      const isGone =
        error instanceof Error && (error.name === 'ArtifactNotFoundError' || error.message.startsWith(GONE));
      if (!isGone) {
        throw error;
      }
    }
  }

  /** The client takes no signal: when aborted, the call is left to itself. */
  private async call<T>(
    make: (client: DefaultArtifactClient) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    // Loading the client costs as much as the rest of the start: it waits until a model is there.
    const { DefaultArtifactClient } = await import('@actions/artifact');
    this.client ??= new DefaultArtifactClient();
    signal.throwIfAborted();
    this.calls += 1;
    const call = make(this.client).finally(() => {
      this.calls -= 1;
    });
    const host = URL.parse(this.env.ACTIONS_RESULTS_URL ?? '')?.host;
    return await untilAborted(
      withBoundedAnswers(host, () => call),
      signal,
    );
  }
}

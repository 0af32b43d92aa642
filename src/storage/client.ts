/**
 * What the clients of the queue and of the container have in common: their credential, that they connect at first use,
 * and that no request waits for an answer for longer than its limit.
 */
import type { TokenCredential } from '@azure/identity';
import type { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import { boundAnswers, type Pipeline } from '../network/bounded-answers.ts';
import { noAnswerInTime } from '../network/connection-errors.ts';
import { storageJudge } from '../network/foreign-answer.ts';
import { type Clock, Deadline, systemClock } from '../time/clock.ts';
import { withinDeadline } from '../time/limits.ts';
import type { StorageUri } from './uri.ts';

/** What both storage SDKs take. */
export type StorageCredential = AnonymousCredential | StorageSharedKeyCredential | TokenCredential;

/** None where the URI holds a SAS, else the account key (which the inputs accept only where the account is known), else Entra ID. */
export async function storageCredential(
  uri: StorageUri,
  accountKey: string | null,
  entra: TokenCredential,
): Promise<StorageCredential> {
  const { AnonymousCredential, StorageSharedKeyCredential } = await import('@azure/storage-queue');
  if (uri.sas !== null) {
    return new AnonymousCredential();
  }
  return accountKey === null ? entra : new StorageSharedKeyCredential(uri.account ?? '', accountKey);
}

/** What every client of the SDKs has, though they do not publish it. */
interface SdkClient {
  readonly pipeline: { readonly _corePipeline: Pipeline };
}

export abstract class StorageClient<Client> {
  /** How long a request may take, the SDK's own retries included. */
  protected abstract readonly limitMs: number;
  readonly uri: StorageUri;
  protected readonly clock: Clock;
  private readonly credential: () => Promise<StorageCredential>;
  private connected: Promise<Client> | undefined;

  constructor(uri: StorageUri, credential: () => Promise<StorageCredential>, clock: Clock = systemClock) {
    this.uri = uri;
    this.credential = credential;
    this.clock = clock;
  }

  /** Loads the SDK and makes its client. Runs once, at the first request. */
  protected abstract connect(url: string, credential: StorageCredential): Promise<Client>;

  protected client(): Promise<Client> {
    const { plain, sas } = this.uri;
    this.connected ??= this.credential().then(async (credential) => {
      const client = await this.connect(sas === null ? plain : `${plain}?${sas}`, credential);
      // The SDKs take no policies. All clients that this one makes share its pipeline.
      const { pipeline } = client as unknown as SdkClient;
      boundAnswers(pipeline._corePipeline, storageJudge);
      return client;
    });
    return this.connected;
  }

  /**
   * Makes one request.
   * @throws the SDK's RestError; Error `ETIMEDOUT` if storage does not answer in time, of which the SDK would say only
   *   that somebody aborted the request; the signal's reason when aborted
   */
  protected async request<T>(
    signal: AbortSignal,
    send: (client: Client, signal: AbortSignal) => Promise<T>,
    limitMs = this.limitMs,
  ): Promise<T> {
    const client = await this.client();
    const { clock } = this;
    return await withinDeadline(
      (bounded) =>
        send(client, bounded).catch((error: unknown) => {
          bounded.throwIfAborted();
          throw error;
        }),
      () => noAnswerInTime(`no answer within ${limitMs / 1_000} s`),
      { clock, deadline: new Deadline(clock, limitMs), signal },
    );
  }
}

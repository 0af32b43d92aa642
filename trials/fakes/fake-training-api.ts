/**
 * The wire of the training API, scripted: each operation gives its answers in turn, and its last one from then on.
 * What stands above it (`ProjectApi`, its rules for repeating) is the real thing.
 */
import { ServiceError } from '../../src/custom-vision/service-error.ts';
import { type ApiRequest, TrainingApi } from '../../src/custom-vision/training-api.ts';

/** A body, or a function that makes one, or throws the error that the wire would throw. */
type Answer = unknown;

export class FakeTrainingApi extends TrainingApi {
  readonly requests: ApiRequest[] = [];
  private readonly answers = new Map<string, Answer[]>();

  constructor() {
    super('https://training.test', { key: 'unused' });
  }

  /** Scripts an operation: a value is the parsed body, an Error is thrown, a function is called. */
  on(operation: string, ...answers: Answer[]): this {
    this.answers.set(operation, answers);
    return this;
  }

  /** How often an operation was sent. */
  count(operation: string): number {
    return this.of(operation).length;
  }

  of(operation: string): ApiRequest[] {
    return this.requests.filter((request) => request.operation === operation);
  }

  override async send(request: ApiRequest): Promise<unknown> {
    await Promise.resolve();
    this.requests.push(request);
    const answers = this.answers.get(request.operation);
    if (answers === undefined || answers.length === 0) {
      throw new Error(`nobody scripted an answer to ${request.operation}`);
    }
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const body: unknown =
      typeof answer === 'function' ? (answer as (request: ApiRequest) => unknown)(request) : answer;
    if (body instanceof Error) {
      throw body;
    }
    return structuredClone(body);
  }
}

/** A refusal by the service: 400 unless said otherwise. */
export function refusal(code: string, httpStatus = 400): ServiceError {
  return new ServiceError({ operation: 'scripted', httpStatus, code, detail: `${code}, said the service` });
}

/** The connection broke, or the service failed: what was done is not known. */
export function lostAnswer(httpStatus: number | null): ServiceError {
  return new ServiceError({ operation: 'scripted', httpStatus, detail: 'lost' });
}

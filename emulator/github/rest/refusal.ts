/**
 * Refusals of GitHub's REST API: those that its documentation has, and those that people quote word by word. Where no
 * public source has the words, they are our own.
 */

/** What the answer to a refused request holds. */
export class RestRefusal extends Error {
  readonly status: number;
  /** Below https://docs.github.com/rest; default: the page of the operation. */
  readonly page: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether GitHub would ignore what is refused here, because no documentation has it. */
  readonly isOurs: boolean;

  constructor(
    status: number,
    message: string,
    more: { page?: string; headers?: Readonly<Record<string, string>>; isOurs?: boolean } = {},
  ) {
    super(message);
    this.name = 'RestRefusal';
    this.status = status;
    this.page = more.page;
    this.headers = more.headers ?? {};
    this.isOurs = more.isOurs ?? false;
  }
}

/** Of what is not there, of what the token may not know of, and of paths that there are not. */
export function notFound(): RestRefusal {
  return new RestRefusal(404, 'Not Found');
}

/** Something that no documented client sends. */
export function undocumented(what: string): RestRefusal {
  return new RestRefusal(422, `Validation Failed: ${what}`, { isOurs: true });
}

/** Where the state of a run does not allow to run it again: all of them are 403. */
export const CANNOT_RUN_AGAIN = {
  run: 'This workflow is already running',
  job: 'The workflow run containing this job is already running',
  old: 'Unable to retry this workflow run because it was created over a month ago',
  /** Known of a run that has no failed jobs. For more than 50 re-runs no words are known. */
  not: 'This workflow run cannot be retried',
} as const;

export function cannotRunAgain(why: keyof typeof CANNOT_RUN_AGAIN): RestRefusal {
  return new RestRefusal(403, CANNOT_RUN_AGAIN[why]);
}

/**
 * Errors of the Twirp protocol, which sends them as a status and `{"code": "...", "msg": "..."}`. Codes and statuses
 * are those of the Twirp specification, version 7.
 */
const STATUS_OF_CODE = {
  malformed: 400,
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  already_exists: 409,
  failed_precondition: 412,
  resource_exhausted: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type TwirpCode = keyof typeof STATUS_OF_CODE;

export class TwirpError extends Error {
  readonly code: TwirpCode;

  constructor(code: TwirpCode, message: string) {
    super(message);
    this.name = 'TwirpError';
    this.code = code;
  }

  get status(): number {
    return STATUS_OF_CODE[this.code];
  }
}

/** The code for the status of a gateway; `unavailable` for a status that Twirp does not know. */
export function codeOfStatus(status: number): TwirpCode {
  const codes = Object.keys(STATUS_OF_CODE) as TwirpCode[];
  return codes.findLast((code) => STATUS_OF_CODE[code] === status) ?? 'unavailable';
}

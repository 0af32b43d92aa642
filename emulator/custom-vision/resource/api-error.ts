/** A refusal in the words of the training API: `{"code","message"}` with the HTTP status. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Whether the caller sent something that the API does not document. */
  readonly undocumented: boolean;

  constructor(status: number, code: string, message: string, undocumented = false) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.undocumented = undocumented;
  }
}

/** @param code one of the service's `BadRequest…` codes. */
export function badRequest(code: `BadRequest${string}`, message: string): ApiError {
  return new ApiError(400, code, message);
}

export function notFound(code: `NotFound${string}`, message: string): ApiError {
  return new ApiError(404, code, message);
}

/** The refusal of a parameter, a member or a body that the Swagger does not list. */
export function undocumented(message: string): ApiError {
  return new ApiError(400, 'BadRequestInvalid', message, true);
}

/** An answer of the gateway in front of the API: `{"error":{"code":"401","message"}}`. Rarely the code is a word. */
export class GatewayError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    code = String(status),
  ) {
    super(message);
    this.name = 'GatewayError';
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

/** Why a request is refused that no documented client sends; `undefined` for an ordinary error. */
export function undocumentedReason(error: unknown): string | undefined {
  if (error instanceof ApiError && error.undocumented) return error.message;
  if (error instanceof GatewayError && error.status === 404) return error.message;
  return undefined;
}

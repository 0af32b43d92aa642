/** A refusal in the words of the training API: `{"code","message"}` with the HTTP status. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** @param code one of the service's `BadRequest…` codes. */
export function badRequest(code: `BadRequest${string}`, message: string): ApiError {
  return new ApiError(400, code, message);
}

export function notFound(code: `NotFound${string}`, message: string): ApiError {
  return new ApiError(404, code, message);
}

/** What the gateway in front of the API answers itself: `{"error":{"code":"401","message"}}`. */
export class GatewayError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'GatewayError';
    this.status = status;
  }
}

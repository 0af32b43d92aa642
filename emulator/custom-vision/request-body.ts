/** A request's body, as the operation that it is meant for takes it. */
import type { Buffer } from 'node:buffer';
import { ApiError, badRequest, undocumented } from './api-error.ts';
import type { ApiVersion } from './behavior.ts';
import type { Operation } from './operation.ts';
import { readMultipart } from './multipart.ts';
import type { Json } from './parameters.ts';
import { findRoute } from './routing.ts';

export interface UploadedFile {
  name: string;
  content: Buffer;
}

export interface RequestContent {
  /** `undefined`: no JSON was sent. */
  body: Json | undefined;
  files: UploadedFile[];
}

const MEBIBYTE = 1024 * 1024;
const MAX_BODY_BYTES = 4 * MEBIBYTE;
/** 64 images of 6 MB, a third more in base64. */
const MAX_IMAGES_BODY_BYTES = 520 * MEBIBYTE;

/** How many bytes a request may bring. */
export function bodyLimit(method: string, path: string): number {
  try {
    return findRoute(method, path).operation.takes.startsWith('image')
      ? MAX_IMAGES_BODY_BYTES
      : MAX_BODY_BYTES;
  } catch {
    return MAX_BODY_BYTES;
  }
}

/** @throws ApiError where the operation takes no such body */
export function readBody(
  { id, takes }: Pick<Operation, 'id' | 'takes'>,
  { body, contentType }: { body: Buffer; contentType: string },
  version: ApiVersion,
): RequestContent {
  if (takes === 'image files') return { body: undefined, files: uploadedFiles(body, contentType) };
  if (body.length === 0) return { body: undefined, files: [] };
  if (takes === 'nothing' || (takes === 'json-v3.4-preview' && version !== 'v3.4-preview')) {
    throw undocumented(`${id} takes no body${takes === 'nothing' ? '' : ` on ${version}`}.`);
  }
  if (!/^application\/json\b/i.test(contentType)) {
    throw unsupported(`The body must be application/json, not "${contentType}".`);
  }
  try {
    return { body: JSON.parse(body.toString('utf8')) as Json, files: [] };
  } catch {
    throw badRequest('BadRequestInvalid', 'The body is not valid JSON.');
  }
}

/** From `multipart/form-data`, or from the one file that an `application/octet-stream` is. */
function uploadedFiles(body: Buffer, contentType: string): UploadedFile[] {
  if (/^application\/octet-stream\b/i.test(contentType)) return [{ name: '', content: body }];
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    throw unsupported(
      `The body must be multipart/form-data or application/octet-stream, not "${contentType}".`,
    );
  }
  const parts = readMultipart(body, contentType);
  if (parts === undefined) {
    throw badRequest('BadRequestImageStream', 'The body is not readable as multipart/form-data.');
  }
  return parts.map(({ name, filename, content }) => {
    if (name !== 'imageData') {
      throw undocumented(`The form has the unknown part "${name}"; known is imageData.`);
    }
    return { name: filename, content };
  });
}

function unsupported(message: string): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', message);
}

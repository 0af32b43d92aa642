/** Reads a request's body in the form that its operation takes. */
import type { Buffer } from 'node:buffer';
import { ApiError, badRequest, undocumented } from '../resource/api-error.ts';
import type { ApiVersion } from '../resource/behavior.ts';
import type { Operation, UploadedFile } from './operation.ts';
import { readMultipart } from '../formats/multipart.ts';
import type { Json } from './parameters.ts';

export interface RequestContent {
  /** `undefined`: no JSON was sent. */
  body: Json | undefined;
  files: UploadedFile[];
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

/** Reads the files of a `multipart/form-data` body, or the one file of an `application/octet-stream` body. */
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

/** Reads `multipart/form-data` (RFC 7578), bytes as they are. */
import { Buffer } from 'node:buffer';

export interface FormPart {
  name: string;
  /** Empty where none is given. */
  filename: string;
  content: Buffer;
}

const LINE_END = '\r\n';

/** @returns `undefined`: it is not well-formed */
export function readMultipart(body: Buffer, contentType: string): FormPart[] | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  // A line end put in front makes the first delimiter look like all others.
  const bytes = Buffer.concat([Buffer.from(LINE_END), body]);
  const delimiter = Buffer.from(`${LINE_END}--${boundary}`);
  const parts: FormPart[] = [];
  let start = bytes.indexOf(delimiter);
  while (start !== -1) {
    const afterDelimiter = start + delimiter.length;
    if (bytes.toString('latin1', afterDelimiter, afterDelimiter + 2) === '--') return parts;
    const end = bytes.indexOf(delimiter, afterDelimiter);
    const part = end === -1 ? undefined : readPart(bytes.subarray(afterDelimiter, end));
    if (part === undefined) return undefined;
    parts.push(part);
    start = end;
  }
  return undefined;
}

function readPart(bytes: Buffer): FormPart | undefined {
  const headersEnd = bytes.indexOf(LINE_END + LINE_END);
  if (headersEnd === -1) return undefined;
  const headers = bytes.toString('utf8', 0, headersEnd);
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) return undefined;
  const content = bytes.subarray(headersEnd + 2 * LINE_END.length);
  return { name, filename: parameter(disposition, 'filename') ?? '', content };
}

function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(disposition) ?? [];
  return quoted ?? plain;
}

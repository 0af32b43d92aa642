/**
 * Reads a message in protobuf's JSON form. It refuses members that the message does not have, and values of another
 * type.
 */
import { TwirpError } from './twirp.ts';

interface Decoded {
  /** string or StringValue */
  string: string;
  int32: number;
  /** int64 or Int64Value: a string of digits on the wire. */
  int64: number;
  /** RFC 3339 in UTC on the wire. */
  timestamp: Date;
}

type FieldType = keyof Decoded;
type Fields = Record<string, FieldType>;

/** Every member may be missing, because members with default values are not sent. */
export type Message<F extends Fields> = { readonly [K in keyof F]?: Decoded[F[K]] };

const DECODE: { readonly [T in FieldType]: (value: unknown) => Decoded[T] | undefined } = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  int32: (value) => (typeof value === 'number' && Number.isInteger(value) ? value : undefined),
  int64: (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined),
  timestamp: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(value)
      ? validDate(value)
      : undefined,
};

/** @throws TwirpError that names the member at fault */
export function readMessage<F extends Fields>(body: unknown, fields: F): Message<F> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new TwirpError('malformed', 'the body is not a JSON object');
  }
  const decoded = Object.entries(body).map(([name, value]: [string, unknown]) => {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (type === undefined) throw new TwirpError('malformed', `unknown field ${JSON.stringify(name)}`);
    const result = DECODE[type](value);
    if (result === undefined) throw new TwirpError('malformed', `${name} is not of the type ${type}`);
    return [name, result] as const;
  });
  return Object.fromEntries(decoded) as Message<F>;
}

function validDate(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

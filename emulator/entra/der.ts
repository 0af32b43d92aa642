/** The parts of DER (ITU-T X.690) that a certificate is made of. */
import { Buffer } from 'node:buffer';

const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

export function sequence(...parts: Buffer[]): Buffer {
  return element(TAGS.sequence, Buffer.concat(parts));
}

export function set(...parts: Buffer[]): Buffer {
  return element(TAGS.set, Buffer.concat(parts));
}

/** A number that is not negative, given as its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes[0] ?? 0;
  return element(TAGS.integer, first < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

export function boolean(value: boolean): Buffer {
  return element(TAGS.boolean, Buffer.of(value ? 0xff : 0));
}

/** @param unusedBits how many of the last byte's bits do not count */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return element(TAGS.bitString, Buffer.concat([Buffer.of(unusedBits), bytes]));
}

export function octetString(bytes: Uint8Array): Buffer {
  return element(TAGS.octetString, bytes);
}

export function utf8String(text: string): Buffer {
  return element(TAGS.utf8String, Buffer.from(text, 'utf8'));
}

/** The form that RFC 5280 asks for in years before 2050. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  return element(TAGS.utcTime, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}

/** @param dotted such as `2.5.29.17` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(TAGS.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A value with a context-specific tag: `[number]`. */
export function tagged(number: number, content: Uint8Array, constructed = true): Buffer {
  return element(0x80 | (constructed ? 0x20 : 0) | number, content);
}

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content]);
}

function lengthOf({ length }: Uint8Array): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function base128(value: number): number[] {
  const groups = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

/** Reads the parameters and members that a caller sent, and refuses those that the Swagger does not list. */
import { badRequest, undocumented } from '../resource/api-error.ts';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type JsonObject = Record<string, Json>;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The query of one request; each parameter may be given once. */
export class Query {
  readonly #values: URLSearchParams;

  constructor(values: URLSearchParams, known: readonly string[]) {
    this.#values = values;
    for (const name of new Set(values.keys())) {
      if (!known.includes(name)) {
        const list = known.length === 0 ? 'none' : known.join(', ');
        throw undocumented(`Unknown query parameter "${name}"; this operation takes ${list}.`);
      }
      if (values.getAll(name).length > 1) {
        throw badRequest('BadRequestInvalid', `The query parameter "${name}" is given more than once.`);
      }
    }
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name) ?? '';
    return value === '' ? undefined : value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw badRequest('BadRequestRequiredParamIsNull', `The query parameter "${name}" is required.`);
    }
    return value;
  }

  boolean(name: string): boolean {
    const value = this.text(name) ?? 'false';
    if (!/^(true|false)$/i.test(value)) {
      throw badRequest('BadRequestInvalid', `"${name}" must be true or false, not "${value}".`);
    }
    return value.toLowerCase() === 'true';
  }

  integer(name: string, otherwise = 0): number {
    const value = this.text(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(value)) {
      throw badRequest(
        'BadRequestInvalid',
        `"${name}" must be a whole number of at least 0, not "${value}".`,
      );
    }
    return Number(value);
  }

  /** From 0 to 1. */
  fraction(name: string, otherwise: number): number {
    const value = Number(this.text(name) ?? otherwise);
    if (!(value >= 0 && value <= 1)) {
      throw badRequest('BadRequestInvalid', `"${name}" must be a number from 0 to 1.`);
    }
    return value;
  }

  oneOf<Choice extends string>(
    name: string,
    choices: readonly Choice[],
    otherwise: Choice,
    code: `BadRequest${string}` = 'BadRequestInvalid',
  ): Choice {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) {
      throw badRequest(code, `"${name}" must be ${choices.join(' or ')}, not "${value}".`);
    }
    return choice;
  }

  guid(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : asGuid(value, name);
  }

  /** Comma-separated. */
  list(name: string): string[] {
    return this.text(name)?.split(',') ?? [];
  }

  /** Comma-separated; at most as many as the Swagger allows. */
  guids(name: string, most = Infinity): string[] {
    const ids = this.list(name).map((id) => asGuid(id, name));
    if (ids.length > most) {
      throw badRequest(
        'BadRequestExceededBatchSize',
        `"${name}" has ${ids.length} ids, ${most} are allowed.`,
      );
    }
    return ids;
  }
}

/** @returns the id in lower case */
export function asGuid(value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || !GUID.test(value)) {
    throw badRequest('BadRequestInvalidIds', `"${name}" must be a GUID, not ${JSON.stringify(value)}.`);
  }
  return value.toLowerCase();
}

/** @param known every member that the Swagger lists; others are refused */
export function asObject(value: Json | undefined, name: string, known: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('BadRequestInvalid', `${name} must be a JSON object.`);
  }
  const unknown = Object.keys(value).filter((member) => !known.includes(member));
  if (unknown.length > 0) {
    throw undocumented(
      `${name} has the unknown member ${unknown.join(', ')}; known are ${known.join(', ')}.`,
    );
  }
  return value;
}

export function requiredMember(body: JsonObject, member: string): Json {
  const value = body[member];
  if (value === undefined) throw badRequest('BadRequestRequiredParamIsNull', `"${member}" is required.`);
  return value;
}

export function asText(value: Json, name: string): string {
  if (typeof value !== 'string') throw badRequest('BadRequestInvalid', `"${name}" must be a text.`);
  return value;
}

/** Reads an empty or absent value as `null`. */
export function asOptionalText(value: Json | undefined, name: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  return asText(value, name);
}

export function asList(value: Json | undefined, name: string): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badRequest('BadRequestInvalid', `"${name}" must be a list.`);
  return value;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An object of JSON: a whole template, or a part of one. */
export type Template = Record<string, Json>;

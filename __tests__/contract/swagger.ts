/** The published Swagger 2 documents of the training API: where they lie, and the parts of them that are read here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import { SWAGGER_FOLDER } from '../../scripts/published-swagger.ts';

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: (string | null)[];
  pattern?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  readOnly?: boolean;
  'x-nullable'?: boolean;
  'x-ms-enum'?: { name: string; modelAsString: boolean };
  'x-anyOf'?: Schema[];
}

export interface Parameter extends Omit<Schema, 'required'> {
  name: string;
  in: 'path' | 'query' | 'body' | 'formData';
  required?: boolean;
  schema?: Schema;
}

export interface SwaggerOperation {
  operationId: string;
  consumes?: string[];
  produces?: string[];
  parameters: Parameter[];
  responses: Record<string, { description: string; schema?: Schema }>;
}

export interface Swagger {
  /** `/customvision/{version}/training` */
  basePath: string;
  /** By path below the base path, then by method in lower case. */
  paths: Record<string, Record<string, SwaggerOperation>>;
  definitions: Record<string, Schema>;
  securityDefinitions: Record<string, { type: 'apiKey'; name: string; in: 'header' }>;
  /** Each entry is enough alone. */
  security: Record<string, string[]>[];
}

/** The form of the examples that are published beside the Swagger. */
export interface PublishedExample {
  parameters: Record<string, unknown>;
  responses: Record<string, { body?: unknown }>;
}

export const VERSIONS: readonly ApiVersion[] = ['v3.3', 'v3.4-preview'];
const PUBLISHED_AT =
  'https://github.com/Azure/azure-rest-api-specs, specification/cognitiveservices/data-plane/CustomVision/Training';

const ROOT = path.join(import.meta.dirname, '..', '..');

/**
 * Looks in `$CUSTOM_VISION_SWAGGER`; without it in `.swagger`, where `npm run swagger` saves the files, and in
 * `../shared/api` beside the project: for `training-v3.3.json`, `training-v3.4-preview.json` and, if they are there, the
 * folder `examples`. The project holds no copy of them.
 * @returns the folder; or, where there is none, why the contract cannot be tested
 * @throws Error where there is none although `$REQUIRE_SWAGGER` is 1
 */
export function findSwagger(env: NodeJS.ProcessEnv): { folder: string } | { missing: string } {
  const named = env.CUSTOM_VISION_SWAGGER;
  const folders = named === undefined ? [SWAGGER_FOLDER, '../shared/api'] : [named];
  const files = VERSIONS.map(fileOf);
  const folder = folders
    .map((place) => path.resolve(ROOT, place))
    .find((place) => files.every((file) => existsSync(path.join(place, file))));
  if (folder !== undefined) return { folder };
  const missing =
    `Contract tests need ${files.join(' and ')}: \`npm run swagger\` fetches them. They are published as Training.json ` +
    `at ${PUBLISHED_AT}; CUSTOM_VISION_SWAGGER names another folder that holds them.`;
  if (env.REQUIRE_SWAGGER === '1') throw new Error(missing);
  return { missing };
}

/** A fresh copy that the caller may change. */
export function readSwagger(folder: string, version: ApiVersion): Swagger {
  return JSON.parse(readFileSync(path.join(folder, fileOf(version)), 'utf8')) as Swagger;
}

/** By operationId. None where only the two Swagger files were fetched. */
export function readExamples(folder: string): Map<string, PublishedExample> {
  const examples = path.join(folder, 'examples');
  if (!existsSync(examples)) return new Map();
  return new Map(
    readdirSync(examples)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [
        path.basename(file, '.json'),
        JSON.parse(readFileSync(path.join(examples, file), 'utf8')) as PublishedExample,
      ]),
  );
}

function fileOf(version: ApiVersion): string {
  return `training-${version}.json`;
}

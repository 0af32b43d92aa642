/**
 * Where the service is known to differ from its Swagger, or a client has to: the one table that the contract tests
 * apply to it. Everything else is held to the letter.
 */
import { Buffer } from 'node:buffer';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import type { Side } from './strict-reading.ts';
import type { Schema, Swagger } from './swagger.ts';

export interface Deviation {
  name: string;
  /** Where we know it from. */
  source: string;
  versions: readonly ApiVersion[];
  sides: readonly Side[];
  apply: (swagger: Swagger) => void;
  /** An exchange that is refused without this row, and only then. */
  example: (version: ApiVersion) => Exchange;
}

const BOTH: readonly ApiVersion[] = ['v3.3', 'v3.4-preview'];
const URIS = ['exportModelContainerUri', 'notificationQueueUri'];

/** Members that a project, an iteration or an export may not have yet, by definition; all of them plain texts. */
const UNSET_TEXTS: Readonly<Record<string, readonly string[]>> = {
  Project: ['description', 'thumbnailUri'],
  ProjectSettings: ['classificationType', 'detectionParameters', ...URIS],
  Iteration: [
    'trainedAt',
    'domainId',
    'classificationType',
    'publishName',
    'originalPublishResourceId',
    'trainingErrorDetails',
  ],
  Export: ['downloadUri', 'flavor'],
  Tag: ['description'],
};

export const DEVIATIONS: readonly Deviation[] = [
  {
    name: 'enums that the Swagger itself calls open take other values',
    source: 'the Swagger: x-ms-enum.modelAsString',
    versions: BOTH,
    sides: ['request', 'answer'],
    apply(swagger) {
      everySchema(swagger, (schema) => {
        const { 'x-ms-enum': named } = schema;
        // Nobody has seen an error code that is not listed: that list stays closed.
        if (named?.modelAsString === true && named.name !== 'CustomVisionErrorCodes') delete schema.enum;
      });
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}/export', {
        answer: [{ platform: 'TensorFlow', status: 'Exporting', flavor: 'TensorFlowSavedModel' }],
      }),
  },
  {
    name: 'ExportIteration takes flavors that are not listed',
    source:
      'Microsoft’s samples: OnnxFloat16, TensorFlowSavedModel, TensorFlowJs, NoPostProcess and others; the list of the answers is open as well',
    versions: BOTH,
    sides: ['request'],
    apply(swagger) {
      const path = '/projects/{projectId}/iterations/{iterationId}/export';
      delete swagger.paths[path]?.post?.parameters.find(({ name }) => name === 'flavor')?.enum;
    },
    example: (version) =>
      exchange(version, 'POST', '/projects/{id}/iterations/{id}/export', {
        query: 'platform=TensorFlow&flavor=TensorFlowSavedModel',
        answer: { platform: 'TensorFlow', status: 'Exporting' },
      }),
  },
  {
    name: 'a text that is not set may be null',
    source:
      'the Swagger: “Value is null when training succeeds” of trainingErrorDetails; observed for the others',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      everyUnsetText(swagger, (member) => (member['x-nullable'] = true));
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}/export', {
        answer: [{ platform: 'ONNX', status: 'Exporting', downloadUri: null }],
      }),
  },
  {
    name: 'a text that is not set may be empty, whatever its format',
    source: 'observed: unset members come as "", as null or not at all',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      everyUnsetText(swagger, (member) => {
        if (member.format !== undefined) member.format = `unset-or-${member.format}`;
        member.enum?.push('');
      });
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}', {
        answer: { name: 'Iteration 1', trainedAt: '', domainId: '' },
      }),
  },
  {
    name: 'a description that is not set may be missing',
    source: 'observed: unset members come as "", as null or not at all',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      for (const name of ['Project', 'Tag']) {
        const schema = definition(swagger, name);
        schema.required = (schema.required ?? []).filter((member) => member !== 'description');
      }
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/tags', { answer: [{ name: 'hemlock', type: 'Regular' }] }),
  },
  {
    name: 'a base model that is not set may be null',
    source: 'the Swagger: “Default value of null specifies …” of customBaseModelInfo',
    versions: ['v3.4-preview'],
    sides: ['answer'],
    apply(swagger) {
      member(swagger, 'Iteration', 'customBaseModelInfo')['x-nullable'] = true;
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}', {
        answer: { name: 'Iteration 1', customBaseModelInfo: null },
      }),
  },
  {
    name: 'what an iteration is exportable to may be null',
    source:
      'recorded on v3.4-preview of every iteration, and on older versions before the end of the training',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      member(swagger, 'Iteration', 'exportableTo')['x-nullable'] = true;
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}', {
        answer: { name: 'Iteration 1', exportable: true, exportableTo: null },
      }),
  },
  {
    name: 'a domain that is not exportable has no model information',
    source: 'recorded: null for each of them',
    versions: ['v3.4-preview'],
    sides: ['answer'],
    apply(swagger) {
      member(swagger, 'Domain', 'modelInformation')['x-nullable'] = true;
    },
    example: (version) =>
      exchange(version, 'GET', '/domains/{id}', { answer: { name: 'General', modelInformation: null } }),
  },
  {
    name: 'a domain may be exportable to a platform that is not listed',
    source: 'recorded: IVS, of the domain General (compact) [S1] for detection',
    versions: ['v3.4-preview'],
    sides: ['answer'],
    apply(swagger) {
      member(swagger, 'Domain', 'exportablePlatforms').items?.enum?.push('IVS');
    },
    example: (version) =>
      exchange(version, 'GET', '/domains/{id}', {
        answer: { name: 'General (compact) [S1]', exportablePlatforms: ['ONNX', 'IVS'] },
      }),
  },
  {
    name: 'the answer to an upload does not name the tags',
    source:
      'recorded on v3.0 and v3.2: tagName is null in the answer, of new regions as well, and the name in lists of images',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      for (const owner of ['ImageTag', 'ImageRegion', 'ImageRegionCreateResult'])
        member(swagger, owner, 'tagName')['x-nullable'] = true;
    },
    example: (version) =>
      exchange(version, 'POST', '/projects/{id}/images/files', {
        body: { images: [] },
        answer: {
          isBatchSuccessful: true,
          images: [{ status: 'OK', image: { tags: [{ tagName: null }] } }],
        },
      }),
  },
  {
    name: 'a date and time may lack the zone',
    source: 'recorded: those of images; the time is UTC',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      everySchema(swagger, (schema) => {
        if (schema.format !== undefined)
          schema.format = schema.format.replace(/(?<!local-)date-time$/, 'local-date-time');
      });
    },
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}/iterations/{id}', {
        answer: {
          name: 'Iteration 1',
          created: '2026-11-22T20:03:00.1234567',
          trainedAt: '2026-11-22T20:04:00',
        },
      }),
  },
  {
    name: 'CreateProject takes the two storage URIs in its query',
    source: 'the guide “Integrate Azure storage for notifications and backup”, step “new project”',
    versions: ['v3.3'],
    sides: ['request'],
    apply(swagger) {
      const parameters = swagger.paths['/projects']?.post?.parameters;
      for (const name of URIS) parameters?.push({ name, in: 'query', type: 'string', required: false });
    },
    example: (version) =>
      exchange(version, 'POST', '/projects', {
        query: `exportModelContainerUri=${encodeURIComponent('https://a.blob.core.windows.net/models')}&notificationQueueUri=${encodeURIComponent('https://a.queue.core.windows.net/news')}&name=Screws`,
        answer: { name: 'Screws', description: '', settings: {} },
      }),
  },
  {
    name: 'the settings of a project show the two storage URIs on v3.3',
    source:
      'the guide, step “existing project”: an answer on v3.3 that echoes them in settings means success',
    versions: ['v3.3'],
    sides: ['answer'],
    apply: addUris,
    example: (version) =>
      exchange(version, 'GET', '/projects/{id}', {
        answer: { name: 'Screws', description: null, settings: { notificationQueueUri: null } },
      }),
  },
  {
    name: 'UpdateProject takes the two storage URIs on v3.3',
    source: 'the guide, step “existing project”: PATCH on v3.3 with both in settings',
    versions: ['v3.3'],
    sides: ['request'],
    apply: addUris,
    example: integration,
  },
  {
    name: 'UpdateProject takes the two storage URIs that the Swagger calls read-only',
    source: 'the guide, step “existing project”; only this Swagger has the two members at all',
    versions: ['v3.4-preview'],
    sides: ['request'],
    apply(swagger) {
      for (const name of URIS) member(swagger, 'ProjectSettings', name).readOnly = false;
    },
    example: integration,
  },
  {
    name: 'UpdateProject takes the read-only settings back as they were read',
    source:
      'the guide: the settings of the project, changed and sent back; what a body leaves out may be reset',
    versions: BOTH,
    sides: ['request'],
    apply(swagger) {
      for (const name of ['useNegativeSet', 'detectionParameters']) {
        const setting = member(swagger, 'ProjectSettings', name);
        setting.readOnly = false;
        setting['x-nullable'] = true;
      }
    },
    example: (version) =>
      exchange(version, 'PATCH', '/projects/{id}', {
        body: {
          name: 'Screws',
          description: null,
          settings: { useNegativeSet: false, detectionParameters: null },
        },
        answer: { name: 'Screws', description: null, settings: {} },
      }),
  },
  {
    name: 'a storage URI may be refused on v3.3 as well',
    source: 'the Swagger of v3.4-preview lists BadRequestInvalidUri; the guide sets the URIs on v3.3',
    versions: ['v3.3'],
    sides: ['answer'],
    apply(swagger) {
      member(swagger, 'CustomVisionError', 'code').enum?.push('BadRequestInvalidUri');
    },
    example: (version) => ({
      ...integration(version),
      status: 400,
      responseBody: json({ code: 'BadRequestInvalidUri', message: 'The queue does not exist.' }),
    }),
  },
  {
    name: 'errors of the gateway have a shape of their own',
    source: 'observed: 401 and 429 as {"error":{"code","message"}}',
    versions: BOTH,
    sides: ['answer'],
    apply(swagger) {
      const text: Schema = { type: 'string' };
      const error: Schema = {
        type: 'object',
        properties: { code: text, message: text },
        required: ['code', 'message'],
      };
      const gateway: Schema = { type: 'object', properties: { error }, required: ['error'] };
      for (const operation of Object.values(swagger.paths).flatMap((path) => Object.values(path))) {
        const { default: failure } = operation.responses;
        if (failure?.schema !== undefined) failure.schema = { 'x-anyOf': [failure.schema, gateway] };
      }
    },
    example: (version) => ({
      ...exchange(version, 'GET', '/domains', {
        answer: { error: { code: '401', message: 'Access denied.' } },
      }),
      status: 401,
    }),
  },
];

const ID = '00000000-0000-0000-0000-000000000001';

interface ExampleParts {
  query?: string;
  body?: unknown;
  answer: unknown;
}

function exchange(
  version: ApiVersion,
  method: string,
  path: string,
  { query = '', body, answer }: ExampleParts,
): Exchange {
  return {
    operation: null,
    version,
    method,
    path: `/customvision/${version}/training${path.replaceAll('{id}', ID)}`,
    query,
    requestHeaders: body === undefined ? {} : { 'content-type': 'application/json' },
    requestBody: body === undefined ? Buffer.alloc(0) : json(body),
    status: 200,
    responseHeaders: { 'content-type': 'application/json; charset=utf-8' },
    responseBody: json(answer),
    faulted: false,
  };
}

function integration(version: ApiVersion): Exchange {
  const settings = {
    domainId: '0732100f-1a38-4e49-a514-c9b44c697ab5',
    exportModelContainerUri: 'https://a.blob.core.windows.net/models',
    notificationQueueUri: 'https://a.queue.core.windows.net/news',
  };
  const project = { name: 'Screws', description: 'Sorts screws', settings, status: 'Succeeded' };
  return exchange(version, 'PATCH', '/projects/{id}', { body: project, answer: project });
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}

function addUris(swagger: Swagger): void {
  for (const name of URIS) {
    const settings = definition(swagger, 'ProjectSettings');
    settings.properties = { ...settings.properties, [name]: { type: 'string', 'x-nullable': true } };
  }
}

function definition(swagger: Swagger, name: string): Schema {
  const schema = swagger.definitions[name];
  if (schema === undefined) throw new Error(`The Swagger defines no ${name}.`);
  return schema;
}

function member(swagger: Swagger, owner: string, name: string): Schema {
  const schema = definition(swagger, owner).properties?.[name];
  if (schema === undefined) throw new Error(`The Swagger’s ${owner} has no ${name}.`);
  return schema;
}

/** Those that this version has. */
function everyUnsetText(swagger: Swagger, change: (member: Schema) => void): void {
  for (const [owner, names] of Object.entries(UNSET_TEXTS)) {
    const { properties = {} } = definition(swagger, owner);
    for (const name of names) {
      const schema = properties[name];
      if (schema !== undefined) change(schema);
    }
  }
}

/** Definitions and everything in them, and parameters. */
function everySchema(swagger: Swagger, change: (schema: Omit<Schema, 'required'>) => void): void {
  const visit = (schema: Omit<Schema, 'required'>): void => {
    change(schema);
    if (schema.items !== undefined) visit(schema.items);
    Object.values(schema.properties ?? {}).forEach(visit);
  };
  Object.values(swagger.definitions).forEach(visit);
  for (const operation of Object.values(swagger.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters) visit(parameter);
  }
}

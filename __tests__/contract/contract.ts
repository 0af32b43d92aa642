/** Holds what was on the wire against the published Swagger: one message for each thing that is not as documented. */
import type { Buffer } from 'node:buffer';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import {
  type AjvCustomizer,
  OpenAPIRouter,
  OpenAPIValidator,
  type Request,
  type ValidationResult,
} from 'openapi-backend';
import converter from 'swagger2openapi';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import type { Deviation } from './deviations.ts';
import { strictReading, type Side } from './strict-reading.ts';
import { readSwagger, type Swagger } from './swagger.ts';

type Operation = NonNullable<ReturnType<OpenAPIRouter['matchOperation']>>;
/** What requests and answers have in common: bodies, by media type. */
interface HasContent {
  content?: Record<string, unknown>;
}
interface SharedBodies {
  paths: Record<string, Record<string, { requestBody?: { $ref?: string } }>>;
  components?: { requestBodies?: Record<string, object> };
}
type Finding = NonNullable<ValidationResult['errors']>[number];

const UUID = fullFormats.uuid as RegExp;
const { validate: isDateTime } = fullFormats['date-time'] as { validate: (text: string) => boolean };
const isLocalDateTime = (text: string): boolean => isDateTime(text) || isDateTime(`${text}Z`);

/** `local-…`: the zone may be missing; `unset-or-…`: may be empty. Only deviations use those. */
const FORMATS = {
  uuid: UUID,
  'date-time': isDateTime,
  'local-date-time': isLocalDateTime,
  'unset-or-uuid': (text: string) => text === '' || UUID.test(text),
  'unset-or-date-time': (text: string) => text === '' || isDateTime(text),
  'unset-or-local-date-time': (text: string) => text === '' || isLocalDateTime(text),
};

export interface DocumentedOperation {
  id: string;
  method: string;
  /** Below the base path. */
  path: string;
  /** The names of its query parameters. */
  query: string[];
}

/** One version of the API, with these deviations from its Swagger and no others. */
export class Contract {
  readonly version: ApiVersion;
  readonly #basePath: string;
  readonly #requests: OpenAPIValidator;
  readonly #answers: OpenAPIValidator;

  private constructor(
    version: ApiVersion,
    basePath: string,
    requests: OpenAPIValidator,
    answers: OpenAPIValidator,
  ) {
    this.version = version;
    this.#basePath = basePath;
    this.#requests = requests;
    this.#answers = answers;
  }

  /** @param isWanted whether the operations of a path below the base path are read, such as `/projects/{projectId}` */
  static async read(
    folder: string,
    version: ApiVersion,
    deviations: readonly Deviation[],
    isWanted: (path: string) => boolean = () => true,
  ): Promise<Contract> {
    const swaggerOf = (side: Side): Swagger => {
      const swagger = readSwagger(folder, version);
      for (const { versions, sides, apply } of deviations) {
        if (versions.includes(version) && sides.includes(side)) apply(swagger);
      }
      swagger.paths = Object.fromEntries(Object.entries(swagger.paths).filter(([path]) => isWanted(path)));
      return strictReading(swagger, side);
    };
    const [requests, answers] = await Promise.all([
      validatorOf(swaggerOf('request')),
      validatorOf(swaggerOf('answer')),
    ]);
    return new Contract(version, readSwagger(folder, version).basePath, requests, answers);
  }

  /** All that the Swagger has. */
  get operations(): DocumentedOperation[] {
    return this.#requests.router
      .getOperations()
      .map(({ operationId: id = '', method, path, parameters }) => ({
        id,
        method: method.toUpperCase(),
        path,
        query: (parameters as { name: string; in: string }[])
          .filter((parameter) => parameter.in === 'query')
          .map(({ name }) => name),
      }));
  }

  /** What is wrong with the request. */
  refuseRequest(exchange: Exchange): string[] {
    const operation = this.#match(this.#requests, exchange);
    if (operation === undefined) return [`${named(exchange)}: the API has no such method and path`];
    const { requestBody: body, requestHeaders } = exchange;
    const tell = (finding: string): string =>
      `${this.version} ${operation.operationId ?? ''} request: ${finding}`;
    const types = Object.keys((operation.requestBody as HasContent | undefined)?.content ?? {});
    const type = mediaType(requestHeaders);
    if (body.length > 0 && !types.includes(type)) {
      return [tell(`a body of the type "${type}", documented: ${types.join(', ') || 'none'}`)];
    }
    const { errors } = this.#requests.validateRequest(
      {
        ...this.#located(exchange),
        headers: { ...requestHeaders },
        query: exchange.query,
        ...(type === 'application/json' && body.length > 0 && { body: body.toString('utf8') }),
        ...(type === 'multipart/form-data' && { body: partsOf(body) }),
      },
      operation,
    );
    return (errors ?? []).map((error) => tell(found(error)));
  }

  /** What is wrong with the answer. An answer that never came is not. */
  refuseAnswer(exchange: Exchange): string[] {
    const { status, responseBody: body, responseHeaders } = exchange;
    if (status === null) return [];
    const operation = this.#match(this.#answers, exchange);
    const tell = (finding: string): string =>
      `${this.version} ${operation?.operationId ?? named(exchange)} answer ${status}: ${finding}`;
    if (operation === undefined && status !== 404) return [tell('the API has no such method and path')];
    // Every operation documents the same errors; those of unknown paths are no different.
    const documented = operation ?? this.#answers.router.getOperations()[0];
    if (documented === undefined) return [tell('the Swagger has no operations')];
    const responses = documented.responses as Record<string, HasContent>;
    const response = responses[status] ?? (status >= 400 ? responses.default : undefined);
    if (response === undefined) {
      return [tell(`not documented; documented are ${Object.keys(responses).join(', ')}`)];
    }
    const types = Object.keys(response.content ?? {});
    if (types.length === 0) return body.length === 0 ? [] : [tell('a body, documented is none')];
    const type = mediaType(responseHeaders);
    if (!types.includes(type)) {
      return [tell(`a body of the type "${type}", documented: ${types.join(', ')}`)];
    }
    if (type !== 'application/json') return [];
    let json: unknown;
    try {
      json = JSON.parse(body.toString('utf8'));
    } catch {
      return [tell('no JSON')];
    }
    const { errors } = this.#answers.validateResponse(json, documented, status);
    return (errors ?? []).map((error) => tell(found(error)));
  }

  /** What is wrong with either. */
  refuse(exchange: Exchange): string[] {
    return [...this.refuseRequest(exchange), ...this.refuseAnswer(exchange)];
  }

  #match({ router }: OpenAPIValidator, exchange: Pick<Exchange, 'method' | 'path'>): Operation | undefined {
    const { method, path } = this.#located(exchange);
    return path === '' ? undefined : router.matchOperation({ method, path, headers: {} });
  }

  /** The path below the base path, whose case does not count: the guide itself writes `Training`. */
  #located({ method, path }: Pick<Exchange, 'method' | 'path'>): Pick<Request, 'method' | 'path'> {
    const isBelow = path.toLowerCase().startsWith(`${this.#basePath.toLowerCase()}/`);
    return { method, path: isBelow ? path.slice(this.#basePath.length) : '' };
  }
}

/** Each operation has a validator of its own; that its schema is one is checked by what one of them has compiled. */
let first: ReturnType<AjvCustomizer> | undefined;

const customizeAjv: AjvCustomizer = (ajv) => {
  first ??= ajv;
  if (ajv !== first) ajv.validateSchema = first.validateSchema.bind(first);
  return ajv;
};

async function validatorOf(swagger: Swagger): Promise<OpenAPIValidator> {
  const { openapi } = await converter.convertObj(swagger, { patch: true });
  unshareBodies(openapi as SharedBodies);
  return new OpenAPIValidator({
    definition: openapi,
    router: new OpenAPIRouter({ definition: openapi, ignoreTrailingSlashes: false }),
    ajvOpts: { allErrors: true, verbose: true, formats: FORMATS, code: { optimize: false } },
    customizeAjv,
    lazyCompileValidators: true,
  });
}

/** The converter lets operations share a body by reference, which the validator does not follow. */
function unshareBodies({ paths, components }: SharedBodies): void {
  for (const operation of Object.values(paths).flatMap((operations) => Object.values(operations))) {
    const { $ref } = operation.requestBody ?? {};
    if ($ref === undefined) continue;
    const shared = components?.requestBodies?.[$ref.replace('#/components/requestBodies/', '')];
    if (shared === undefined) throw new Error(`The converter left ${$ref} undefined.`);
    operation.requestBody = shared;
  }
}

function found({ instancePath, message = '', params, data }: Finding): string {
  const place = instancePath === '' ? '/' : instancePath;
  const { additionalProperty: unknown } = params as { additionalProperty?: string };
  if (unknown !== undefined) return `${place} has the undocumented "${unknown}"`;
  const given = typeof data === 'object' && data !== null ? '' : `, is ${JSON.stringify(data)}`;
  return `${place} ${message}${given}`;
}

function named({ method, path }: Pick<Exchange, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function mediaType(headers: Exchange['requestHeaders']): string {
  return (headers['content-type'] ?? '').replace(/;.*/, '').trim().toLowerCase();
}

/** The names of the parts of a form: of their contents the Swagger says nothing. */
function partsOf(form: Buffer): Record<string, string> {
  const names = form.toString('latin1').matchAll(/^content-disposition:.*?[; ]name="?([^";\r\n]+)/gim);
  return Object.fromEntries([...names].map(([, name = '']) => [name, '']));
}

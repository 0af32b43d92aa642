/**
 * The Swagger, read so that it bites. As published it lets every unknown member pass and says of `readOnly` only
 * that a client cannot set the member; here unknown members are refused, and read-only ones in requests too.
 */
import type { Parameter, Schema, Swagger, SwaggerOperation } from './swagger.ts';

/** The same definition serves requests and answers, but read-only members belong to answers alone. */
export type Side = 'request' | 'answer';

const JSON_TYPE = 'application/json';

/** @returns a Swagger without references, closed against whatever it does not list */
export function strictReading(swagger: Swagger, side: Side): Swagger {
  const closed = (schema: Schema): Schema => closedSchema(schema, swagger, side);
  const paths = Object.entries(swagger.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [method, strictOperation(operation, closed)]),
    ),
  ]);
  const read = { ...swagger, paths: Object.fromEntries(paths) as Swagger['paths'], definitions: {} };
  // The converter takes parts that are shared for anchors of YAML, and refuses them.
  return JSON.parse(JSON.stringify(read)) as Swagger;
}

function strictOperation(operation: SwaggerOperation, closed: (schema: Schema) => Schema): SwaggerOperation {
  const produces = operation.produces ?? [];
  return {
    ...operation,
    // Operations that delete, and the one that answers with a file, answer errors in JSON like all others.
    produces: produces.includes(JSON_TYPE) ? produces : [JSON_TYPE, ...produces],
    parameters: operation.parameters.map((parameter): Parameter => {
      const { schema } = parameter;
      return schema === undefined ? parameter : { ...parameter, schema: closed(schema) };
    }),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, { description, schema }]) => [
        status,
        { description, ...(schema !== undefined && { schema: closed(schema) }) },
      ]),
    ),
  };
}

function closedSchema(given: Schema, swagger: Swagger, side: Side): Schema {
  const schema = resolved(given, swagger);
  const inner = (part: Schema): Schema => closedSchema(part, swagger, side);
  if (schema['x-anyOf'] !== undefined) return { ...schema, 'x-anyOf': schema['x-anyOf'].map(inner) };
  if (schema.items !== undefined) return { ...schema, items: inner(schema.items) };
  if (schema.enum !== undefined && schema['x-nullable'] === true) {
    return { ...schema, enum: [...schema.enum, null] };
  }
  if (schema.type !== 'object' || schema.properties === undefined) return schema;
  const members = Object.entries(schema.properties).filter(
    ([, member]) => side === 'answer' || member.readOnly !== true,
  );
  return {
    ...schema,
    properties: Object.fromEntries(members.map(([name, member]) => [name, inner(member)])),
    additionalProperties: schema.additionalProperties ?? false,
  };
}

/** What stands beside a reference (`readOnly`, `x-nullable`) is kept: converters drop it. */
function resolved({ $ref, ...beside }: Schema, swagger: Swagger): Schema {
  if ($ref === undefined) return beside;
  const name = $ref.replace('#/definitions/', '');
  const definition = swagger.definitions[name];
  if (definition === undefined) throw new Error(`The Swagger refers to ${$ref}, but does not define it.`);
  return { ...resolved(definition, swagger), ...beside };
}

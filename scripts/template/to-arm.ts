/**
 * Compiles what the `main.bicep` here are written with to the JSON that Azure Resource Manager takes, as Bicep's own
 * compiler would. Bicep's comes from no package registry; CI on GitHub has it, and compares both (`compare.ts`).
 */
import { ArmExpressions, type Resource } from './arm-expressions.ts';
import type { Json, Template } from './json.ts';
import { memberOf, type Statement } from './syntax.ts';

const SCHEMA = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
/** Members of a resource that stand in its own members of a template, or nowhere. */
const OF_BICEP = ['parent', 'scope', 'name'];

export function toArm(statements: readonly Statement[]): Template {
  const arm = new ArmExpressions(statements);
  const metadata: Template = {
    _generator: { name: '`npm run template`, from main.bicep: change that one' },
  };
  const parameters: Template = {};
  const variables: Template = {};
  const resources: Json[] = [];
  const outputs: Template = {};
  for (const statement of statements) {
    switch (statement.kind) {
      case 'metadata':
        metadata[statement.name] = arm.json(statement.value);
        break;
      case 'param':
        parameters[statement.name] = {
          type: statement.decorators.has('secure') ? `secure${statement.type}` : statement.type,
          ...(statement.value === undefined ? {} : { defaultValue: arm.json(statement.value) }),
          ...decorations(statement, arm),
        };
        break;
      case 'var':
        variables[statement.name] = arm.json(statement.value);
        break;
      case 'resource':
        if (!statement.isExisting) {
          resources.push(resourceJson(statement, arm));
        }
        break;
      case 'output':
        outputs[statement.name] = {
          type: statement.type,
          ...decorations(statement, arm),
          value: arm.json(statement.value),
        };
    }
  }
  return { $schema: SCHEMA, contentVersion: '1.0.0.0', metadata, parameters, variables, resources, outputs };
}

function decorations({ decorators }: Statement, arm: ArmExpressions): Template {
  const json: Template = {};
  for (const [name, value] of decorators) {
    if (name === 'description') {
      json.metadata = { description: arm.json(value) };
    } else if (name !== 'secure') {
      json[name === 'allowed' ? 'allowedValues' : name] = arm.json(value);
    }
  }
  return json;
}

function resourceJson(resource: Resource, arm: ArmExpressions): Json {
  const { type, apiVersion, condition, body } = resource;
  const scope = memberOf(body, 'scope');
  const json: Template = {
    ...(condition === undefined ? {} : { condition: arm.json(condition) }),
    type,
    apiVersion,
    ...(scope === undefined ? {} : { scope: `[${arm.idOf(scope)}]` }),
    name: arm.nameOf(resource),
  };
  body.keys.forEach((key, at) => {
    const value = body.of[at];
    if (value !== undefined && !OF_BICEP.includes(key)) {
      json[key] = arm.json(value);
    }
  });
  const needed = arm.neededBy(resource);
  return needed.length === 0 ? json : { ...json, dependsOn: needed };
}

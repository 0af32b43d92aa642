/**
 * What a template would deploy: its expressions evaluated for some parameters, as Azure Resource Manager does. Unlike
 * it, `uniqueString` and `guid` are hashes of our own, and what only exists after a deployment comes from the caller.
 */
import { createHash } from 'node:crypto';
import { ExpressionParser, type Expression } from './expression-syntax.ts';
import type { Json, Template } from './json.ts';
import { tokensOf } from './tokens.ts';

export interface Deployed {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  /** The id of the resource that a role assignment is on. */
  readonly scope?: string;
  /** What is sent to the resource provider. */
  readonly body: Template;
  /** Ids. */
  readonly dependsOn: readonly string[];
}

/** What is there besides the template. */
export interface Surroundings {
  /** Such as `AzureCloud`. */
  readonly cloud: string;
  /** What a resource says of itself once it is there: all of it, with `properties`. */
  readonly stateOf: (id: string) => Template;
}

const GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/group';
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001';
const NO_BODY = ['condition', 'type', 'apiVersion', 'scope', 'name', 'dependsOn'];

/**
 * @param given parameters by name; those without a default have to be there
 * @throws Error where a parameter is refused, or where the template is wrong
 */
export function deploy(template: Template, given: Template, around: Surroundings) {
  const evaluated = new Evaluation(template, given, around);
  const resources = (template.resources as Template[])
    .filter((each) => each.condition === undefined || evaluated.value(each.condition) === true)
    .map((each) => deployed(each, evaluated));
  const outputs: Template = {};
  for (const [name, { value }] of Object.entries(template.outputs as Record<string, Template>)) {
    outputs[name] = evaluated.value(value ?? null);
  }
  return { resources, outputs };
}

function deployed(resource: Template, evaluated: Evaluation): Deployed {
  const text = (member: string): string => textOf(evaluated.value(resource[member] ?? ''));
  const type = text('type');
  const name = text('name');
  const scope = text('scope');
  const body = Object.entries(resource).filter(([key]) => !NO_BODY.includes(key));
  return {
    id: idOf(scope === '' ? GROUP : scope, type, name.split('/')),
    type,
    name,
    apiVersion: text('apiVersion'),
    ...(scope === '' ? {} : { scope }),
    body: evaluated.value(Object.fromEntries(body)) as Template,
    dependsOn: evaluated.value(resource.dependsOn ?? []) as string[],
  };
}

/** `Microsoft.X/a/b` and `one`, `two` make `…/providers/Microsoft.X/a/one/b/two`. */
function idOf(scope: string, type: string, names: readonly string[]): string {
  const [provider = '', ...kinds] = type.split('/');
  if (kinds.length !== names.length) {
    throw new Error(`${type} takes ${kinds.length} names, not ${names.length}: ${names.join(', ')}`);
  }
  const parts = kinds.map((kind, at) => `${kind}/${names[at] ?? ''}`);
  return `${scope}/providers/${[provider, ...parts].join('/')}`;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function hash(values: readonly Json[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

class Evaluation {
  readonly #template: Template;
  readonly #given: Template;
  readonly #around: Surroundings;

  constructor(template: Template, given: Template, around: Surroundings) {
    this.#template = template;
    this.#given = given;
    this.#around = around;
    const declared = template.parameters as Record<string, Template>;
    const unknown = Object.keys(given).filter((name) => !(name in declared));
    if (unknown.length > 0) {
      throw new Error(`there is no parameter ${unknown.join(', ')}`);
    }
    for (const [name, { allowedValues, minLength, maxLength }] of Object.entries(declared)) {
      const value = this.#parameter(name);
      const { length } = typeof value === 'string' ? value : { length: NaN };
      const isOut = Array.isArray(allowedValues) && !allowedValues.includes(value);
      if (isOut || length < Number(minLength) || length > Number(maxLength)) {
        throw new Error(`the parameter ${name} may not be ${JSON.stringify(value)}`);
      }
    }
  }

  /** A value of the template, with all expressions in it. */
  value(json: Json): Json {
    if (Array.isArray(json)) {
      return json.map((item) => this.value(item));
    }
    if (typeof json === 'object' && json !== null) {
      return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, this.value(value)]));
    }
    if (typeof json !== 'string' || !json.startsWith('[')) {
      return json;
    }
    return json.startsWith('[[')
      ? json.slice(1)
      : this.#evaluate(new ExpressionParser(tokensOf(json.slice(1, -1))).expression());
  }

  #parameter(name: string): Json {
    const declared = (this.#template.parameters as Record<string, Template>)[name];
    const value = this.#given[name] ?? declared?.defaultValue;
    if (value === undefined) {
      throw new Error(`the parameter ${name} is missing`);
    }
    return name in this.#given ? value : this.value(value);
  }

  #evaluate(value: Expression): Json {
    switch (value.kind) {
      case 'literal':
        return value.value;
      case 'member':
      case 'index': {
        const owner = this.#evaluate(value.of[0]) as Template;
        const key = value.kind === 'member' ? value.name : textOf(this.#evaluate(value.of[1]));
        const found = owner[key];
        if (found === undefined) {
          throw new Error(`there is no ${key} in ${JSON.stringify(owner)}`);
        }
        return found;
      }
      case 'call':
        return value.name === 'if' ? this.#choice(value.of) : this.#call(value.name, value.of);
      default:
        throw new Error(`${value.kind} is no expression of a template`);
    }
  }

  /** Only the side that is chosen is evaluated: the other one may read what is not deployed. */
  #choice([test, yes, no]: readonly Expression[]): Json {
    const chosen = test !== undefined && this.#evaluate(test) === true ? yes : no;
    return chosen === undefined ? null : this.#evaluate(chosen);
  }

  #call(name: string, of: readonly Expression[]): Json {
    const values = of.map((each) => this.#evaluate(each));
    const [first = '', ...rest] = values.map(textOf);
    const functions: Record<string, () => Json> = {
      parameters: () => this.#parameter(first),
      variables: () => this.value((this.#template.variables as Template)[first] ?? null),
      format: () => first.replaceAll(/\{(\d+)\}/g, (_, at) => rest[Number(at)] ?? ''),
      equals: () => values[0] === values[1],
      not: () => values[0] !== true,
      resourceId: () => idOf(GROUP, first, rest),
      subscriptionResourceId: () => idOf(SUBSCRIPTION, first, rest),
      guid: () => hash(values).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'),
      uniqueString: () => hash(values).slice(0, 13),
      resourceGroup: () => ({ id: GROUP, location: 'westeurope' }),
      environment: () => ({ name: this.#around.cloud }),
      reference: () => {
        const state = this.#around.stateOf(first);
        return rest[1] === 'full' ? state : (state.properties ?? null);
      },
    };
    const called = functions[name];
    if (called === undefined) {
      throw new Error(`${name} is no function that is known here`);
    }
    return called();
  }
}

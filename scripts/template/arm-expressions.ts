/** Expressions of Bicep as those of a template: `name` becomes `[parameters('name')]`. */
import type { Expression } from './expression-syntax.ts';
import type { Json } from './json.ts';
import { memberOf, type Statement } from './syntax.ts';
import { BicepError } from './tokens.ts';

export type Resource = Extract<Statement, { kind: 'resource' }>;

export class ArmExpressions {
  readonly #byName: ReadonlyMap<string, Statement>;

  constructor(statements: readonly Statement[]) {
    // An output may bear the name of a parameter, and nobody can refer to it.
    this.#byName = new Map(
      statements
        .filter(({ kind }) => kind !== 'output' && kind !== 'metadata')
        .map((each) => [each.name, each]),
    );
  }

  /** A value as it stands in the template. */
  json(value: Expression): Json {
    switch (value.kind) {
      case 'literal':
        return typeof value.value === 'string' && value.value.startsWith('[')
          ? `[${value.value}`
          : value.value;
      case 'array':
        return value.of.map((item) => this.json(item));
      case 'object':
        return Object.fromEntries(
          value.keys.map((key, at) => [key, this.json(value.of[at] ?? { kind: 'literal', value: '' })]),
        );
      default:
        return `[${this.#text(value)}]`;
    }
  }

  /** The name of a resource as it stands in the template, with those of its parents before it. */
  nameOf(resource: Resource): Json {
    const names = this.#names(resource);
    const [only] = names;
    if (names.length === 1 && only !== undefined) {
      return this.json(only);
    }
    const pattern = names.map((_, at) => `{${at}}`).join('/');
    return `[format('${pattern}', ${names.map((name) => this.#text(name)).join(', ')})]`;
  }

  /** The id of the resource that an expression names. */
  idOf(name: Expression): string {
    const resource = this.#resource(name);
    if (resource === undefined) {
      throw new BicepError(0, 'scope and parent name a resource');
    }
    const names = this.#names(resource).map((each) => this.#text(each));
    return `resourceId(${[`'${resource.type}'`, ...names].join(', ')})`;
  }

  /** The ids of the resources that have to be there before this one, in the order of their names. */
  neededBy(resource: Resource): string[] {
    const needed = new Set<string>();
    const look = (value: Expression): void => {
      if (value.kind === 'name' && this.#resource(value)?.isExisting === false) {
        needed.add(value.name);
      }
      if ('of' in value) {
        value.of.forEach(look);
      }
    };
    look(resource.body);
    return [...needed].sort().map((name) => `[${this.idOf({ kind: 'name', name })}]`);
  }

  #resource(value: Expression): Resource | undefined {
    const named = value.kind === 'name' ? this.#byName.get(value.name) : undefined;
    return named?.kind === 'resource' ? named : undefined;
  }

  #names({ body, line }: Resource): Expression[] {
    const parent = memberOf(body, 'parent');
    const name = memberOf(body, 'name');
    const parentResource = parent === undefined ? undefined : this.#resource(parent);
    if (name === undefined) {
      throw new BicepError(line, 'a resource has a name');
    }
    return [...(parentResource === undefined ? [] : this.#names(parentResource)), name];
  }

  /** What stands within the brackets. */
  #text(value: Expression): string {
    switch (value.kind) {
      case 'literal':
        return typeof value.value === 'string'
          ? `'${value.value.replaceAll("'", "''")}'`
          : literal(value.value);
      case 'name':
        return this.#reference(value.name);
      case 'format': {
        const pattern = value.texts
          .flatMap((text, at) => (at === 0 ? [text] : [`{${at - 1}}`, text]))
          .join('');
        return `format('${pattern.replaceAll("'", "''")}', ${this.#list(value.of)})`;
      }
      case 'call':
        return `${value.name}(${this.#list(value.of)})`;
      case 'index':
        return `${this.#text(value.of[0])}[${this.#text(value.of[1])}]`;
      case 'member':
        return this.#member(value);
      case 'array':
        return `createArray(${this.#list(value.of)})`;
      case 'object':
        return `createObject(${value.keys.map((key, at) => `'${key}', ${this.#list(value.of.slice(at, at + 1))}`).join(', ')})`;
    }
  }

  #list(values: readonly Expression[]): string {
    return values.map((value) => this.#text(value)).join(', ');
  }

  #reference(name: string): string {
    const named = this.#byName.get(name);
    if (named?.kind !== 'param' && named?.kind !== 'var') {
      throw new BicepError(0, `${name} is no parameter or variable`);
    }
    return named.kind === 'param' ? `parameters('${name}')` : `variables('${name}')`;
  }

  /** A member; of a resource, it is known before the deployment (`id`, `name`) or read after it (all else). */
  #member({ of, name }: Extract<Expression, { kind: 'member' }>): string {
    const [owner] = of;
    const resource = this.#resource(owner);
    if (resource !== undefined) {
      if (name === 'id') return this.idOf(owner);
      if (name === 'name') return this.#list(this.#names(resource).slice(-1));
      const full = name === 'properties' ? '' : ", 'full'";
      const state = `reference(${this.idOf(owner)}, '${resource.apiVersion}'${full})`;
      return name === 'properties' ? state : `${state}.${name}`;
    }
    return `${this.#text(owner)}.${name}`;
  }
}

function literal(value: number | boolean): string {
  return typeof value === 'number' ? String(value) : `${value}()`;
}

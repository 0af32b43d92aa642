/** A Bicep file as its statements. */
import { ExpressionParser, type Expression } from './expression-syntax.ts';
import { BicepError, tokensOf } from './tokens.ts';

interface Decorated {
  readonly line: number;
  /** By name: `description`, `allowed`, `minLength`, … */
  readonly decorators: ReadonlyMap<string, Expression>;
}

export type Statement =
  | (Decorated & { readonly kind: 'metadata' | 'var'; readonly name: string; readonly value: Expression })
  | (Decorated & {
      readonly kind: 'param';
      readonly name: string;
      readonly type: string;
      readonly value?: Expression;
    })
  | (Decorated & {
      readonly kind: 'output';
      readonly name: string;
      readonly type: string;
      readonly value: Expression;
    })
  | (Decorated & {
      readonly kind: 'resource';
      readonly name: string;
      /** Such as `Microsoft.Storage/storageAccounts`. */
      readonly type: string;
      readonly apiVersion: string;
      readonly condition?: Expression;
      /** It is there already: it is only referred to. */
      readonly isExisting: boolean;
      readonly body: Extract<Expression, { kind: 'object' }>;
    });

const TYPES = ['string', 'bool', 'int', 'object', 'array'];

/** @throws BicepError where the file holds what is not known here */
export function statementsOf(source: string): Statement[] {
  const parser = new ExpressionParser(tokensOf(source));
  const statements: Statement[] = [];
  for (;;) {
    parser.skipLines();
    if (parser.atEnd()) {
      return statements;
    }
    statements.push(statement(parser));
  }
}

function statement(parser: ExpressionParser): Statement {
  const decorators = new Map<string, Expression>();
  while (parser.take('@')) {
    const call = parser.expression();
    if (call.kind !== 'call' || call.of.length > 1) {
      throw parser.error('a decorator is a call with at most one argument');
    }
    decorators.set(call.name, call.of[0] ?? { kind: 'literal', value: true });
    parser.skipLines();
  }
  const { line } = parser.next;
  const kind = parser.name();
  const name = parser.name();
  const common = { line, decorators, name };
  if (kind === 'metadata' || kind === 'var') {
    parser.expect('=');
    return { ...common, kind, value: parser.expression() };
  }
  if (kind === 'param') {
    const type = typeOf(parser);
    return parser.take('=')
      ? { ...common, kind, type, value: parser.expression() }
      : { ...common, kind, type };
  }
  if (kind === 'output') {
    const type = typeOf(parser);
    parser.expect('=');
    return { ...common, kind, type, value: parser.expression() };
  }
  if (kind === 'resource') {
    return resource(parser, common);
  }
  throw new BicepError(line, `${kind} is no statement that is known here`);
}

function resource(parser: ExpressionParser, common: Decorated & { readonly name: string }): Statement {
  const [type = '', apiVersion = ''] = parser.plainText().split('@');
  const isExisting = parser.takeName('existing');
  parser.expect('=');
  const condition = parser.takeName('if') ? parser.expression() : undefined;
  const body = parser.expression();
  if (body.kind !== 'object') {
    throw parser.error('a resource is an object');
  }
  return {
    ...common,
    kind: 'resource',
    type,
    apiVersion,
    isExisting,
    body,
    ...(condition === undefined ? {} : { condition }),
  };
}

export function memberOf(
  { keys, of }: Extract<Expression, { kind: 'object' }>,
  name: string,
): Expression | undefined {
  return of[keys.indexOf(name)];
}

function typeOf(parser: ExpressionParser): string {
  const type = parser.name();
  if (!TYPES.includes(type)) {
    throw parser.error(`${type} is no type that is known here`);
  }
  return type;
}

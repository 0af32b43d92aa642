/** Our own compiler of Bicep: what it makes of what it knows, and that it refuses all else. */
import { expect, test } from '@jest/globals';
import { statementsOf } from '../../scripts/template/syntax.ts';
import { toArm } from '../../scripts/template/to-arm.ts';

const compiled = (source: string) => toArm(statementsOf(source));

test.each([
  ["var a = 'it\\'s [1]'", "it's [1]"],
  ["var a = '[x]'", '[[x]'],
  ["var a = 1 == 2 ? 'y' : 'n'", "[if(equals(1, 2), 'y', 'n')]"],
  ["var a = !(true && false) || 'x' != 'y'", "[or(not(and(true(), false())), not(equals('x', 'y')))]"],
  ["param p string\nvar a = 'a${p}b${p}'", "[format('a{0}b{1}', parameters('p'), parameters('p'))]"],
  ["param p string\nvar a = [\n  p // one\n  'two' /* two */\n]", ["[parameters('p')]", 'two']],
  ["param p object\nvar a = p.q['r s']", "[parameters('p').q['r s']]"],
  [
    'param p string\nvar a = f({ k: p, l: [1] })',
    "[f(createObject('k', parameters('p'), 'l', createArray(1)))]",
  ],
])('%j', (source, value) => {
  expect(compiled(source).variables).toEqual({ a: value });
});

test('what of a resource is known before the deployment, and what only after it', () => {
  const { resources, outputs } = compiled(`resource one 'A.B/c@2024-01-01' = {
  name: 'o'
}
resource two 'A.B/c/d@2024-01-01' = if (one.name == 'o') {
  parent: one
  name: 't'
}
output id string = two.id
output name string = two.name
output place string = one!.properties.place
output who string = one.identity.principalId
`);
  expect(resources).toEqual([
    { type: 'A.B/c', apiVersion: '2024-01-01', name: 'o' },
    {
      condition: "[equals('o', 'o')]",
      type: 'A.B/c/d',
      apiVersion: '2024-01-01',
      name: "[format('{0}/{1}', 'o', 't')]",
      dependsOn: ["[resourceId('A.B/c', 'o')]"],
    },
  ]);
  expect(Object.values(outputs as Record<string, { value: string }>).map(({ value }) => value)).toEqual([
    "[resourceId('A.B/c/d', 'o', 't')]",
    "['t']",
    "[reference(resourceId('A.B/c', 'o'), '2024-01-01').place]",
    "[reference(resourceId('A.B/c', 'o'), '2024-01-01', 'full').identity.principalId]",
  ]);
});

test('what exists is referred to and not created, and a secret is no plain text', () => {
  const { parameters, resources } = compiled(`@secure()
param key string
resource one 'A.B/c@2024-01-01' existing = {
  name: 'o'
}
resource two 'A.B/c/d@2024-01-01' = {
  parent: one
  name: 't'
  properties: {
    place: one.properties.place
    key: key
  }
}
`);
  expect(parameters).toEqual({ key: { type: 'securestring' } });
  expect(resources).toEqual([
    {
      type: 'A.B/c/d',
      apiVersion: '2024-01-01',
      name: "[format('{0}/{1}', 'o', 't')]",
      properties: {
        place: "[reference(resourceId('A.B/c', 'o'), '2024-01-01').place]",
        key: "[parameters('key')]",
      },
    },
  ]);
});

test.each([
  ['module x "y"', 'line 1: "\\"" is not known here'],
  ["module x 'y'", 'line 1: module is no statement that is known here'],
  ["param p string = 'a\n'", 'line 1: a text has no end'],
  ["var a = '${b('c')}'", 'line 1: what stands in ${…} is more than is known here'],
  ["\nparam p 'a' | 'b'", 'line 2: "|" is not known here'],
  ['var a = b', 'b is no parameter or variable'],
  ["resource a 'T@1' = 1", 'line 1: a resource is an object'],
  ["resource a 'T@1' = { }", 'line 1: a resource has a name'],
])('what is more than is known is refused: %j', (source, words) => {
  expect(() => compiled(source)).toThrow(words);
});

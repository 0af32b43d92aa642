import { expect, test } from '@jest/globals';
import { lineOfError, linesOfEntries } from '../../../src/dataset/json-lines.ts';

test('entries of lists are found on their lines, whatever is in their texts', () => {
  const text = `{"info": {"a": [1, 2]},
 "images": [{"name": "a ] \\" } , [", "deep": [[1], [2]]},
   {"name": "b"}, {"name": "c"}
 ], "empty": [ ],
 "annotations": [

 3, "x,y",
 [1,
 2], null]}`;
  expect(JSON.parse(text)).toBeDefined();
  expect(Object.fromEntries(linesOfEntries(text))).toEqual({
    images: [2, 3, 3],
    annotations: [7, 7, 8, 9],
  });
});

test.each([
  ['{"a": 1,\n"b": tru,\n"c": 2}', 2],
  ['{"a": [1,\n2,,\n3]}', 2],
  ['{"a": "x\ny"}', 2],
  ['{\n\n"a": 1', 3],
  ['', 1],
  ['{"a": 1}\n}', 2],
  ['x', 1],
])('%j breaks on line %d', (text, line) => {
  expect(lineOfError(text)).toBe(line);
});

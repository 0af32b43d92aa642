/**
 * Preloaded into the action's process: a Node.js that is older than the one that the action is made for, without what
 * came later and the action uses.
 */
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });
for (const [object, name] of [
  [URL, 'parse'],
  [Map, 'groupBy'],
  [Promise, 'withResolvers'],
] as const) {
  Reflect.deleteProperty(object, name);
}

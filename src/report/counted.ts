/** Numbers of things in sentences. */

/** @returns `1 image`, `2 images` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * Lines of a JSON text, which JSON.parse does not tell: where it breaks, and where the entries of its lists begin.
 */

/** The line on which a text stops being JSON, from 1. */
export function lineOfError(text: string): number {
  const lines = text.split('\n');
  let [good, bad] = [0, lines.length];
  while (good + 1 < bad) {
    const middle = Math.floor((good + bad) / 2);
    if (isWrong(lines.slice(0, middle).join('\n'))) {
      bad = middle;
    } else {
      good = middle;
    }
  }
  return bad;
}

/** Whether a beginning is wrong by itself, and does not only lack its end. */
function isWrong(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    const message = String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    return position === undefined
      ? !message.includes('end of JSON input')
      : Number(position) < beginning.trimEnd().length;
  }
}

/** @param text valid JSON: an object whose members are lists @returns for each list, the line of each entry, from 1 */
export function linesOfEntries(text: string): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  let [line, depth, member, last] = [1, 0, '', ''];
  let isNext = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\n') {
      line += 1;
    }
    if (character <= ' ') {
      continue;
    }
    if (isNext && character !== ']') {
      const known = lines.get(member);
      if (known === undefined) {
        lines.set(member, [line]);
      } else {
        known.push(line);
      }
    }
    isNext = false;
    if (character === '"') {
      const end = endOfText(text, at);
      last = depth === 1 ? text.slice(at + 1, end) : last;
      at = end;
    } else if (character === '{' || character === '[') {
      depth += 1;
      member = depth === 2 ? last : member;
      isNext = depth === 2 && character === '[';
    } else if (character === '}' || character === ']') {
      depth -= 1;
    } else if (character === ',') {
      isNext = depth === 2;
    }
  }
  return lines;
}

/** @returns where the closing quote stands */
function endOfText(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') {
    end += text[end] === '\\' ? 2 : 1;
  }
  return end;
}

/**
 * Where the user reads on: the section of docs/TROUBLESHOOTING.md that has the title of the annotation as its heading.
 */
import type { Env } from '../env.ts';
import type { Failure } from './failure.ts';

const PAGE = 'docs/TROUBLESHOOTING.md';

const GITHUB = 'https://github.com';

/** One line: links where the runner says from which repository and commit this action comes, else the name of the page. */
export function moreAbout({ headings, title }: Pick<Failure, 'headings' | 'title'>, env: Env): string {
  const page = pageOf(env);
  if (page === undefined) {
    return `More in ${PAGE} under: ${title}`;
  }
  const links = headings.map((heading) => `${page}#${anchorOf(heading)}`);
  // A server of one's own or of ghe.com also runs actions of github.com, and no variable tells which this one is.
  return `More in ${links.join(' and ')}${page.startsWith(`${GITHUB}/`) ? '' : ` (or the same at ${GITHUB}, if this action comes from there)`}`;
}

/** @returns `undefined` for an action in the workflow's own repository (`uses: ./`), of which the runner says neither */
function pageOf(env: Env): string | undefined {
  const server = env.GITHUB_SERVER_URL ?? '';
  const repository = env.GITHUB_ACTION_REPOSITORY ?? '';
  const ref = env.GITHUB_ACTION_REF ?? '';
  // `URL.parse` is younger than some Node that the user has to be told of here.
  return !URL.canParse(server) || !/^[\w.-]+\/[\w.-]+$/.test(repository) || ref === ''
    ? undefined
    : `${new URL(server).origin}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}/${PAGE}`;
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

/**
 * Whether what the plan leads to fits into a project, said before the first upload.
 * Source: the service's page of limits and quotas. The API does not tell a resource's tier.
 */
import { counted } from '../report/counted.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Report } from '../report/report.ts';
import { countsOf } from './counts.ts';
import type { Plan } from './plan.ts';
import type { Present } from './present.ts';
import { byText } from './wanted.ts';

const FREE = { tags: 50, images: 5_000 };
const PAID = { tags: 500, images: 100_000 };
const MOST_SHOWN = 50;

/** @throws Failure if no tier takes it */
export function checkLimits(
  plan: Plan,
  present: Present,
  { detects }: { readonly detects: boolean },
  report: Pick<Report, 'warning'>,
): void {
  const tags = present.tags.length + plan.newTags.length;
  const images = present.total + plan.create.length - plan.remove.length;
  const would = `With this data set the project would have ${counted(images, 'image')} and ${counted(tags, 'tag')}.`;
  if (tags > PAID.tags || images > PAID.images) {
    throw new Failure('failed', 'Dataset too large', [
      would,
      `The service takes ${PAID.images} images and ${PAID.tags} tags a project at most. Nothing was sent, and nothing was changed.`,
      'Next: leave images or tags out, or split the data set into several projects.',
    ]);
  }
  const isLarge = tags > FREE.tags || images > FREE.images;
  const grows = plan.create.length > 0 || plan.newTags.length > 0;
  if (isLarge && grows) {
    report.warning('Dataset needs a paid tier', [
      would,
      `A resource of the free tier F0 takes ${FREE.images} images and ${FREE.tags} tags a project, and refuses the rest. The service does not tell which tier this resource has.`,
      'Next: nothing, if it is S0; else raise the tier, or leave images out.',
    ]);
  }
  warnOfFew(plan, present, detects ? 15 : 5, report);
}

function warnOfFew(plan: Plan, present: Present, least: number, report: Pick<Report, 'warning'>): void {
  const negative =
    present.tags.find((tag) => tag.negative)?.name ?? plan.newTags.find((tag) => tag.negative)?.name;
  const few = [...countsOf(plan, present)].filter(([name, { after }]) => after < least && name !== negative);
  if (few.length > 0) {
    report.warning('Too few images of a tag', [
      `A training needs at least ${least} images of each tag. With this data set there are fewer of ${few.length === 1 ? 'one' : few.length}:`,
      ...shortened(
        few.sort(([a], [b]) => byText(a, b)).map(([name, { after }]) => foreign(`${name}: ${after}`)),
        MOST_SHOWN,
      ),
      'Next: add images of these tags, or delete the tags in the portal.',
    ]);
  }
}

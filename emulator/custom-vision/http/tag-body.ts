/** The body of UpdateTag. */
import { badRequest } from '../resource/api-error.ts';
import { asObject, asOptionalText, asText, requiredMember } from './parameters.ts';
import type { Json } from './parameters.ts';
import type { NewTag } from '../resource/tags.ts';

export const TAG_TYPES = ['Regular', 'Negative', 'GeneralProduct'] as const;

/**
 * Name and description are required. A type that is left out stays; the other members may be sent back as the service
 * has answered them.
 */
export function tagUpdate(body: Json | undefined, old: Pick<NewTag, 'type'>): NewTag {
  const update = asObject(body, 'The tag', ['id', 'name', 'description', 'type', 'imageCount']);
  const given = asText(update.type ?? old.type, 'type');
  const type = TAG_TYPES.find((known) => known === given);
  if (type === undefined) {
    throw badRequest('BadRequestTagType', `"type" must be ${TAG_TYPES.join(' or ')}, not "${given}".`);
  }
  return {
    name: asText(requiredMember(update, 'name'), 'name'),
    description: asOptionalText(requiredMember(update, 'description'), 'description'),
    type,
  };
}

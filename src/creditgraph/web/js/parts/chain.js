/** A path in one line: entities, and arrows that point the way in which each relation is read. */

import { h } from '../dom.js';
import { relation } from '../format.js';
import { onward } from '../route.js';
import { certaintyTag } from './links.js';
import { sourceLinks } from './source.js';

/** The path from an entity, with the rows that state its hops. */
export function chainLine(route, path, start) {
  let here = start;
  const parts = path.hops.flatMap((hop, index) => {
    const forward = hop.from === here;
    const near = forward ? hop.from_name : hop.to_name;
    here = forward ? hop.to : hop.from;
    const far = h('a', { href: onward(route, 'entity', here) }, forward ? hop.to_name : hop.from_name);
    return [index === 0 && h('span', {}, near), h(`span.arrow.${forward ? 'forward' : 'backward'}`, {}, relation(hop)), far];
  });
  return h('div.chain', {}, parts, certaintyTag(path.certainty), sourceLinks(route, path.hops.flatMap((hop) => hop.sources)));
}

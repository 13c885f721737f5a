/** Relations of one entity as tables, one for each type and direction. */

import { h } from '../dom.js';
import { attributes, count, lastDay } from '../format.js';
import { known, t, word } from '../i18n.js';
import { onward } from '../route.js';
import { sourceLinks } from './source.js';

/** How a relation reads from the entity's side: 股东 or 对外持股, by direction. */
export function roleName(type, direction) {
  const key = `role.${type}.${direction}`;
  return known(key) ? t(key) : word('link', type);
}

/** A mark for what is not certain. */
export function certaintyTag(certainty) {
  return certainty === 'certain' ? h('span.muted', {}, word('certainty', 'certain')) : h(`span.tag.${certainty}`, {}, word('certainty', certainty));
}

/** Links in groups by type and direction, in the order in which the answer has them. */
export function grouped(links) {
  const groups = new Map();
  for (const link of links) {
    const key = `${link.type}.${link.direction}`;
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  return [...groups.values()];
}

/** A table of one group. */
export function linkGroup(route, links) {
  const { type, direction } = links[0];
  const name = roleName(type, direction);
  const cell = (key, ...children) => h('td', { 'data-label': t(key) }, children);
  return h('section.type', {},
    h('h3.type-head', {}, name, ' ', h('span.tag.some', {}, count(links.length))),
    h('table.links.stacking', {},
      h('caption.unseen', {}, name),
      h('thead', {}, h('tr', {}, ['link.party', 'link.detail', 'dates.from', 'dates.to', 'link.certainty', 'link.sources']
        .map((key) => h('th', { scope: 'col' }, t(key))))),
      h('tbody', {}, links.map((link) => h('tr', {},
        cell('link.party', h('a', { href: onward(route, 'entity', link.id) }, link.name || link.id), ' ', h('span.small', {}, word('kind', link.kind))),
        cell('link.detail', attributes(link.attributes) || '—'),
        cell('dates.from', link.valid_from ?? t('dates.not_known')),
        cell('dates.to', link.valid_to ? lastDay(link.valid_to) : t('dates.to_now')),
        cell('link.certainty', certaintyTag(link.certainty)),
        cell('link.sources', sourceLinks(route, link.sources, link.sources_truncated)))))));
}

/** What an answer may be taken for: its status in a sentence, its bounds, and what was met but not walked. */

import { h } from '../dom.js';
import { count } from '../format.js';
import { t, word } from '../i18n.js';
import { onward } from '../route.js';

const TONE = { found: 'good', complete: 'good', none_within_bounds: 'plain', truncated: 'warn', timed_out: 'warn' };

/** The status of paths or of a network, with the bounds it was looked for in. */
export function statusNotice(told, number) {
  const { bounds, status } = told;
  const skipped = told.skipped_count ?? told.skipped?.length ?? 0;
  const within = [
    bounds.max_hops && t('bounds.told_hops', { n: bounds.max_hops }),
    bounds.hub_degree && t('bounds.told_hub', { n: count(bounds.hub_degree) }),
    bounds.max_entities && t('bounds.told_entities', { n: count(bounds.max_entities) }),
    bounds.min_certainty && t('bounds.told_certainty', { word: word('certainty', bounds.min_certainty) }),
    bounds.expanded !== undefined && t('bounds.told_expanded', { n: count(bounds.expanded) }),
  ].filter(Boolean);
  return h(`div.notice.${TONE[status] ?? 'plain'}`, { role: 'status' },
    h('p.notice-head', {}, t(`status.${status}`, { n: count(number) })),
    status === 'none_within_bounds' && h('p', {}, t('status.not_unlinked')),
    told.cut_count > 0 && h('p', {}, t('status.cut', { n: count(told.cut_count) })),
    skipped > 0 && h('p', {}, t('status.skipped', { n: count(skipped) })),
    h('p.small', {}, t('bounds.told'), within.join(t('list.semicolon'))));
}

/** The entities that were met but not walked through, and why. */
export function skippedTable(route, skipped, total) {
  if (!skipped?.length) return null;
  const cell = (key, ...children) => h('td', { 'data-label': t(key) }, children);
  return h('section.card', {},
    h('h2', {}, t('skipped.title'), ' ', h('span.tag', {}, count(total ?? skipped.length))),
    h('p.muted', {}, t('skipped.hint')),
    h('table.stacking', {},
      h('thead', {}, h('tr', {}, ['skipped.entity', 'skipped.reason', 'skipped.degree', 'skipped.connects', 'search.actions'].map((key) => h('th', { scope: 'col' }, t(key))))),
      h('tbody', {}, skipped.map((one) => h('tr', {},
        cell('skipped.entity', h('a', { href: onward(route, 'entity', one.id) }, one.name || one.id)),
        cell('skipped.reason', word('skipped', one.reason)),
        cell('skipped.degree', t('skipped.at_least', { n: count(one.degree) })),
        cell('skipped.connects', one.connects ? h('span.tag.warn', {}, t('skipped.yes')) : '—'),
        cell('search.actions', h('a', { href: onward(route, 'network', '', { seeds: one.id }) }, t('nav.network'))))))));
}

/** What stands beside a network: the chosen entity with its counts before anything expands, the filters, what was cut. */

import { fill, h } from '../dom.js';
import { attributes, count, interval } from '../format.js';
import { countText } from '../graph/twin.js';
import { t, word } from '../i18n.js';
import { choice, field } from '../parts/conditions.js';
import { certaintyTag, roleName } from '../parts/links.js';
import { sourceLinks } from '../parts/source.js';
import { onward } from '../route.js';

const LIMITS = [10, 20, 50, 100, 200];

/** The chosen entity: how many neighbours of each type it has, and a button for each type that adds some of them. */
export async function entityPanel(holder, { ctx, model, id, counts, expand, hide, limit, setLimit }) {
  const one = model.entities.get(id);
  const groups = h('div.groups', {}, h('p.muted', {}, t('pending.asking')));
  const limits = choice(limit, LIMITS.map((n) => [n, t('network.at_most', { n })]));
  limits.addEventListener('change', () => setLimit(Number(limits.value)));
  fill(holder,
    h('h2', {}, one.name || one.id),
    h('p.small', {}, word('kind', one.kind), ' · ', h('span.code', {}, one.id)),
    one.cut && h('p.notice.warn', {}, t('network.cut_here', { reason: word('skipped', one.cut.reason) })),
    h('p.actions', {},
      h('a', { href: onward(ctx.route, 'entity', id) }, t('twin.archive')), ' ',
      h('a', { href: onward(ctx.route, 'paths', '', { from: [...model.seeds].find((seed) => seed !== id) ?? id, to: model.seeds.has(id) ? null : id }) }, t('nav.paths')), ' ',
      h('a', { href: onward(ctx.route, 'network', '', { seeds: [id] }) }, t('network.centre')), ' ',
      !model.seeds.has(id) && h('button.quiet', { type: 'button', onclick: () => hide(id) }, t('network.hide'))),
    h('h3', {}, t('network.counts')), groups, field(t('network.limit'), limits));
  try {
    const told = await counts(id);
    fill(groups, told.length ? h('ul.counts', {}, told.map((group) => countRow(model, id, group, expand))) : h('p.muted', {}, t('entity.no_links')));
  } catch (error) {
    fill(groups, h('p.muted', {}, error.message));
  }
}

function countRow(model, id, group, expand) {
  const held = new Set([...model.links.values()].filter((link) => link.type === group.type && (group.direction === 'out' ? link.from : link.to) === id)
    .map((link) => (group.direction === 'out' ? link.to : link.from))).size;
  const left = group.count - held;
  return h('li', {}, h('span', {}, roleName(group.type, group.direction)),
    h('span.tag', {}, t('twin.of', { n: count(held), all: countText(group) })),
    left > 0
      ? h('button', { type: 'button', onclick: () => expand(id, { ...group, left }) }, t('twin.expand'))
      : h('span.small', {}, t('network.all_shown')));
}

/** A chosen line of the drawing: all relations that it stands for. */
export function linePanel(holder, { ctx, model, bundle }) {
  const name = (id) => model.entities.get(id)?.name || id;
  fill(holder, h('h2', {}, `${name(bundle.from)} → ${name(bundle.to)}`),
    bundle.links.map((link) => h('div.line', {},
      h('p', {}, h('b', {}, word('link', link.type)), ' ', attributes(link.attributes), ' ', certaintyTag(link.certainty)),
      h('p.small', {}, interval(link.valid_from, link.valid_to)), h('p.small', {}, sourceLinks(ctx.route, link.sources, link.sources_truncated)))));
}

/** Boxes that hide relations of a type, and the entities hidden by hand. */
export function filterPanel(holder, { model, setType, unhide }) {
  const types = [...model.countTypes()].sort(([a], [b]) => a.localeCompare(b));
  fill(holder, h('h2', {}, t('network.filter')), h('p.small', {}, t('network.filter_hint')),
    types.map(([type, n]) => h('label.box', {}, h('input', {
      type: 'checkbox', checked: !model.hiddenTypes.has(type), onchange: (event) => setType(type, event.target.checked),
    }), word('link', type), ' ', h('span.small', {}, count(n)))),
    model.hiddenEntities.size > 0 && h('p', {}, h('button', { type: 'button', onclick: unhide }, t('network.unhide', { n: model.hiddenEntities.size }))));
}

/** The entities that the answer did not go through, each with the counts it was cut at. */
export function cutPanel(holder, { cut, total, choose }) {
  holder.hidden = !cut.length;
  if (!cut.length) return;
  fill(holder, h('h2', {}, t('network.cut'), ' ', h('span.tag', {}, count(total))), h('p.small', {}, t('network.cut_hint')),
    h('ul.cut', {}, cut.map((one) => h('li', {},
      h('button.linklike', { type: 'button', onclick: () => choose(one.id) }, one.name || one.id), ' ',
      h('span.tag.warn', {}, word('skipped', one.reason)),
      h('div.small', {}, (one.counts ?? []).map((group) => `${roleName(group.type, group.direction)} ${countText(group)}`).join(t('list.semicolon')))))));
}

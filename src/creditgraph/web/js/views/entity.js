/** The archive page of one entity: who it is, what is on record by sections, whom it is linked to, on whose word. */

import { ask, at, frame } from '../api.js';
import { append, h } from '../dom.js';
import { count, interval, moment } from '../format.js';
import { language, t, word } from '../i18n.js';
import { dayForm } from '../parts/conditions.js';
import { grouped, linkGroup, roleName } from '../parts/links.js';
import { pending } from '../parts/pending.js';
import { countTag, lastDelivery, recordType, recordsOf } from '../parts/records.js';
import { stampLine } from '../parts/stamp.js';
import { onward } from '../route.js';

const HEADS = ['LEGAL_REP_OF', 'PRINCIPAL_OF'];

export function render(root, ctx) {
  const { route } = ctx;
  const holder = h('div.archive');
  append(root, [holder]);
  pending(holder, ctx.signal, async (signal) => {
    const query = frame(route);
    const [entity, archive] = await Promise.all([
      ask(at('entities', route.id), { query, signal }),
      ask(at('entities', route.id, 'archive'), { query, signal }),
    ]);
    return { entity, archive };
  }, (told) => page(ctx, told.entity, told.archive));
}

function page(ctx, entity, archive) {
  ctx.title(entity.name || entity.id);
  const parts = [
    ...archive.sections.map((one) => recordSection(ctx.route, one)),
    linkSection(ctx.route, entity),
    originSection(entity),
  ];
  return [
    header(ctx, entity),
    summary(archive.sections),
    h('div.with-contents', {}, contents(parts), h('div.sections', {}, parts)),
  ];
}

function header(ctx, entity) {
  const { route } = ctx;
  const former = entity.names.filter((one) => one.text !== entity.name);
  const heads = entity.links.filter((link) => HEADS.includes(link.type) && link.direction === 'in');
  const isMoved = route.id.startsWith('cg-') && route.id !== entity.id;
  const details = entity.details.filter((one) => one.kind !== 'status');
  return h('header.entity-head.card', {},
    isMoved && h('p.notice.plain', {}, t('entity.moved', { id: route.id })),
    h('div.head-row', {},
      h('h1', {}, entity.name || entity.id, ' ', h('span.tag.kind', {}, word('kind', entity.kind)), ' ', statusTags(entity)),
      h('div.actions', {},
        h('a.button', { href: onward(route, 'paths', '', { from: entity.id }) }, t('nav.paths')),
        h('a.button', { href: onward(route, 'network', '', { seeds: entity.id }) }, t('nav.network')),
        h('a.button.main', { href: onward(route, 'check', '', { subject: entity.id }) }, t('nav.check')))),
    h('dl.facts', {},
      entity.identifiers.map((one) => fact(word('identifier', one.kind), h('span.code', {}, one.value))),
      heads.length > 0 && fact(roleName(heads[0].type, 'in'), unique(heads).map((link) => [
        h('a', { href: onward(route, 'entity', link.id) }, link.name), ' '])),
      details.map((one) => fact(word('detail', one.kind), one.value)),
      former.map((one) => fact(word('name', one.kind), one.text,
        (one.valid_from || one.valid_to) && h('span.small', {}, ` ${interval(one.valid_from, one.valid_to)}`))),
      fact(t('entity.id'), h('span.code', {}, entity.id))),
    h('div.head-foot', {}, dayForm(ctx), stampLine(ctx, entity)));
}

const fact = (name, ...value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
const unique = (links) => [...new Map(links.map((link) => [link.id, link])).values()];

const statusTags = (entity) => entity.details.filter((one) => one.kind === 'status').map((one) => h('span.tag', {}, one.value));

/** The counts of all sections at one look, also where there is nothing. */
function summary(sections) {
  return h('section.card', { 'aria-labelledby': 'summary' },
    h('h2', { id: 'summary' }, t('entity.summary')),
    h('ul.tiles', {}, sections.map((one) => h(`li.tile${one.count ? '.some' : ''}`, {},
      h('button', { type: 'button', onclick: () => jump(`section-${one.section}`) },
        h('span.tile-name', {}, one.title[language()]),
        h('span.tile-count', {}, one.state === 'not_collected' ? t('section.not_collected') : count(one.count)),
        h('span.small', {}, one.last_delivery ? t('section.last_delivery', { day: one.last_delivery }) : ' '))))));
}

function contents(parts) {
  const entries = parts.map((part) => {
    const head = part.querySelector('h2');
    return h('li', {}, h('button', { type: 'button', onclick: () => jump(part.id) }, head.firstChild.textContent));
  });
  return h('nav.contents', { 'aria-label': t('entity.contents') }, h('ol', {}, entries));
}

function jump(id) {
  const head = document.getElementById(id).querySelector('h2');
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  head.scrollIntoView({ block: 'start' });
}

function recordSection(route, section) {
  const [only, ...others] = section.types;
  const body = only && !others.length ? recordsOf(route, only) : section.types.map((type) => recordType(route, type));
  return h(`section.card${section.count ? '' : '.bare'}`, { id: `section-${section.section}` },
    h('h2', {}, section.title[language()], ' ', countTag(section), ' ',
      section.state === 'not_collected' ? h('span.small', {}, t('section.never')) : lastDelivery(section)),
    section.state === 'not_collected' ? null : body);
}

function linkSection(route, entity) {
  const left = entity.links_count - entity.links.length;
  return h('section.card', { id: 'section-links' },
    h('h2', {}, t('entity.links'), ' ', h('span.tag', {}, count(entity.links_count))),
    grouped(entity.links).map((links) => linkGroup(route, links)),
    !entity.links.length && h('p.muted', {}, t('entity.no_links')),
    left > 0 && h('p.muted', {}, t('entity.links_left', { n: count(left) }), ' ',
      h('a', { href: onward(route, 'network', '', { seeds: entity.id }) }, t('nav.network'))));
}

function originSection(entity) {
  return h('section.card', { id: 'section-origin' },
    h('h2', {}, t('entity.origin')),
    h('details', {}, h('summary', {}, t('entity.sources', { n: count(entity.sources_count) })), sourceTable(entity)),
    h('details', {}, h('summary', {}, t('entity.decisions', { n: count(entity.decisions_count) })), decisionTable(entity)));
}

function plainTable(headings, rows) {
  const cells = (row) => row.map((value, index) => h('td', { 'data-label': t(headings[index]) }, value ?? '—'));
  return h('table.stacking', {}, h('thead', {}, h('tr', {}, headings.map((key) => h('th', { scope: 'col' }, t(key))))),
    h('tbody', {}, rows.map((row) => h('tr', {}, cells(row)))));
}

function sourceTable(entity) {
  return plainTable(['source.dataset', 'link.certainty', 'entity.source_id'],
    entity.sources.map((one) => [one.dataset, word('certainty', one.certainty), h('span.code', {}, one.id)]));
}

function decisionTable(entity) {
  return plainTable(['decision.verdict', 'decision.reason', 'decision.by', 'decision.at', 'decision.id'],
    entity.decisions.map((one) => [
      word('verdict', one.verdict), word('reason', one.reason),
      one.by === 'rule' ? t('decision.rule', { policy: one.policy }) : one.by,
      moment(one.at), h('span.code', {}, one.id)]));
}

/**
 * The table beside a drawing: the same entities and links, walked by keyboard. A tree grid in three levels: entity, its
 * relations by type with their counts, each linked entity.
 *
 * Arrows up and down walk the rows, right opens and goes in, left closes and goes out. Enter opens an entity, lets a
 * type expand, jumps from a link to the other end. One row can be tabbed to; what it holds can be tabbed to after it.
 */

import { announce, fill, h } from '../dom.js';
import { attributes, count, interval } from '../format.js';
import { t, word } from '../i18n.js';
import { certaintyTag, roleName } from '../parts/links.js';
import { sourceLinks } from '../parts/source.js';
import { onward } from '../route.js';

/** {element, render(), reveal(id)}. `counts(id)` gives the counts per type from the archive, `expand(id, group)` adds. */
export function makeTwin({ route, model, counts, expand, choose }) {
  const open = new Set();
  let current = null;
  const body = h('tbody', {});
  const element = h('table.twin', { role: 'treegrid', 'aria-label': t('twin.label') },
    h('thead', {}, h('tr', { role: 'row' }, ['twin.entity', 'twin.detail', 'dates.valid', 'link.certainty', 'twin.more']
      .map((key) => h('th', { scope: 'col', role: 'columnheader' }, t(key))))), body);
  body.addEventListener('keydown', pressed);
  body.addEventListener('focusin', (event) => tabTo(event.target.closest('tr')));
  body.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    if (row && !event.target.closest('a, button, summary')) act(row);
  });

  const known = new Map();

  function render() {
    const had = body.contains(document.activeElement);
    const rows = [];
    for (const one of model.shownEntities()) {
      rows.push(entityRow(one));
      if (open.has(one.id)) rows.push(...groupRows(one));
    }
    fill(body, rows);
    const row = find(current) ?? body.rows[0];
    if (row) tabTo(row);
    if (had) row?.focus();
  }

  const find = (key) => [...body.rows].find((row) => row.dataset.key === key);

  function rowOf(level, key, cells, properties = {}) {
    return h(`tr.level-${level}`, { role: 'row', 'aria-level': level, 'data-key': key, tabindex: -1, ...properties },
      cells.map((cell) => h('td', { role: 'gridcell' }, cell)));
  }

  function entityRow(one) {
    const inside = model.around(one.id).length;
    const marks = [model.seeds.has(one.id) && h('span.tag.some', {}, t('twin.seed')), one.cut && h('span.tag.warn', {}, t('twin.cut', { reason: word('skipped', one.cut.reason) }))];
    return rowOf(1, one.id, [
      [h('span.twist', { 'aria-hidden': 'true' }), h('b', {}, one.name || one.id), ' ', marks],
      [word('kind', one.kind), ' ', h('span.small', {}, t('twin.distance', { n: one.distance ?? '—' }))],
      '', '',
      [t('twin.inside', { n: count(inside) }), ' ', h('a', { href: onward(route, 'entity', one.id) }, t('twin.archive'))],
    ], { 'aria-expanded': String(open.has(one.id)), 'data-entity': one.id });
  }

  function groupRows(one) {
    const links = model.around(one.id);
    const told = known.get(one.id) ?? [];
    const keys = [...new Set([...told.map((group) => `${group.type}.${group.direction}`), ...links.map((link) => `${link.type}.${link.direction}`)])];
    return keys.flatMap((key) => {
      const [type, direction] = key.split('.');
      const held = links.filter((link) => link.type === type && link.direction === direction);
      const all = told.find((group) => group.type === type && group.direction === direction);
      const others = new Set(held.map((link) => link.other)).size;
      const left = all ? all.count - others : 0;
      const group = { type, direction, left };
      const row = rowOf(2, `${one.id} ${key}`, [
        [roleName(type, direction), ' ', h('span.tag', {}, all ? t('twin.of', { n: count(others), all: countText(all) }) : count(others))],
        '', '', '',
        left > 0 && h('button.quiet', { type: 'button', onclick: () => expand(one.id, group) }, t('twin.expand')),
      ], { 'data-entity': one.id, 'data-type': type, 'data-direction': direction, 'data-left': left });
      return [row, ...held.map((link) => linkRow(one, link))];
    });
  }

  function linkRow(one, link) {
    const other = model.entities.get(link.other);
    return rowOf(3, `${one.id} ${link.type} ${link.direction} ${link.other} ${link.valid_from} ${attributes(link.attributes)}`, [
      [link.direction === 'out' ? '→ ' : '← ', other.name || other.id],
      attributes(link.attributes) || '—', interval(link.valid_from, link.valid_to), certaintyTag(link.certainty),
      sourceLinks(route, link.sources, link.sources_truncated),
    ], { 'data-other': link.other });
  }

  function tabTo(row) {
    if (!row || row.parentElement !== body) return;
    for (const other of body.querySelectorAll('tr[tabindex="0"]')) setTabs(other, -1);
    setTabs(row, 0);
    current = row.dataset.key;
  }

  function setTabs(row, tab) {
    row.tabIndex = tab;
    for (const inner of row.querySelectorAll('a, button, summary')) inner.tabIndex = tab;
  }

  function pressed(event) {
    const row = event.target.closest('tr');
    if (event.target !== row) {
      if (event.key === 'Escape') row?.focus();
      return;
    }
    const move = {
      ArrowDown: () => row.nextElementSibling?.focus(), ArrowUp: () => row.previousElementSibling?.focus(),
      Home: () => body.rows[0].focus(), End: () => body.rows[body.rows.length - 1].focus(),
      ArrowRight: () => goIn(row), ArrowLeft: () => goOut(row), Enter: () => act(row), ' ': () => act(row),
    }[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  function goIn(row) {
    if (row.getAttribute('aria-expanded') === 'false') act(row);
    else if (row.nextElementSibling?.ariaLevel > row.ariaLevel) row.nextElementSibling.focus();
  }

  function goOut(row) {
    if (row.getAttribute('aria-expanded') === 'true') return act(row);
    let above = row.previousElementSibling;
    while (above && above.ariaLevel >= row.ariaLevel) above = above.previousElementSibling;
    return above?.focus();
  }

  function act(row) {
    if (row.dataset.other) return reveal(row.dataset.other);
    if (row.dataset.type) {
      const { entity, type, direction, left } = row.dataset;
      return Number(left) > 0 && expand(entity, { type, direction, left: Number(left) });
    }
    return toggle(row.dataset.entity);
  }

  async function toggle(id) {
    if (open.has(id)) {
      open.delete(id);
      render();
      return;
    }
    open.add(id);
    choose(id);
    known.set(id, await counts(id).catch(() => []));
    render();
    const told = known.get(id).map((group) => `${roleName(group.type, group.direction)} ${countText(group)}`);
    announce([model.entities.get(id).name, ...told].join(t('list.comma')));
  }

  /** Goes to the row of an entity. */
  function reveal(id) {
    const row = find(id);
    row?.focus();
    choose(id);
  }

  return { element, render, reveal };
}

/** A count, with a mark where it was only counted so far. */
export const countText = (group) => `${count(group.count)}${group.capped ? '+' : ''}`;

/** Search: one field, answers while typing, what was hit beside each answer. */

import { ask, frame } from '../api.js';
import { announce, append, debounced, fill, h } from '../dom.js';
import { t, word } from '../i18n.js';
import { pending } from '../parts/pending.js';
import { onward, parse } from '../route.js';

const PAGE = 20;
const PAUSE = 300;

export function render(root, ctx) {
  const q = ctx.route.params.get('q') ?? '';
  const answers = h('section.answers', { 'aria-label': t('search.results') });
  const input = h('input', {
    type: 'search', id: 'q', name: 'q', value: q, autocomplete: 'off', spellcheck: 'false', maxlength: 200, 'data-first': true,
    placeholder: t('search.placeholder'), 'aria-describedby': 'search-hint',
  });
  let asking = new AbortController();
  let asked = null;

  function search(text) {
    if (text === asked) return;
    asked = text;
    asking.abort();
    asking = new AbortController();
    ctx.replace(onward(ctx.route, 'search', '', { q: text }));
    ctx.title(text ? `${text} · ${t('nav.search')}` : t('nav.search'));
    root.classList.toggle('start', !text);
    if (!text) fill(answers);
    else page(ctx, answers, text, null, AbortSignal.any([ctx.signal, asking.signal]));
  }

  const typing = debounced(() => input.value.trim().length !== 1 && search(input.value.trim()), PAUSE);
  input.addEventListener('input', typing);
  const form = h('form.search', { role: 'search', onsubmit: submitted },
    h('label.unseen', { for: 'q' }, t('search.label')),
    input, h('button.main', { type: 'submit' }, t('search.go')));
  append(root, [
    h('h1', {}, t('search.title')),
    form,
    h('p.muted', { id: 'search-hint' }, t('search.hint')),
    answers,
    doors(ctx.route),
  ]);
  root.addEventListener('keydown', (event) => walk(event, root, input));
  search(q);

  function submitted(event) {
    event.preventDefault();
    search(input.value.trim());
  }
}

/** From the empty search to the other questions. */
function doors(route) {
  return h('ul.doors', {}, ['paths', 'network', 'check'].map((view) => h('li', {},
    h('a', { href: onward(route, view) }, h('b', {}, t(`nav.${view}`)), h('span.small', {}, t(`${view}.door`))))));
}

function page(ctx, holder, q, cursor, signal) {
  // the field's text is in the address by now, the route of the view was read before
  const route = parse(location.hash);
  const query = { q, limit: PAGE, cursor, ...frame(route) };
  return pending(holder, signal, (given) => ask('search', { query, signal: given }), (told) => {
    ctx.stamp({ tx: told.tx });
    if (!cursor) announce(told.results.length ? t('search.found', { n: told.results.length }) : t('search.nothing', { q }));
    if (!told.results.length) return nothing(q);
    return [!cursor && summary(told), table(route, told.results), more(ctx, told, q, signal)];
  });
}

function nothing(q) {
  return h('div.empty', {}, h('p.notice-head', {}, t('search.nothing', { q })), h('ul', {},
    ['search.try_code', 'search.try_short', 'search.try_former'].map((key) => h('li', {}, t(key)))));
}

function summary(told) {
  const key = told.next || told.truncated ? 'search.first' : 'search.found';
  return h('p.small', {}, t(key, { n: told.results.length }));
}

function more(ctx, told, q, signal) {
  if (!told.next) return told.truncated && h('p.muted', {}, t('search.narrow'));
  const holder = h('div');
  const button = h('button', { type: 'button', onclick: () => page(ctx, holder, q, told.next, signal) }, t('search.more'));
  return append(holder, [h('p', {}, button)]);
}

function table(route, results) {
  return h('table.found.stacking', {},
    h('caption.unseen', {}, t('search.results')),
    h('thead', {}, h('tr', {}, ['search.name', 'search.kind', 'search.codes', 'search.actions'].map((key) => h('th', { scope: 'col' }, t(key))))),
    h('tbody', {}, results.map((one) => row(route, one))));
}

function row(route, one) {
  const cell = (key, ...children) => h('td', { 'data-label': t(key) }, children);
  return h('tr', {},
    cell('search.name', h('a.hit', { href: onward(route, 'entity', one.id) }, one.name || one.id), hit(one)),
    cell('search.kind', word('kind', one.kind)),
    cell('search.codes', one.identifiers.length ? one.identifiers.slice(0, 3).map((code) => h('div', {},
      h('span.code', {}, code.value), ' ', h('span.small', {}, word('identifier', code.kind)))) : h('span.muted', {}, '—')),
    cell('search.actions',
      h('a', { href: onward(route, 'paths', '', { from: one.id }) }, t('nav.paths')), ' ',
      h('a', { href: onward(route, 'network', '', { seeds: one.id }) }, t('nav.network')), ' ',
      h('a', { href: onward(route, 'check', '', { subject: one.id }) }, t('nav.check'))));
}

/** What was hit, where that is not the name shown: a former name, a short name, a number. */
function hit(one) {
  if (one.hit.identifier_kind) return h('div.small', {}, t('search.by_code', { kind: word('identifier', one.hit.identifier_kind) }));
  if (one.hit.text === one.name) return null;
  return h('div.hit-name', {}, h('span.tag', {}, word('name', one.hit.name_kind)), ' ', one.hit.text);
}

/** Arrow keys walk from the field through the answers and back. */
function walk(event, root, input) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [input, ...root.querySelectorAll('a.hit')];
  const here = stops.indexOf(document.activeElement);
  const next = stops[here + (event.key === 'ArrowDown' ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

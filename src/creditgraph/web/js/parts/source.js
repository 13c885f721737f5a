/** Source rows: links to them, and the dialog that shows one as it was delivered (identity numbers are sealed in it). */

import { ask, at, frame } from '../api.js';
import { fill, h } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../i18n.js';
import { changed } from '../route.js';
import { pending } from './pending.js';

const SHOWN = 3;
let dialog = null;

/** Links to the rows that state a fact: the first of them, the others behind a disclosure. */
export function sourceLinks(route, sources, truncated = false) {
  const links = (sources ?? []).map((one) => sourceLink(route, one));
  if (links.length <= SHOWN) return h('span.sources', {}, spaced(links), truncated && t('source.more_exist'));
  return h('span.sources', {}, spaced(links.slice(0, SHOWN)),
    h('details.inline', {}, h('summary', {}, t('source.others', { n: links.length - SHOWN })),
      spaced(links.slice(SHOWN)), truncated && t('source.more_exist')));
}

const spaced = (links) => links.flatMap((link, index) => (index ? [' ', link] : [link]));

function sourceLink(route, one) {
  const place = t('source.place', { file: one.file, row: one.row });
  const label = one.supplier ? `${one.supplier} ${place}` : place;
  return h('a.source', {
    href: changed(route, { source: `${one.batch}:${one.row}` }),
    title: t('source.hint', { dataset: one.dataset, stated_on: one.stated_on ?? '' }),
  }, label);
}

/** Shows the source row that the route names, above the view. `leave` takes it out of the address again. */
export function openSource(route, leave) {
  closeSource();
  const [batch, row] = route.params.get('source').split(':');
  const holder = h('div.source-body');
  const given = new AbortController();
  const before = document.activeElement;
  const close = () => dialog?.open && dialog.close();
  dialog = h('dialog.source-row', { 'aria-labelledby': 'source-title' },
    h('div.dialog-head', {},
      h('h2', { id: 'source-title' }, t('source.title')),
      h('button.quiet', { type: 'button', onclick: close, 'aria-label': t('source.close') }, '✕')),
    holder);
  const mine = dialog;
  dialog.addEventListener('click', (event) => event.target === mine && close());
  dialog.addEventListener('close', () => {
    given.abort();
    mine.remove();
    if (dialog !== mine) return;
    dialog = null;
    leave();
    before?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  pending(holder, given.signal, (signal) => ask(at('sources', batch, row), { query: { known_at: frame(route).known_at }, signal }), sourceRow);
}

/** Takes the dialog away when the address no longer asks for it. */
export function closeSource() {
  const open = dialog;
  dialog = null;
  open?.close();
}

function sourceRow(told) {
  const head = [
    ['source.supplier', told.supplier ?? t('source.no_supplier')],
    ['source.file', told.file],
    ['source.row', told.row],
    ['source.dataset', told.dataset],
    ['source.stated_on', told.stated_on],
    ['source.imported_at', moment(told.imported_at)],
    ['source.mapping', told.mapping],
    ['source.batch', told.batch],
  ];
  return [
    h('dl.facts', {}, head.map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value ?? '')))),
    h('table.cells', {},
      h('caption', {}, t('source.caption')),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('source.column')), h('th', { scope: 'col' }, t('source.value')))),
      h('tbody', {}, told.columns.map((one) => h('tr', {},
        h('th', { scope: 'row' }, one.heading),
        h('td', {}, one.value === '' || one.value === null ? h('span.muted', {}, t('source.empty')) : one.value))))),
  ];
}

/** The page: takes the address apart, shows the view that it names, and gives up what the last one was waiting for. */

import { announce, fill, h } from './dom.js';
import { moment } from './format.js';
import { LANGUAGES, language, speak, t, translateFrame } from './i18n.js';
import { problemBox } from './parts/problem.js';
import { closeSource, openSource } from './parts/source.js';
import { address, beneath, carried, changed, onward, parse } from './route.js';

/** The views, each loaded when it is first asked for: a search needs nothing of a graph. */
const VIEWS = {
  search: () => import('./views/search.js'),
  entity: () => import('./views/entity.js'),
  paths: () => import('./views/paths.js'),
  network: () => import('./views/network.js'),
  check: () => import('./views/check.js'),
};
const REMEMBERED = 'creditgraph.language';
const main = document.getElementById('main');

let shown = null;
let leaving = new AbortController();
let stamp = {};

async function show() {
  const route = parse(location.hash);
  const wanted = LANGUAGES.includes(route.params.get('lang')) ? route.params.get('lang') : 'zh';
  const isNew = beneath(route) !== shown;
  if (isNew) {
    shown = beneath(route);
    leaving.abort();
    leaving = new AbortController();
  }
  const { signal } = leaving;
  if (isNew) {
    await speak(wanted);
    if (signal.aborted) return;
    frameFor(route);
    await showView(route, signal);
  }
  if (signal.aborted) return;
  if (route.params.has('source')) openSource(route, () => go(changed(route, { source: null })));
  else closeSource();
}

async function showView(route, signal) {
  const load = VIEWS[route.view];
  const isFirst = !main.querySelector('.view');
  closeSource();
  stamp = {};
  if (!load) {
    fill(main, h('h1', {}, t('page.no_view')), h('p', {}, h('a', { href: onward(route, 'search') }, t('nav.search'))));
    return;
  }
  try {
    const { render } = await load();
    if (signal.aborted) return;
    main.className = `view-${route.view}`;
    const root = h('div.view');
    fill(main, root);
    title(t(`nav.${route.view}`));
    render(root, { route, signal, go, replace, title, stamp: noteStamp });
    focusFirst(root, isFirst);
  } catch (error) {
    fill(main, problemBox(error, () => location.reload()));
  }
}

/**
 * After a change of view the reader is at its head; where there is a field marked for it, the typing begins there. A page
 * just opened is read from its own beginning.
 */
function focusFirst(root, isFirst) {
  const target = root.querySelector('[data-first]') ?? (isFirst ? document.body : root.querySelector('h1'));
  if (target?.tagName === 'H1') target.tabIndex = -1;
  (target ?? main).focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function frameFor(route) {
  translateFrame();
  const other = language() === 'zh' ? 'en' : 'zh';
  const link = document.getElementById('language');
  link.textContent = t('page.other_language');
  link.lang = link.hreflang = other;
  link.href = changed(route, { lang: other === 'en' ? 'en' : null });
  for (const one of document.querySelectorAll('nav.views a')) {
    one.href = onward(route, one.dataset.view);
    if (one.dataset.view === route.view) one.setAttribute('aria-current', 'page');
    else one.removeAttribute('aria-current');
  }
  document.querySelector('.brand').href = address('search', '', carried(route));
}

function title(text) {
  document.title = `${text} · ${t('page.title')}`;
  stamp.title = text;
}

/** What a printed sheet must say of its answer: the transaction, the day asked about, a number. */
function noteStamp(told) {
  Object.assign(stamp, told);
}

/** Goes to an address; the browser's back returns. */
function go(to) {
  if (to === location.hash) show();
  else location.hash = to;
}

/** Puts another address in the place of this one: the view stays as it is. */
function replace(to) {
  history.replaceState(null, '', to);
  shown = beneath(parse(to));
  frameFor(parse(to));
}

function fillPrinthead() {
  const lines = [
    [t('print.tx'), stamp.tx],
    [t('print.at'), moment(stamp.at)],
    [t('print.as_of'), stamp.as_of ?? (stamp.tx ? t('date.any') : null)],
    [t('print.number'), stamp.number],
    [t('print.printed'), moment(new Date().toISOString())],
    [t('print.address'), location.href],
  ];
  fill(
    document.getElementById('printhead'),
    h('strong', {}, `${t('page.title')} · ${stamp.title ?? ''}`),
    h('dl', {}, lines.filter(([, value]) => value).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
  );
}

document.getElementById('skip').addEventListener('click', () => main.focus());
document.getElementById('print').addEventListener('click', () => window.print());
document.getElementById('language').addEventListener('click', (event) => {
  localStorage.setItem(REMEMBERED, event.currentTarget.hreflang);
});
window.addEventListener('beforeprint', fillPrinthead);
window.addEventListener('hashchange', show);
if (!location.hash && localStorage.getItem(REMEMBERED) === 'en') replaceStart();
show().then(isReady, (error) => announce(error.message));

/** The bare address opens in the language last chosen, and then says so. */
function replaceStart() {
  history.replaceState(null, '', address('search', '', { lang: 'en' }));
}

function isReady() {
  performance.mark('ready');
  document.documentElement.classList.add('ready');
}

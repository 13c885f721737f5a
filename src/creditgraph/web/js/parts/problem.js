/** What went wrong, said so that the reader knows what to do: the message, the remedy, a way to try again. */

import { h } from '../dom.js';
import { known, t } from '../i18n.js';

/** A box for an error of any kind. Messages of the page itself and of known codes are in the reader's language. */
export function problemBox(error, retry = null) {
  const code = error.code ?? 'page_fault';
  const key = `problem.${code}`;
  const said = known(key) ? t(key) : error.message;
  const detail = known(key) && error.detail && error.detail !== said ? error.detail : '';
  const remedy = known(`remedy.${code}`) ? t(`remedy.${code}`) : error.remedy;
  return h('div.notice.bad', { role: 'alert' },
    h('p.notice-head', {}, said),
    detail && h('p', {}, detail),
    (error.errors ?? []).map((one) => h('p', {}, [one.pointer, one.message].filter(Boolean).join('  '))),
    remedy && h('p', {}, h('b', {}, t('problem.remedy')), remedy),
    retry && h('p', {}, h('button', { type: 'button', onclick: retry }, t('problem.retry'))),
    h('p.small', {}, [code, error.status || null, error.trace].filter(Boolean).join(' · ')),
  );
}

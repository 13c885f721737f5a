/** What went wrong, said so that the reader knows what to do: the message, the remedy, a way to try again. */

import { h } from '../dom.js';
import { t } from '../i18n.js';

/** A box for a Problem, or for a fault of the page itself. */
export function problemBox(error, retry = null) {
  const { title = t('problem.page_fault'), detail = error.message, remedy = t('remedy.page_fault'), code = 'page_fault' } = error;
  return h('div.notice.bad', { role: 'alert' },
    h('p.notice-head', {}, title),
    detail && detail !== title && h('p', {}, detail),
    (error.errors ?? []).map((one) => h('p', {}, [one.pointer, one.message].filter(Boolean).join('  '))),
    remedy && h('p', {}, h('b', {}, t('problem.remedy')), remedy),
    retry && h('p', {}, h('button', { type: 'button', onclick: retry }, t('problem.retry'))),
    h('p.small', {}, [code, error.status || null, error.trace].filter(Boolean).join(' · ')),
  );
}

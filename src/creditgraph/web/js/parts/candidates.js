/** A name that fits several subjects: they are listed, never is the first taken. */

import { h } from '../dom.js';
import { t, word } from '../i18n.js';

/** A box of the candidates of a problem; `pick(text, id)` takes one in the place of the text that was ambiguous. */
export function candidatesBox(problem, pick, texts) {
  if (!problem.candidates?.length) return null;
  const ambiguous = texts.find((text) => problem.detail?.includes(text)) ?? texts[0];
  return h('div.notice.warn', { role: 'alert' },
    h('p.notice-head', {}, t('problem.ambiguous'), '：', ambiguous),
    candidateList(problem.candidates, (id) => pick(ambiguous, id)));
}

/** Candidates as buttons, each with its kind and numbers. */
export function candidateList(candidates, pick) {
  return h('ul.candidates', {}, candidates.map((one) => h('li', {},
    h('button', { type: 'button', onclick: () => pick(one.id) }, one.name || one.id), ' ',
    h('span.small', {}, [word('kind', one.kind), ...(one.identifiers ?? []).map((code) => code.value)].filter(Boolean).join(' · ')))));
}

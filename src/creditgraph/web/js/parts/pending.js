/** A part of the page that waits for an answer: quiet at first, then it says that it waits, then how to give up. */

import { isAborted } from '../api.js';
import { fill, h } from '../dom.js';
import { t } from '../i18n.js';
import { problemBox } from './problem.js';

const NOTICEABLE = 150;
const SLOW = 4000;

/**
 * Fills `holder` with what `show` makes of the answer to `start(signal)`.
 *
 * `outer` is the signal of the view: nothing is shown once the reader has left it. An error shows with a way to retry;
 * `refused(problem)` may return a better box for one.
 */
export async function pending(holder, outer, start, show, refused = () => null) {
  const own = new AbortController();
  const signal = AbortSignal.any([outer, own.signal]);
  const again = () => pending(holder, outer, start, show, refused);
  holder.setAttribute('aria-busy', 'true');
  const timers = [
    setTimeout(() => fill(holder, waiting()), NOTICEABLE),
    setTimeout(() => fill(holder, waiting(), slow(() => own.abort())), SLOW),
  ];
  try {
    const answer = await start(signal);
    if (outer.aborted) return;
    clearAll(timers);
    fill(holder, show(answer));
  } catch (error) {
    clearAll(timers);
    if (outer.aborted) return;
    if (isAborted(error)) fill(holder, givenUp(again));
    else fill(holder, refused(error) ?? problemBox(error, again));
    if (!('code' in error)) throw error;
  } finally {
    clearAll(timers);
    holder.removeAttribute('aria-busy');
  }
}

const clearAll = (timers) => timers.forEach(clearTimeout);

function waiting() {
  return h('div.waiting', { role: 'status' }, h('span.spinner', { 'aria-hidden': 'true' }), t('pending.asking'));
}

function slow(giveUp) {
  return h('p.muted', {}, `${t('pending.slow')} `, h('button.quiet', { type: 'button', onclick: giveUp }, t('pending.give_up')));
}

function givenUp(again) {
  return h('p.notice', {}, `${t('pending.given_up')} `, h('button', { type: 'button', onclick: again }, t('problem.retry')));
}

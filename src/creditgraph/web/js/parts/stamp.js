/** The line that says what an answer rests on, and gives an address at which it stays the same. */

import { announce, h } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../i18n.js';
import { changed } from '../route.js';

/** The transaction and the day of an answer, with a button that copies the address pinned to that transaction: none
 * where the address lasts as it is.
 */
export function stampLine(ctx, told, pins = true) {
  ctx.stamp({ tx: told.tx, at: told.at, as_of: told.as_of ?? ctx.route.params.get('as_of'), number: told.number });
  const pinned = changed(ctx.route, { known_at: `tx:${told.tx}`, source: null });
  const button = h('button.quiet', { type: 'button', title: t('stamp.copy_hint'), onclick: () => copy(button, pinned) }, t('stamp.copy'));
  if (!pins) return h('p.stamp', {}, t('stamp.tx', { tx: told.tx }));
  return h('p.stamp', {},
    h('span', {}, t('stamp.tx', { tx: told.tx })),
    told.at && h('span', {}, moment(told.at)),
    h('span', {}, t('stamp.as_of', { day: told.as_of ?? ctx.route.params.get('as_of') ?? t('date.any') })),
    ctx.route.params.has('known_at')
      ? h('span.tag.pinned', {}, t('stamp.pinned'), ' ', h('a', { href: changed(ctx.route, { known_at: null }) }, t('stamp.unpin')))
      : button);
}

async function copy(button, pinned) {
  const address = new URL(pinned, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = t('stamp.copied');
    announce(t('stamp.copied'));
  } catch {
    window.prompt(t('stamp.copy'), address);
  }
}

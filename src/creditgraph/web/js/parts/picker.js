/** A field for one subject: type a name or a code, choose from what the archive finds; keyboard as in any combobox. */

import { ask, at, frame, isAborted } from '../api.js';
import { debounced, fill, freshId, h } from '../dom.js';
import { t, word } from '../i18n.js';

const PAUSE = 220;
const SUGGESTED = 8;

/**
 * {element, value(), name(id, name), focus()}. The value is the id of what was chosen, else the text as typed: a code
 * or a full name does as well. `start` is the value to begin with; `looksUp` asks for its name, where no answer will say.
 */
export function picker({ route, signal, label, start = '', required = true, first = false, looksUp = false }) {
  const listId = freshId('options');
  const id = freshId('subject');
  let chosen = start.startsWith('cg-') ? { id: start, name: start } : null;
  let asking = new AbortController();
  let active = -1;
  const list = h('ul.options', { id: listId, role: 'listbox', 'aria-label': label, hidden: true });
  const input = h('input', {
    id, type: 'text', value: start, role: 'combobox', autocomplete: 'off', spellcheck: 'false', required,
    'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': listId, 'data-first': first,
    placeholder: t('picker.placeholder'), oninput: typed, onkeydown: pressed, onblur: () => setTimeout(close, 120),
  });
  const note = h('span.picked', {});
  const element = h('div.field.subject', {}, h('label', { for: id }, label), h('div.combo', {}, input, list), note);

  if (chosen && looksUp) {
    ask(at('entities', start), { query: frame(route), signal }).then((told) => chosen?.id === start && name(told.id, told.name), () => null);
  }

  function typed() {
    chosen = null;
    fill(note);
    suggest();
  }

  const suggest = debounced(async () => {
    asking.abort();
    asking = new AbortController();
    const q = input.value.trim();
    if (q.length < 2 || chosen) return close();
    try {
      const both = AbortSignal.any([signal, asking.signal]);
      const told = await ask('search', { query: { q, limit: SUGGESTED, ...frame(route) }, signal: both });
      if (document.activeElement === input) open(told.results);
    } catch (error) {
      if (!isAborted(error)) close();
    }
    return undefined;
  }, PAUSE);

  function open(results) {
    active = -1;
    fill(list, results.map((one, index) => option(one, index)));
    list.hidden = !results.length;
    input.setAttribute('aria-expanded', String(results.length > 0));
    input.removeAttribute('aria-activedescendant');
  }

  function option(one, index) {
    const former = one.hit.text !== one.name && one.hit.name_kind;
    return h('li', { id: `${listId}-${index}`, role: 'option', 'aria-selected': 'false', onmousedown: (event) => choose(event, one) },
      h('span.name', {}, one.name),
      h('span.small', {}, [word('kind', one.kind), one.identifiers[0]?.value,
        former && `${word('name', one.hit.name_kind)} ${one.hit.text}`].filter(Boolean).join(' · ')));
  }

  function choose(event, one) {
    event?.preventDefault();
    name(one.id, one.name);
    close();
  }

  function name(newId, text) {
    chosen = { id: newId, name: text };
    input.value = text;
    fill(note, newId);
  }

  function close() {
    active = -1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function pressed(event) {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(options, (active + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      options[active].dispatchEvent(new MouseEvent('mousedown', { cancelable: true }));
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  }

  function mark(options, index) {
    active = index;
    options.forEach((one, place) => one.setAttribute('aria-selected', String(place === index)));
    options[index].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', options[index].id);
  }

  return { element, name, value: () => chosen?.id ?? input.value.trim(), focus: () => input.focus() };
}

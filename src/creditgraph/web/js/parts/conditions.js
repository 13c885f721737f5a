/** Fields that several views share: the day asked about, how far to go, how sure it must be, which relations. */

import { freshId, h } from '../dom.js';
import { t, word } from '../i18n.js';
import { changed } from '../route.js';

export const LINK_TYPES = [
  'LEGAL_REP_OF', 'PRINCIPAL_OF', 'OFFICER_OF', 'HOLDS', 'CONTROLS', 'BRANCH_OF', 'ORGANISED_BY', 'SUPERVISED_BY',
  'ACTS_IN_CONCERT', 'KIN', 'SUCCEEDED_BY', 'GUARANTEES', 'PRACTISES_AT', 'SHARES_CONTACT',
];

/** A labelled field around a control. */
export function field(label, control, hint = null) {
  control.id ||= freshId('field');
  return h('div.field', {}, h('label', { for: control.id }, label), control, hint && h('span.small', {}, hint));
}

/** A choice of one of several words; `options` are [value, text]. */
export function choice(value, options) {
  return h('select', {}, options.map(([one, text]) => h('option', { value: one, selected: String(one) === String(value) }, text)));
}

/** The day asked about: empty is any day. */
export const dayInput = (route) => h('input', { type: 'date', value: route.params.get('as_of') ?? '', min: '1900-01-01' });

/** A whole number within bounds. */
export const numberInput = (value, min, max) => h('input', { type: 'number', value, min, max, step: 1, inputmode: 'numeric' });

export const hopsChoice = (value, most) => choice(value, Array.from({ length: most }, (_, i) => [i + 1, t('bounds.hops', { n: i + 1 })]));

export const certaintyChoice = (value) => choice(value, ['certain', 'probable', 'suspected'].map((one) => [one, t(`least.${one}`)]));

/** Boxes for the relations to follow: {element, value()}; all of them is the same as none named. */
export function typeBoxes(chosen) {
  const boxes = LINK_TYPES.map((type) => h('input', { type: 'checkbox', value: type, checked: !chosen.length || chosen.includes(type) }));
  const element = h('fieldset.types', {}, h('legend', {}, t('bounds.types')),
    boxes.map((box) => h('label.box', {}, box, word('link', box.value))));
  return {
    element,
    value() {
      const named = boxes.filter((box) => box.checked).map((box) => box.value);
      return named.length === LINK_TYPES.length ? [] : named;
    },
  };
}

/** The day of a view that asks at once: choosing another one goes to its address. */
export function dayForm(ctx) {
  const input = dayInput(ctx.route);
  const set = (value) => ctx.go(changed(ctx.route, { as_of: value }));
  input.addEventListener('change', () => (input.value === '' || input.checkValidity()) && set(input.value || null));
  return h('div.day', {}, field(t('date.as_of'), input),
    input.value && h('button.quiet', { type: 'button', onclick: () => set(null) }, t('date.clear')));
}

/** Records of one type as a table: a line each, and all their fields behind a disclosure. */

import { freshId, h } from '../dom.js';
import { fieldValue, interval } from '../format.js';
import { language, t, word } from '../i18n.js';
import { certaintyTag } from './links.js';
import { sourceLinks } from './source.js';

const DOCUMENT = ['doc_no', 'decision_no', 'certificate_no'];
const CONTENT = ['violation_type', 'penalty_name', 'content', 'project', 'doc_name', 'ground'];
const MORE = ['penalty_content', 'result', 'certificate_name', 'ground'];
const AUTHORITY = ['authority', 'source_unit'];

/** A table of records; `withType` adds their type, where several are mixed. */
export function recordTable(route, records, { withType = false, caption }) {
  const headings = [withType && 'record.type', 'record.document', 'record.content', 'record.authority', 'record.valid', 'record.sources']
    .filter(Boolean);
  return h('table.records.stacking', {},
    h('caption.unseen', {}, caption),
    h('thead', {}, h('tr', {}, headings.map((key) => h('th', { scope: 'col' }, t(key))))),
    h('tbody', {}, records.flatMap((record) => rows(route, record, withType, headings.length))));
}

function rows(route, record, withType, width) {
  const detail = freshId('fields');
  const { fields } = record;
  const title = first(fields, CONTENT);
  const cell = (key, ...children) => h('td', { 'data-label': t(key) }, children);
  const hidden = h('tr.fields', { id: detail, hidden: true }, h('td', { colspan: width }, fieldList(fields)));
  const button = h('button.quiet.fold', { type: 'button', 'aria-expanded': 'false', 'aria-controls': detail, onclick: toggle }, t('record.fields'));
  function toggle() {
    hidden.hidden = !hidden.hidden;
    button.setAttribute('aria-expanded', String(!hidden.hidden));
  }
  const line = h('tr', {},
    withType && cell('record.type', word('record', record.type)),
    cell('record.document', h('span.code', {}, first(fields, DOCUMENT) || '—'), polarity(fields)),
    cell('record.content',
      record.item !== record.type && record.item !== title && h('b', {}, record.item),
      title && h('span', {}, title), second(fields, title), button),
    cell('record.authority', first(fields, AUTHORITY) || '—'),
    cell('record.valid', interval(record.valid_from, record.valid_to)),
    cell('record.sources', sourceLinks(route, record.sources), record.certainty !== 'certain' && certaintyTag(record.certainty)));
  return [line, hidden];
}

function polarity(fields) {
  return fields.polarity && h(`span.tag.${fields.polarity === 'red' ? 'good' : 'bad'}`, {}, word('polarity', fields.polarity));
}

function second(fields, title) {
  const more = first(fields, MORE);
  return more && more !== title && h('span.muted', {}, more);
}

const first = (fields, names) => names.map((name) => fields[name]).find(Boolean) ?? '';

function fieldList(fields) {
  return h('dl.facts', {}, Object.entries(fields).filter(([, value]) => value !== null && value !== '').map(([name, value]) => (
    h('div', {}, h('dt', {}, word('field', name)), h('dd', {}, fieldValue(name, value))))));
}

/** How many records there are, or that none were ever collected: never a 0 for the unknown. */
export function countTag(section) {
  if (section.state === 'not_collected') return h('span.tag.unknown', {}, t('section.not_collected'));
  return h(`span.tag${section.count ? '.some' : ''}`, {}, section.count ? t('section.count', { n: section.count }) : t('section.none'));
}

/** What the records of a type are called, in their section where it says so. */
const typeTitle = (type) => type.title?.[language()] ?? word('record', type.type);

/** One type of a section: its heading, count and table, or why there is none. */
export function recordType(route, type, level = 'h3') {
  return h('section.type', {},
    h(`${level}.type-head`, {}, typeTitle(type), ' ', countTag(type), lastDelivery(type)),
    recordsOf(route, type));
}

/** The table of a type, and how many records it leaves out. */
export function recordsOf(route, type) {
  const left = (type.count ?? 0) - type.records.length;
  return [
    type.records.length > 0 && recordTable(route, type.records, { caption: typeTitle(type) }),
    left > 0 && h('p.muted', {}, t('section.left', { n: left })),
  ];
}

/** The day of the newest delivery, where there was one. */
export const lastDelivery = (one) => one.last_delivery && h('span.small', {}, t('section.last_delivery', { day: one.last_delivery }));

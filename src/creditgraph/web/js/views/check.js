/**
 * The linked check: its form, and its certificate. A check is made once and kept under its number; the address of an
 * answer is that of the certificate, so opening it again asks nothing anew.
 */

import { ask, at, framed } from '../api.js';
import { announce, append, fill, h } from '../dom.js';
import { count, moment } from '../format.js';
import { t, word } from '../i18n.js';
import { skippedTable } from '../parts/bounds.js';
import { candidateList } from '../parts/candidates.js';
import { dayInput, field, hopsChoice } from '../parts/conditions.js';
import { pending } from '../parts/pending.js';
import { picker } from '../parts/picker.js';
import { problemBox } from '../parts/problem.js';
import { recordTable, recordType } from '../parts/records.js';
import { stampLine } from '../parts/stamp.js';
import { address, carried, onward } from '../route.js';
import { chainLine } from '../parts/chain.js';

const USUAL_HOPS = '2';
const MOST_SUBJECTS = 10;
const PURPOSES = ['approval', 'procurement', 'tender', 'subsidy', 'honours', 'lending'];

export function render(root, ctx) {
  const number = ctx.route.params.get('number');
  const answer = h('section.answer', { 'aria-label': t('check.answer') });
  append(root, [h('h1', {}, t('check.title')), form(ctx, answer, Boolean(number)), answer]);
  if (number) pending(answer, ctx.signal, (signal) => ask(at('checks', number), { signal }), (told) => certificate(ctx, told));
  else fill(answer, h('p.empty', {}, t('check.start')));
}

function form(ctx, answer, isDone) {
  const { params } = ctx.route;
  const starts = params.getAll('subject');
  const pickers = (starts.length ? starts : ['']).map((start, place) => (
    picker({ ...ctx, label: place ? t('check.other_subject') : t('check.subject'), start, looksUp: true, required: !place, first: !isDone && !place && !start })));
  const subjects = h('div.seeds', {}, pickers.map((one) => one.element));
  const purpose = h('input', { type: 'text', required: true, maxlength: 200, value: params.get('purpose') ?? '', list: 'purposes', 'data-first': !isDone && starts.length > 0 });
  const controls = { item: h('input', { type: 'text', maxlength: 200, value: params.get('item') ?? '' }), hops: hopsChoice(params.get('max_hops') ?? USUAL_HOPS, 4), day: dayInput(ctx.route) };
  const go = h('button.main', { type: 'submit' }, t('check.go'));
  const more = h('button.quiet', { type: 'button', onclick: addSubject }, t('check.add_subject'));
  function addSubject() {
    const one = picker({ ...ctx, label: t('check.other_subject'), required: false });
    pickers.push(one);
    subjects.append(one.element);
    one.focus();
    more.hidden = pickers.length >= MOST_SUBJECTS;
  }
  const fields = h('form.question.card', { onsubmit: (event) => submit(event, ctx, answer, go, {
    subjects: pickers.map((one) => one.value()).filter(Boolean), purpose: purpose.value.trim(),
    business_item: controls.item.value.trim(), max_hops: Number(controls.hops.value), as_of: controls.day.value,
  }) },
  h('div.fields', {}, subjects, more, field(t('check.purpose_field'), purpose), go),
  h('datalist', { id: 'purposes' }, PURPOSES.map((one) => h('option', { value: t(`purpose.${one}`) }))),
  h('details', {}, h('summary', {}, t('bounds.more')), h('div.fields', {},
    field(t('check.item'), controls.item), field(t('date.as_of'), controls.day), field(t('check.hops'), controls.hops))));
  return isDone ? h('details.again', {}, h('summary', {}, t('check.again')), fields) : fields;
}

async function submit(event, ctx, answer, button, asked) {
  event.preventDefault();
  const key = crypto.randomUUID();
  button.disabled = true;
  fill(answer);
  await pending(answer, ctx.signal, (signal) => ask('checks', { body: framed(ctx.route, clean(asked)), key, signal }), (told) => {
    if (told.number) ctx.go(address('check', '', { ...carried(ctx.route), number: told.number }));
    return certificate(ctx, told);
  });
  button.disabled = false;
}

const clean = (asked) => Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));

function certificate(ctx, told) {
  ctx.title(told.number ? t('check.certificate', { number: told.number }) : t('check.title'));
  const verified = h('span.verified', { role: 'status' });
  announce(t('check.done', { n: told.subjects.length }));
  return [
    h('header.card.certificate', {},
      h('h2', {}, t('check.result')),
      h('dl.facts', {}, [
        ['check.number', h('span.code', {}, told.number ?? '—')], ['check.at', moment(told.at)], ['check.purpose', told.purpose],
        ['check.item', told.business_item], ['date.as_of', told.as_of ?? t('date.any')],
      ].filter(([, value]) => value).map(([key, value]) => h('div', {}, h('dt', {}, t(key)), h('dd', {}, value)))),
      h('div.head-foot', {}, told.number && h('span', {}, h('button', { type: 'button', onclick: () => verify(ctx, told.number, verified) }, t('check.verify')), ' ', verified),
        stampLine(ctx, told, false))),
    told.subjects.map((one) => subject(ctx, one)),
  ];
}

async function verify(ctx, number, holder) {
  try {
    const told = await ask(at('checks', number, 'verify'), { signal: ctx.signal });
    fill(holder, h(`span.tag.${told.unaltered ? 'good' : 'bad'}`, {}, t(told.unaltered ? 'check.unaltered' : 'check.altered')), ' ',
      h('span.small.code', {}, `SHA-256 ${told.sha256}`));
  } catch (error) {
    fill(holder, problemBox(error));
  }
}

const STATUS_TONE = { confirmed: 'good', probable: 'warn', ambiguous: 'warn', unknown: 'unknown', invalid: 'bad' };

function subject(ctx, one) {
  const status = h(`span.tag.${STATUS_TONE[one.status]}`, {}, word('subject', one.status));
  if (!one.id) {
    return h('section.card.checked', {}, h('h2', {}, one.query, ' ', status),
      [one.problem, one.suggestion].filter(Boolean).map((text) => h('p', {}, text)),
      one.candidates.length > 0 && [h('p', {}, t(one.status === 'ambiguous' ? 'check.fits' : 'check.nearest')),
        candidateList(one.candidates, (id) => ctx.go(address('check', '', { ...carried(ctx.route), subject: id })))]);
  }
  return h('section.card.checked', {},
    h('h2', {}, h('a', { href: onward(ctx.route, 'entity', one.id) }, one.name), ' ', h('span.tag.kind', {}, word('kind', one.kind)), ' ', status),
    one.query !== one.name && one.query !== one.id && h('p.small', {}, t('check.asked', { query: one.query })),
    own(ctx.route, one), related(ctx.route, one));
}

function own(route, one) {
  const types = Object.entries(one.own).map(([type, section]) => ({ type, ...section }));
  const missing = types.filter((type) => type.state === 'not_collected');
  return h('section.own', {}, h('h3', {}, t('check.own')),
    types.filter((type) => type.state !== 'not_collected').map((type) => recordType(route, type, 'h4')),
    missing.length > 0 && h('p', {}, h('span.tag.unknown', {}, t('section.not_collected')), ' ',
      missing.map((type) => word('record', type.type)).join(t('list.comma')), h('span.small', {}, ` ${t('check.missing_hint')}`)));
}

function related(route, one) {
  const carrying = one.related.filter((party) => party.count);
  const clean_ = one.related.filter((party) => !party.count);
  return h('section.related', {}, h('h3', {}, t('check.related'), ' ', h('span.tag', {}, t('check.parties', { n: one.related.length, m: carrying.length }))),
    h('p.small', {}, t('check.related_hint')),
    ['truncated', 'timed_out'].includes(one.related_status) && h('p.notice.warn', {}, t(`status.${one.related_status}`)),
    carrying.map((party) => h('div.party', {},
      h('h4', {}, h('a', { href: onward(route, 'entity', party.id) }, party.name || party.id), ' ', h('span.tag.kind', {}, word('kind', party.kind)), ' ',
        h('span.tag.some', {}, t('section.count', { n: party.count }))),
      chainLine(route, party.path, one.id), recordTable(route, party.records, { withType: true, caption: party.name }),
      party.count > party.records.length && h('p.muted', {}, t('section.left', { n: party.count - party.records.length })))),
    !carrying.length && h('p.muted', {}, t('check.no_related_records')),
    clean_.length > 0 && h('details', {}, h('summary', {}, t('check.without', { n: count(clean_.length) })),
      h('ul.parties', {}, clean_.map((party) => h('li', {},
        h('a', { href: onward(route, 'entity', party.id) }, party.name || party.id), ' ', h('span.small', {}, word('kind', party.kind)),
        party.records_shown === false && h('span.small', {}, ` ${t('check.not_shown')}`), chainLine(route, party.path, one.id))))),
    skippedTable(route, one.skipped));
}

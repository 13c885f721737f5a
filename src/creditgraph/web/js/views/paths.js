/** How two subjects are linked: as a drawing and as chains of hops, each hop with its source rows. */

import { ask, framed, isAborted } from '../api.js';
import { append, fill, h } from '../dom.js';
import { attributes, count, interval } from '../format.js';
import { canvasTools, makeCanvas } from '../graph/canvas.js';
import { bundles, hopLinks } from '../graph/model.js';
import { t, word } from '../i18n.js';
import { certaintyChoice, choice, dayInput, field, hopsChoice, numberInput, typeBoxes } from '../parts/conditions.js';
import { certaintyTag } from '../parts/links.js';
import { pending } from '../parts/pending.js';
import { picker } from '../parts/picker.js';
import { problemBox } from '../parts/problem.js';
import { candidatesBox } from '../parts/candidates.js';
import { sourceLinks } from '../parts/source.js';
import { skippedTable, statusNotice } from '../parts/bounds.js';
import { stampLine } from '../parts/stamp.js';
import { carried, address, changed, onward } from '../route.js';

const USUAL = { max_hops: '4', limit: '10', hub_degree: '100', min_certainty: 'probable' };

export function render(root, ctx) {
  const { params } = ctx.route;
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  const ends = [
    picker({ ...ctx, label: t('paths.from'), start: from, first: !from, looksUp: !to }),
    picker({ ...ctx, label: t('paths.to'), start: to, first: Boolean(from) && !to, looksUp: !from }),
  ];
  const answer = h('section.answer', { 'aria-label': t('paths.answer') });
  append(root, [h('h1', {}, t('paths.title')), form(ctx, ends), answer]);
  if (!from || !to) {
    fill(answer, h('p.empty', {}, t('paths.start')));
    return;
  }
  const body = framed(ctx.route, {
    from: [from], to: [to], types: params.has('types') ? params.getAll('types') : null,
    max_hops: Number(params.get('max_hops') ?? USUAL.max_hops), limit: Number(params.get('limit') ?? USUAL.limit),
    hub_degree: Number(params.get('hub_degree') ?? USUAL.hub_degree), min_certainty: params.get('min_certainty') ?? USUAL.min_certainty,
  });
  pending(answer, ctx.signal, (signal) => ask('paths', { body, signal }), (told) => {
    told.from = [told.from].flat()[0];
    told.to = [told.to].flat()[0];
    ends[0].name(told.from.id, told.from.name);
    ends[1].name(told.to.id, told.to.name);
    return show(ctx, told);
  }, (problem) => candidatesBox(problem, (old, id) => ctx.go(changed(ctx.route, old === to ? { to: id } : { from: id })), [from, to]));
}

function form(ctx, ends) {
  const { params } = ctx.route;
  const value = (name) => params.get(name) ?? USUAL[name];
  const controls = {
    as_of: dayInput(ctx.route),
    max_hops: hopsChoice(value('max_hops'), 6),
    min_certainty: certaintyChoice(value('min_certainty')),
    limit: choice(value('limit'), [1, 5, 10, 20, 50, 100].map((n) => [n, n])),
    hub_degree: numberInput(value('hub_degree'), 1, 10000),
  };
  const types = typeBoxes(params.getAll('types'));
  const swap = h('button.quiet.swap', { type: 'button', title: t('paths.swap'), 'aria-label': t('paths.swap'), onclick: () => go(ends[1].value(), ends[0].value()) }, '⇄');
  function go(from, to) {
    const values = Object.fromEntries(Object.entries(controls).map(([name, one]) => [name, one.value === USUAL[name] ? null : one.value]));
    ctx.go(address('paths', '', { ...carried(ctx.route), from, to, ...values, types: types.value() }));
  }
  return h('form.question.card', { onsubmit: (event) => { event.preventDefault(); go(ends[0].value(), ends[1].value()); } },
    h('div.fields', {}, ends[0].element, swap, ends[1].element,
      field(t('date.as_of'), controls.as_of), field(t('bounds.max_hops'), controls.max_hops),
      h('button.main', { type: 'submit' }, t('paths.go'))),
    h('details', { open: types.value().length > 0 }, h('summary', {}, t('bounds.more')),
      h('div.fields', {}, field(t('bounds.min_certainty'), controls.min_certainty), field(t('bounds.limit'), controls.limit),
        field(t('bounds.hub_degree'), controls.hub_degree, t('bounds.hub_hint'))), types.element));
}

function show(ctx, told) {
  const hasPaths = told.paths.some((path) => path.hops.length);
  const canvas = h('div.canvas.tree', { role: 'img', 'aria-label': t('paths.drawing') });
  const frame = hasPaths && h('div.drawing.card', {}, canvas);
  const chains = told.paths.map((path, number) => chain(ctx, told, path, number, frame));
  if (hasPaths) draw(ctx, canvas, frame, told).catch((error) => isAborted(error) || fill(frame, problemBox(error)));
  return [
    statusNotice(told, told.paths.length),
    stampLine(ctx, told),
    frame,
    chains,
    skippedTable(ctx.route, told.skipped, told.skipped_count),
  ];
}

async function draw(ctx, holder, frame, told) {
  const canvas = await makeCanvas(holder, { mode: 'tree', signal: ctx.signal, chosen: (what) => chosen(ctx, what) });
  if (!canvas) return;
  frame.prepend(canvasTools(canvas));
  frame.canvas = canvas;
  const hops = told.paths.flatMap((path) => path.hops);
  const names = new Map([[told.from.id, told.from], [told.to.id, told.to]]);
  for (const hop of hops) {
    for (const end of ['from', 'to']) {
      if (!names.has(hop[end])) names.set(hop[end], { id: hop[end], name: hop[`${end}_name`], kind: hop[`${end}_kind`] });
    }
  }
  const entities = [...names.values()].map((one) => ({ ...one, distance: one.id === told.from.id || one.id === told.to.id ? 0 : 1 }));
  await canvas.update(entities, oriented(told));
}

/** The lines of the drawing; those that a path walks against the way in which they are read are marked. */
function oriented(told) {
  const against = new Set();
  for (const path of told.paths) {
    let here = told.from.id;
    for (const hop of path.hops) {
      const next = hop.from === here ? hop.to : hop.from;
      against.add(`${next}>${here}`);
      here = next;
    }
  }
  const pairs = bundles(told.paths.flatMap((path) => path.hops.flatMap(hopLinks)));
  return pairs.map((pair) => ({ ...pair, against: against.has(pair.id) }));
}

function chosen(ctx, what) {
  if (what.entity) ctx.go(onward(ctx.route, 'entity', what.entity));
  else document.querySelector(`[data-pair="${CSS.escape(what.bundle.id)}"]`)?.scrollIntoView({ block: 'center' });
}

function chain(ctx, told, path, number, frame) {
  const name = t('paths.path', { n: number + 1 });
  let here = told.from.id;
  const rows = path.hops.map((hop, step) => {
    const forward = hop.from === here;
    const near = { id: here, name: forward ? hop.from_name : hop.to_name };
    here = forward ? hop.to : hop.from;
    return hopRows(ctx.route, hop, step, near, { id: here, name: forward ? hop.to_name : hop.from_name });
  });
  const pairs = path.hops.flatMap((hop) => hopLinks(hop).flatMap((link) => [link.from, link.to, `${link.from}>${link.to}`]));
  const mark = h('button.quiet', { type: 'button', 'aria-pressed': 'false', onclick: () => toggleMark(mark, frame, pairs) }, t('paths.mark'));
  return h('section.card.path', {},
    h('h2', {}, name, ' ', h('span.tag', {}, t('paths.steps', { n: path.hops.length })), ' ', certaintyTag(path.certainty), ' ', told.paths.length > 1 && mark),
    h('table.hops.stacking', {},
      h('caption.unseen', {}, name),
      h('thead', {}, h('tr', {}, ['hop.step', 'hop.near', 'hop.relation', 'hop.far', 'dates.valid', 'link.certainty', 'link.sources']
        .map((key) => h('th', { scope: 'col' }, t(key))))),
      h('tbody', {}, rows)));
}

function toggleMark(button, frame, ids) {
  const on = button.getAttribute('aria-pressed') === 'false';
  for (const one of document.querySelectorAll('.path button[aria-pressed]')) one.setAttribute('aria-pressed', 'false');
  button.setAttribute('aria-pressed', String(on));
  frame.canvas?.mark(on ? ids : []);
}

function hopRows(route, hop, step, near, far) {
  const cell = (key, ...children) => h('td', { 'data-label': t(key) }, children);
  const party = (one) => h('a', { href: onward(route, 'entity', one.id) }, one.name || one.id);
  return hopLinks(hop).map((link, index) => h(`tr${index ? '.also' : ''}`, { 'data-pair': `${link.from}>${link.to}` },
    cell('hop.step', index ? '' : count(step + 1)),
    cell('hop.near', index ? '' : party(near)),
    cell('hop.relation', arrow(link, near.id)),
    cell('hop.far', index ? '' : party(far)),
    cell('dates.valid', interval(link.valid_from, link.valid_to)),
    cell('link.certainty', certaintyTag(link.certainty)),
    cell('link.sources', sourceLinks(route, link.sources, link.sources_truncated))));
}

/** The relation with an arrow that points the way in which it is read. */
function arrow(link, near) {
  const forward = link.from === near;
  const said = attributes(link.attributes);
  return h(`span.arrow.${forward ? 'forward' : 'backward'}`, { title: t(forward ? 'hop.forward' : 'hop.backward') },
    h('span.unseen', {}, `${t(forward ? 'hop.forward' : 'hop.backward')} `), h('b', {}, word('link', link.type)), said && ` ${said}`);
}

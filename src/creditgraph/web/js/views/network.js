/**
 * The network around some subjects: drawn, and as a table beside the drawing. Counts come before anything expands;
 * every expansion, filter and hidden entity is in the address.
 */

import { ask, at, frame, framed, isAborted } from '../api.js';
import { announce, append, fill, h } from '../dom.js';
import { count } from '../format.js';
import { canvasTools, makeCanvas } from '../graph/canvas.js';
import { BUDGET, Model, bundles, hopLinks } from '../graph/model.js';
import { makeTwin } from '../graph/twin.js';
import { t } from '../i18n.js';
import { statusNotice } from '../parts/bounds.js';
import { candidatesBox } from '../parts/candidates.js';
import { certaintyChoice, choice, dayInput, field, hopsChoice, numberInput, typeBoxes } from '../parts/conditions.js';
import { roleName } from '../parts/links.js';
import { pending } from '../parts/pending.js';
import { picker } from '../parts/picker.js';
import { problemBox } from '../parts/problem.js';
import { stampLine } from '../parts/stamp.js';
import { address, carried, changed, parse } from '../route.js';
import { cutPanel, entityPanel, filterPanel, linePanel } from './network_panel.js';

const USUAL = { max_hops: '1', max_entities: String(BUDGET.usual), hub_degree: '100', min_certainty: 'probable' };
const PAGE = 20;
const MOST_SEEDS = 5;

export function render(root, ctx) {
  const { params } = ctx.route;
  const seeds = params.getAll('seeds').flatMap((one) => one.split(',')).filter(Boolean);
  const pickers = [picker({ ...ctx, label: t('network.seed'), start: seeds[0] ?? '', first: !seeds.length })];
  for (const seed of seeds.slice(1)) pickers.push(picker({ ...ctx, label: t('network.other_seed'), start: seed, required: false }));
  const answer = h('section.answer', { 'aria-label': t('network.answer') });
  append(root, [h('h1', {}, t('network.title')), form(ctx, pickers), answer]);
  if (!seeds.length) {
    fill(answer, h('p.empty', {}, t('network.start')));
    return;
  }
  const value = (name) => Number(params.get(name) ?? USUAL[name]);
  const body = framed(ctx.route, {
    seeds, max_hops: value('max_hops'), max_entities: Math.min(value('max_entities'), BUDGET.most), hub_degree: value('hub_degree'),
    min_certainty: params.get('min_certainty') ?? USUAL.min_certainty, types: params.has('types') ? params.getAll('types') : null,
  });
  pending(answer, ctx.signal, (signal) => ask('network', { body, signal }), (told) => {
    told.seeds.forEach((id, place) => pickers[place]?.name(id, told.entities.find((one) => one.id === id)?.name ?? id));
    return new Network(ctx, told).start();
  }, (problem) => candidatesBox(problem, (old, id) => ctx.go(changed(ctx.route, { seeds: seeds.map((one) => (one === old ? id : one)) })), seeds));
}

function form(ctx, pickers) {
  const { params } = ctx.route;
  const value = (name) => params.get(name) ?? USUAL[name];
  const controls = {
    as_of: dayInput(ctx.route), max_hops: hopsChoice(value('max_hops'), 3), min_certainty: certaintyChoice(value('min_certainty')),
    max_entities: choice(value('max_entities'), [50, 150, 300, 1000, BUDGET.most].map((n) => [n, n > BUDGET.warn ? t('network.crowded', { n }) : n])),
    hub_degree: numberInput(value('hub_degree'), 1, 10000),
  };
  const types = typeBoxes(params.getAll('types'));
  const seeds = h('div.seeds', {}, pickers.map((one) => one.element));
  const more = h('button.quiet', { type: 'button', onclick: addSeed }, t('network.add_seed'));
  function addSeed() {
    const one = picker({ ...ctx, label: t('network.other_seed'), required: false });
    pickers.push(one);
    seeds.append(one.element);
    one.focus();
    more.hidden = pickers.length >= MOST_SEEDS;
  }
  function submitted(event) {
    event.preventDefault();
    const values = Object.fromEntries(Object.entries(controls).map(([name, one]) => [name, one.value === USUAL[name] ? null : one.value]));
    ctx.go(address('network', '', { ...carried(ctx.route), seeds: pickers.map((one) => one.value()).filter(Boolean), ...values, types: types.value() }));
  }
  return h('form.question.card', { onsubmit: submitted },
    h('div.fields', {}, seeds, more, field(t('date.as_of'), controls.as_of), field(t('bounds.max_hops'), controls.max_hops),
      h('button.main', { type: 'submit' }, t('network.go'))),
    h('details', { open: types.value().length > 0 }, h('summary', {}, t('bounds.more')),
      h('div.fields', {}, field(t('bounds.min_certainty'), controls.min_certainty), field(t('bounds.max_entities'), controls.max_entities),
        field(t('bounds.hub_degree'), controls.hub_degree, t('bounds.hub_hint'))), types.element));
}

/** One network on the page. */
class Network {
  constructor(ctx, told) {
    Object.assign(this, { ctx, told, model: new Model(), canvas: null, asked: new Map(), expansions: [], limit: PAGE });
    this.holders = Object.fromEntries(['chosen', 'filter', 'cut'].map((name) => [name, h(`section.card.${name}`)]));
    this.budget = h('div.budget');
    this.model.seeds = new Set(told.seeds);
    const cut = new Map(told.cut.map((one) => [one.id, one]));
    this.model.add(told.entities.map((one) => ({ ...one, cut: cut.get(one.id) })), told.links);
    const { params } = ctx.route;
    this.model.hiddenTypes = new Set(params.getAll('off'));
    this.model.hiddenEntities = new Set(params.getAll('hide'));
    this.twin = makeTwin({
      route: ctx.route, model: this.model, counts: (id) => this.counts(id), expand: (id, group) => this.guarded(this.expand(id, group)), choose: (id) => this.choose(id),
    });
  }

  start() {
    const drawing = h('div.canvas.free', { role: 'img', 'aria-label': t('network.drawing') });
    const framed = h('div.drawing.card', {}, drawing);
    this.panels();
    this.guarded(this.run(drawing, framed));
    return [
      statusNotice(this.told, this.told.entities.length), this.budget, stampLine(this.ctx, this.told),
      h('div.work', {}, framed, h('aside.panels', { 'aria-label': t('network.panels') }, Object.values(this.holders))),
      h('section.card', {}, h('h2', {}, t('twin.title')), h('p.small', {}, t('twin.hint')), this.twin.element),
    ];
  }

  async run(drawing, framed) {
    this.twin.render();
    this.canvas = await makeCanvas(drawing, {
      mode: 'free', signal: this.ctx.signal, opened: (id) => this.guarded(this.openAll(id)),
      chosen: (what) => (what.entity ? this.choose(what.entity) : linePanel(this.holders.chosen, { ctx: this.ctx, model: this.model, bundle: what.bundle })),
    });
    if (!this.canvas) return;
    framed.prepend(canvasTools(this.canvas));
    await this.draw();
    for (const one of this.ctx.route.params.getAll('expand')) {
      const [id, type, direction, limit] = one.split('~');
      if (this.model.entities.has(id)) await this.add(id, { type, direction }, Number(limit) || PAGE);
    }
    this.choose(this.ctx.route.params.get('at') ?? this.told.seeds[0], false);
  }

  /** What fails beside the answer is told above the drawing, but for what the reader left behind. */
  guarded(doing) {
    return doing.catch((error) => isAborted(error) || fill(this.budget, problemBox(error)));
  }

  async draw(around = null) {
    this.twin.render();
    this.warn();
    await this.canvas?.update(this.model.shownEntities(), bundles(this.model.shownLinks()), around);
  }

  warn() {
    const n = this.model.entities.size;
    fill(this.budget, n > BUDGET.warn && h('p.notice.warn', {}, t(n >= BUDGET.most ? 'network.full' : 'network.many', { n: count(n), most: count(BUDGET.most) })));
  }

  panels() {
    filterPanel(this.holders.filter, { model: this.model, setType: (type, on) => this.setType(type, on), unhide: () => this.unhide() });
    cutPanel(this.holders.cut, { cut: this.told.cut, total: this.told.cut_count, choose: (id) => this.choose(id) });
  }

  /** The counts per type around an entity, asked for once. */
  counts(id) {
    if (!this.asked.has(id)) {
      const query = { ...frame(this.ctx.route), min_certainty: this.told.bounds.min_certainty };
      const answer = ask(at('entities', id, 'adjacent'), { query, signal: this.ctx.signal }).then((told) => told.adjacent);
      answer.catch(() => this.asked.delete(id));
      this.asked.set(id, answer);
    }
    return this.asked.get(id);
  }

  choose(id, noted = true) {
    if (!this.model.entities.has(id)) return;
    this.at = id;
    this.canvas?.select(id);
    entityPanel(this.holders.chosen, {
      ctx: this.ctx, model: this.model, id, counts: (one) => this.counts(one), expand: (one, group) => this.guarded(this.expand(one, group)),
      hide: (one) => this.hide(one), limit: this.limit, setLimit: (n) => { this.limit = n; },
    });
    if (noted) this.note();
  }

  /** Adds neighbours of one type, as many as the limit says and the budget has room for. */
  async expand(id, group) {
    const fresh = await this.add(id, group, this.limit);
    if (fresh === null) return;
    this.choose(id);
    announce(t('network.expanded', { n: fresh, role: roleName(group.type, group.direction), total: count(this.model.entities.size) }));
  }

  async add(id, { type, direction }, limit) {
    const room = this.model.room;
    if (room <= 0) {
      announce(t('network.full', { n: count(this.model.entities.size), most: count(BUDGET.most) }));
      this.warn();
      return null;
    }
    const before = this.expansions.filter((one) => one.id === id && one.type === type && one.direction === direction);
    const query = {
      ...frame(this.ctx.route), direction, limit: Math.min(limit, 200), min_certainty: this.told.bounds.min_certainty, cursor: before.at(-1)?.next,
    };
    if (before.length && !query.cursor) return null;
    const told = await ask(at('entities', id, 'adjacent', type), { query, signal: this.ctx.signal });
    const others = told.results.slice(0, room);
    const near = this.model.entities.get(id);
    const fresh = this.model.add(
      others.map((one) => ({ id: one.id, name: one.name, kind: one.kind, distance: this.model.entities.get(one.id)?.distance ?? (near.distance ?? 0) + 1 })),
      others.flatMap((one) => hopLinks(one).map((link) => ({ ...link, from: one.direction === 'out' ? id : one.id, to: one.direction === 'out' ? one.id : id }))),
    );
    this.expansions.push({ id, type, direction, limit, next: told.next });
    this.panels();
    await this.draw(id);
    return fresh.length;
  }

  /** A double click: every type that fits within the limit at once; else the counts say what to choose. */
  async openAll(id) {
    this.choose(id);
    for (const group of await this.counts(id)) if (group.count <= this.limit) await this.expand(id, group);
  }

  setType(type, on) {
    if (on) this.model.hiddenTypes.delete(type);
    else this.model.hiddenTypes.add(type);
    this.note();
    this.guarded(this.draw());
  }

  hide(id) {
    this.model.hiddenEntities.add(id);
    this.panels();
    this.guarded(this.draw());
    this.choose(this.told.seeds[0]);
  }

  unhide() {
    this.model.hiddenEntities.clear();
    this.panels();
    this.note();
    this.guarded(this.draw());
  }

  /** Keeps what the reader did in the address, so that it opens again as it is. */
  note() {
    this.ctx.replace(changed(parse(location.hash), {
      expand: this.expansions.map((one) => [one.id, one.type, one.direction, one.limit].join('~')),
      off: [...this.model.hiddenTypes], hide: [...this.model.hiddenEntities], at: this.at,
    }));
  }
}

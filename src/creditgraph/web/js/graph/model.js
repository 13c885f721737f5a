/**
 * What a drawing and its table show: entities, links and what hides them. Filters hide and never delete; nothing here
 * knows of a screen.
 */

import { attributes } from '../format.js';
import { t, word } from '../i18n.js';

/** How many entities are drawn unless asked, from where on the page warns, and beyond which it draws none. */
export const BUDGET = { usual: 150, warn: 300, most: 2000 };

const SURE = { suspected: 1, probable: 2, certain: 3 };
const LABELLED = 2;

export class Model {
  constructor() {
    this.entities = new Map();
    this.links = new Map();
    this.hiddenTypes = new Set();
    this.hiddenEntities = new Set();
    this.seeds = new Set();
  }

  /** How many more entities may come in. */
  get room() {
    return BUDGET.most - this.entities.size;
  }

  /** Takes entities and links in; those that were not there before are returned as ids. What is known is kept. */
  add(entities, links) {
    const fresh = [];
    for (const one of entities) {
      if (!this.entities.has(one.id)) fresh.push(one.id);
      this.entities.set(one.id, { ...this.entities.get(one.id), ...one });
    }
    for (const link of links.flatMap(hopLinks)) {
      if (this.entities.has(link.from) && this.entities.has(link.to)) this.links.set(keyOf(link), link);
    }
    return fresh;
  }

  /** The links that the filters let through. */
  shownLinks() {
    return [...this.links.values()].filter((link) => !this.hiddenTypes.has(link.type)
      && !this.hiddenEntities.has(link.from) && !this.hiddenEntities.has(link.to));
  }

  /** The entities that the filters let through: the seeds, and what shown links still hold to another entity. */
  shownEntities() {
    const held = new Set(this.shownLinks().flatMap((link) => [link.from, link.to]));
    return [...this.entities.values()].filter((one) => !this.hiddenEntities.has(one.id) && (this.seeds.has(one.id) || held.has(one.id)));
  }

  /** The shown links of an entity, as seen from it: direction, the other end. */
  around(id) {
    return this.shownLinks().filter((link) => link.from === id || link.to === id)
      .map((link) => (link.from === id ? { ...link, direction: 'out', other: link.to } : { ...link, direction: 'in', other: link.from }));
  }

  /** How many links of each type there are, hidden ones too. */
  countTypes() {
    const counts = new Map();
    for (const { type } of this.links.values()) counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
  }
}

function keyOf(link) {
  return [link.type, link.from, link.to, link.valid_from, link.valid_to, attributes(link.attributes)].join('|');
}

/** Links with the same two ends as one line of a drawing, labelled with what they say. */
export function bundles(links) {
  const found = new Map();
  for (const link of links) {
    const key = `${link.from}>${link.to}`;
    found.set(key, [...(found.get(key) ?? []), link]);
  }
  return [...found].map(([id, held]) => ({
    id, from: held[0].from, to: held[0].to, links: held, label: labelOf(held),
    certainty: held.reduce((best, one) => (SURE[one.certainty] > SURE[best] ? one.certainty : best), 'suspected'),
  }));
}

function labelOf(links) {
  const said = [...new Map(links.map((link) => [link.type, link])).values()].map((link) => (
    [word('link', link.type), attributes(links.filter((one) => one.type === link.type).flatMap((one) => one.attributes ?? []))].filter(Boolean).join(' ')));
  return said.length > LABELLED ? [...said.slice(0, LABELLED), t('graph.more_labels', { n: said.length - LABELLED })].join('\n') : said.join('\n');
}

/** All relations of a step: the surest, and the others beside it. */
export const hopLinks = ({ also = [], ...hop }) => [hop, ...also];

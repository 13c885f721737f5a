/**
 * A drawing of entities and links on a canvas. It is for the eye only: whatever it shows stands in a table beside it.
 *
 * `tree`: paths from left to right, names inside boxes. `free`: a network, names below their marks.
 */

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { fan, freePositions } from './layout.js';
import { block, box, styleSheet } from './style.js';

const BIG = 300;
const NEAREST = 1.35;
const READABLE = 0.7;
const NARROW = 600;
const HEIGHT = { least: 190, most: 480 };
const STEP = 1.3;

/** {update(entities, bundles, around), select(id), mark(ids), fit(), resize()}; `chosen` hears of entities and lines. */
export async function makeCanvas(holder, { mode, signal, chosen, opened = () => {} }) {
  const [{ default: cytoscape }, dagre] = await Promise.all([
    import('../../vendor/cytoscape.esm.min.mjs'),
    mode === 'tree' ? import('../../vendor/cytoscape-dagre.min.mjs') : null,
  ]);
  if (signal.aborted) return null;
  if (dagre && !cytoscape('layout', 'dagre')) cytoscape.use(dagre.default);
  const cy = cytoscape({
    container: holder, style: styleSheet(mode), minZoom: 0.05, maxZoom: 3, userZoomingEnabled: false, boxSelectionEnabled: false,
    selectionType: 'single', textureOnViewport: true, hideEdgesOnViewport: false, pixelRatio: 'auto',
  });
  window.__graph = cy;
  listen(cy, holder, { signal, chosen, opened, mode });
  return { cy, ...deeds(cy, mode, signal) };
}

function listen(cy, holder, { signal, chosen, opened, mode }) {
  // the wheel scrolls the page until the drawing has been taken in hand
  holder.addEventListener('pointerdown', () => cy.userZoomingEnabled(true));
  holder.addEventListener('pointerleave', () => cy.userZoomingEnabled(false));
  cy.on('tap', 'node', (event) => chosen({ entity: event.target.id() }));
  cy.on('tap', 'edge', (event) => chosen({ bundle: event.target.data('bundle') }));
  cy.on('dbltap', 'node', (event) => opened(event.target.id()));
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', () => cy.style(styleSheet(mode)), { signal });
  const sheet = h('canvas.on-paper', { 'aria-hidden': 'true' });
  holder.after(sheet);
  window.addEventListener('beforeprint', () => copyTo(sheet, holder), { signal });
  const seen = new ResizeObserver(() => cy.resize());
  seen.observe(holder);
  signal.addEventListener('abort', () => {
    seen.disconnect();
    if (window.__graph === cy) window.__graph = null;
    cy.destroy();
  }, { once: true });
}

/** The drawing as one picture that shrinks with the paper. */
function copyTo(sheet, holder) {
  const layers = [...holder.querySelectorAll('canvas')];
  if (!layers[0]?.width) return;
  sheet.width = layers[0].width;
  sheet.height = layers[0].height;
  const pen = sheet.getContext('2d');
  for (const layer of layers) if (layer.width === sheet.width) pen.drawImage(layer, 0, 0);
}

function deeds(cy, mode, signal) {
  const isNarrow = () => cy.width() < NARROW;

  function fit() {
    cy.fit(cy.elements(), 28);
    if (cy.zoom() > NEAREST) cy.zoom({ level: NEAREST, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    if (mode === 'free' && isNarrow() && cy.zoom() < READABLE) {
      cy.zoom(READABLE);
      cy.center(cy.nodes('[seed = 1]'));
    }
    // better to scroll than to shrink a chain until nobody can read it
    if (mode === 'tree' && cy.zoom() < READABLE) {
      const { x1, y1, w, h: height } = cy.elements().boundingBox();
      cy.zoom(READABLE);
      cy.pan({
        x: isNarrow() ? cy.width() / 2 - (x1 + w / 2) * READABLE : 24 - x1 * READABLE,
        y: isNarrow() ? 24 - y1 * READABLE : cy.height() / 2 - (y1 + height / 2) * READABLE,
      });
    }
  }

  /** Shows these and no others. Who stays keeps the place; newcomers stand around `around`, or all is laid out. */
  async function update(entities, pairs, around = null) {
    const wanted = new Set([...entities.map((one) => one.id), ...pairs.map((one) => one.id)]);
    const fresh = entities.filter((one) => cy.getElementById(one.id).empty());
    const isFirst = cy.nodes().empty();
    const places = await placesFor(entities, pairs, fresh, around, isFirst);
    if (signal.aborted) return;
    cy.batch(() => {
      cy.elements().filter((one) => !wanted.has(one.id())).remove();
      for (const one of entities) put(cy, 'nodes', nodeData(one, mode), places?.get(one.id));
      for (const one of pairs) put(cy, 'edges', edgeData(one));
    });
    cy.scratch('_big', cy.nodes().length > BIG);
    cy.elements().toggleClass('big', cy.nodes().length > BIG);
    if (mode === 'tree') grow();
    if (isFirst || mode === 'tree') fit();
  }

  /** Ranks from the first subject to the second, downward on a narrow screen; the drawing is as high as they need. */
  function grow() {
    const narrow = isNarrow();
    cy.layout({ name: 'dagre', rankDir: narrow ? 'TB' : 'LR', nodeSep: 22, rankSep: narrow ? 46 : 120, edgeSep: 12, fit: false, animate: false }).run();
    const { w, h: height } = cy.elements().boundingBox();
    const zoom = Math.max(READABLE, Math.min(NEAREST, (cy.width() - 56) / w));
    cy.container().style.height = `${Math.round(Math.min(HEIGHT.most, Math.max(HEIGHT.least, height * zoom + 60)))}px`;
    cy.resize();
  }

  async function placesFor(entities, pairs, fresh, around, isFirst) {
    if (mode === 'tree' || !fresh.length) return null;
    const centre = around && cy.getElementById(around);
    if (isFirst || !centre || centre.empty()) {
      return isFirst ? freePositions(entities, pairs, signal) : fan({ x: 0, y: 0 }, [], fresh.map((one) => one.id));
    }
    const others = cy.nodes().filter((one) => one.id() !== around).map((one) => one.position());
    return fan(centre.position(), others, fresh.map((one) => one.id));
  }

  return {
    update,
    fit,
    zoom: (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }),
    select(id) {
      cy.elements().removeClass('chosen');
      if (id) cy.getElementById(id).addClass('chosen');
    },
    /** Sets these apart from all others; with none, all are equal again. */
    mark(ids) {
      cy.elements().removeClass('aside marked');
      if (!ids.length) return;
      const held = new Set(ids);
      cy.elements().forEach((one) => one.addClass(held.has(one.id()) ? 'marked' : 'aside'));
    },
  };
}

function nodeData(one, mode) {
  const name = one.name || one.id;
  const size = mode === 'tree' ? box(name) : { text: block(name).text };
  return { id: one.id, name, kind: one.kind, seed: one.distance === 0 ? 1 : 0, cut: one.cut ? 1 : 0, ...size };
}

/** A line is laid out from its near to its far end; one that is read the other way bears its arrow at the near end. */
function edgeData(one) {
  const [source, target] = one.against ? [one.to, one.from] : [one.from, one.to];
  return { id: one.id, source, target, label: one.label, certainty: one.certainty, against: Boolean(one.against), bundle: one };
}

function put(cy, group, data, position) {
  const there = cy.getElementById(data.id);
  if (there.nonempty()) there.data(data);
  else cy.add({ group, data, ...(position ? { position: { ...position } } : {}) });
}

/** Buttons for what the mouse does with a drawing. */
export function canvasTools(canvas) {
  const button = (key, run) => h('button', { type: 'button', title: t(key), 'aria-label': t(key), onclick: run },
    { 'graph.zoom_in': '+', 'graph.zoom_out': '−', 'graph.fit': '⤢' }[key]);
  return h('div.canvas-tools', { role: 'group', 'aria-label': t('graph.tools') },
    button('graph.zoom_in', () => canvas.zoom(STEP)), button('graph.zoom_out', () => canvas.zoom(1 / STEP)), button('graph.fit', canvas.fit));
}

/** How entities and links look in a drawing; the colours are those of the page's style sheet. */

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const LINE = 10;
const WIDE = 13;

/** The size of a box that holds a name: wide characters count one, Latin letters a little more than half. */
export function box(name) {
  const { lines, text } = block(name);
  return { text, width: text + 22, height: lines * 17 + 16 };
}

/** A name in lines of nearly equal length: how many, and how wide they are. */
export function block(name) {
  const width = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 1 : 0.6), 0);
  const lines = Math.ceil(width / LINE);
  return { lines, text: Math.ceil((Math.ceil(width / lines) + 0.6) * WIDE) };
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** The style sheet of a drawing. */
export function styleSheet(mode) {
  const colour = colours();
  return [...nodes(colour, mode), ...edges(colour), ...states(colour)];
}

function nodes(colour, mode) {
  const inside = {
    width: 'data(width)', height: 'data(height)', 'text-valign': 'center',
  };
  const below = { width: 26, height: 26, 'text-valign': 'bottom', 'text-margin-y': 5, 'text-background-color': colour('surface'), 'text-background-opacity': 0.85, 'text-background-padding': 1 };
  return [
    {
      selector: 'node',
      style: {
        label: 'data(name)', 'font-family': FONT, 'font-size': 12.5, color: colour('text'), 'text-wrap': 'wrap', 'text-overflow-wrap': 'anywhere', 'text-max-width': 'data(text)',
        'text-halign': 'center', 'line-height': 1.25, 'min-zoomed-font-size': 7, shape: 'round-rectangle', 'background-color': colour('node-org'),
        'border-width': 1.5, 'border-color': colour('node-org-line'), ...(mode === 'tree' ? inside : below),
      },
    },
    { selector: 'node[kind = "natural_person"]', style: { shape: 'ellipse', 'background-color': colour('node-person'), 'border-color': colour('node-person-line') } },
    { selector: 'node[kind = "natural_person"][width]', style: { shape: 'round-rectangle', 'corner-radius': 40 } },
    { selector: 'node[seed = 1]', style: { 'background-color': colour('accent'), 'border-color': colour('accent'), ...(mode === 'tree' ? { color: colour('on-accent') } : { width: 34, height: 34, 'font-weight': 600 }) } },
    { selector: 'node[cut = 1]', style: { 'border-style': 'dashed', 'border-width': 3, 'border-color': colour('related') } },
  ];
}

function edges(colour) {
  return [
    {
      selector: 'edge',
      style: {
        width: 1.4, 'line-color': colour('edge'), 'target-arrow-color': colour('edge'), 'target-arrow-shape': 'triangle', 'arrow-scale': 0.9,
        'curve-style': 'bezier', label: 'data(label)', 'font-family': FONT, 'font-size': 11, color: colour('muted'), 'text-wrap': 'wrap',
        'text-background-color': colour('surface'), 'text-background-opacity': 0.92, 'text-background-padding': 2, 'min-zoomed-font-size': 8,
      },
    },
    { selector: 'edge[?against]', style: { 'target-arrow-shape': 'none', 'source-arrow-shape': 'triangle', 'source-arrow-color': colour('edge') } },
    { selector: 'edge[certainty != "certain"]', style: { 'line-style': 'dashed' } },
  ];
}

function states(colour) {
  return [
    // a crowd is drawn with what can be told apart at its size: no names when small, straight lines without labels
    { selector: 'edge.big', style: { 'curve-style': 'haystack', label: '', width: 1 } },
    { selector: 'node.big', style: { 'min-zoomed-font-size': 11 } },
    { selector: 'node.chosen', style: { 'border-width': 4, 'border-color': colour('focus') } },
    { selector: 'edge.chosen', style: { width: 3, 'line-color': colour('focus'), 'target-arrow-color': colour('focus'), 'source-arrow-color': colour('focus') } },
    { selector: '.aside', style: { opacity: 0.22 } },
    { selector: 'edge.marked', style: { width: 2.6, 'line-color': colour('accent'), 'target-arrow-color': colour('accent'), 'source-arrow-color': colour('accent') } },
  ];
}

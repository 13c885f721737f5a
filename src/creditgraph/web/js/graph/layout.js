/** Where entities stand in a drawing. All of it is a function of the graph: the same answer is drawn the same way. */

const START = 60;
const RING = 190;
const FAN_STEP = 96;
const ITERATIONS = { few: 1000, many: 160 };
const MANY = 400;
const CROWD = 60;
const LENGTH = { few: 140, crowd: 110 };
const WIDER = 1.4;

/** Positions by id from ForceAtlas2 in a worker, beginning with rings by distance from the seeds. */
export async function freePositions(entities, pairs, signal) {
  const start = rings(entities);
  const index = new Map(entities.map((one, place) => [one.id, place]));
  const edges = pairs.map((pair) => [index.get(pair.from), index.get(pair.to)]);
  if (entities.length < 3 || !edges.length) return start;
  const worker = new Worker(new URL('./layout-worker.js', import.meta.url), { type: 'module' });
  try {
    const moved = await new Promise((done, failed) => {
      worker.onmessage = (event) => done(event.data);
      worker.onerror = () => failed(new Error('layout'));
      signal?.addEventListener('abort', () => failed(new DOMException('given up', 'AbortError')), { once: true });
      worker.postMessage({
        places: entities.map((one) => [start.get(one.id).x, start.get(one.id).y]), edges,
        iterations: entities.length > MANY ? ITERATIONS.many : ITERATIONS.few,
      });
    });
    const lying = lay(moved);
    const scale = stretch(lying, edges);
    return new Map(entities.map((one, place) => [one.id, { x: lying[place][0] * scale * WIDER, y: lying[place][1] * scale }]));
  } finally {
    worker.terminate();
  }
}

/** The same places, turned so that they are wider than high: screens are, and so are names. */
function lay(places) {
  const [across, down] = [0, 1].map((axis) => Math.max(...places.map((one) => one[axis])) - Math.min(...places.map((one) => one[axis])));
  return across >= down ? places : places.map(([x, y]) => [y, x]);
}

/** By how much to stretch so that half of the lines are long enough for their labels. */
function stretch(places, edges) {
  const lengths = edges.map(([a, b]) => Math.hypot(places[a][0] - places[b][0], places[a][1] - places[b][1])).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] || 1;
  return (places.length > CROWD ? LENGTH.crowd : LENGTH.few) / usual;
}

function rings(entities) {
  const byDistance = new Map();
  for (const one of entities) byDistance.set(one.distance ?? 1, [...(byDistance.get(one.distance ?? 1) ?? []), one]);
  const places = new Map();
  for (const [distance, members] of byDistance) {
    const radius = distance === 0 && members.length === 1 ? 0 : START * (distance + 0.5) + members.length * 3;
    members.forEach((one, place) => {
      const angle = (2 * Math.PI * place) / members.length + distance;
      places.set(one.id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
    });
  }
  return places;
}

/** Places for newcomers on a fan around an entity, on the side that turns away from the others; nobody else moves. */
export function fan(centre, others, ids) {
  const middle = others.length ? mean(others) : { x: centre.x - 1, y: centre.y };
  const outward = Math.atan2(centre.y - middle.y, centre.x - middle.x);
  const places = new Map();
  let [placed, ring] = [0, 1];
  while (placed < ids.length) {
    const radius = RING * 0.8 + ring * FAN_STEP;
    const spread = ids.length > 6 ? 1.5 * Math.PI : Math.PI * 0.9;
    const held = Math.min(ids.length - placed, Math.max(3, Math.floor((spread * radius) / FAN_STEP)));
    for (let place = 0; place < held; place += 1) {
      const angle = outward + (held === 1 ? 0 : spread * (place / (held - 1) - 0.5));
      places.set(ids[placed + place], { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) });
    }
    placed += held;
    ring += 1;
  }
  return places;
}

function mean(places) {
  return { x: places.reduce((sum, one) => sum + one.x, 0) / places.length, y: places.reduce((sum, one) => sum + one.y, 0) / places.length };
}

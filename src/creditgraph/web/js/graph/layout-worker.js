/** ForceAtlas2 off the page's own thread: places and edges in, places out. */

import { defaults, iterate } from '../../vendor/forceatlas2.min.mjs';

const NODE = 10;
const EDGE = 3;
const BIG = 500;

self.onmessage = ({ data: { places, edges, size, iterations } }) => {
  const settings = {
    ...defaults, adjustSizes: places.length <= BIG, barnesHutOptimize: places.length > BIG, scalingRatio: 40, gravity: 0.6, slowDown: 4,
  };
  const nodes = new Float32Array(places.length * NODE);
  places.forEach(([x, y], index) => nodes.set([x, y, 0, 0, 0, 0, 1, 1, size, 0], index * NODE));
  const lines = new Float32Array(edges.length * EDGE);
  edges.forEach(([from, to], index) => {
    lines.set([from * NODE, to * NODE, 1], index * EDGE);
    nodes[from * NODE + 6] += 1;
    nodes[to * NODE + 6] += 1;
  });
  for (let round = 0; round < iterations; round += 1) iterate(settings, nodes, lines);
  self.postMessage(places.map((_, index) => [nodes[index * NODE], nodes[index * NODE + 1]]));
};

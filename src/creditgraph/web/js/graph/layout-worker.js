/** ForceAtlas2 off the page's own thread: places and edges in, places out. */

import { defaults, iterate } from '../../vendor/forceatlas2.min.mjs';

const NODE = 10;
const EDGE = 3;
const BIG = 500;
/** How much heavier each line makes its ends: with the full weight of the method hubs stand far off from all others. */
const PULL = 0.3;

self.onmessage = ({ data: { places, edges, iterations } }) => {
  const settings = {
    ...defaults, barnesHutOptimize: places.length > BIG, scalingRatio: 100, strongGravityMode: true, gravity: 0.3,
  };
  const nodes = new Float32Array(places.length * NODE);
  places.forEach(([x, y], index) => nodes.set([x, y, 0, 0, 0, 0, 1, 1, 1, 0], index * NODE));
  const lines = new Float32Array(edges.length * EDGE);
  edges.forEach(([from, to], index) => {
    lines.set([from * NODE, to * NODE, 1], index * EDGE);
    nodes[from * NODE + 6] += PULL;
    nodes[to * NODE + 6] += PULL;
  });
  for (let round = 0; round < iterations; round += 1) iterate(settings, nodes, lines);
  self.postMessage(places.map((_, index) => [nodes[index * NODE], nodes[index * NODE + 1]]));
};

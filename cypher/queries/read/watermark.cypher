// name: watermark
// mode: read
// params:
// returns: tx, at, target, phase, last, sequence
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 100

// How far the graph is published. No row: never.
MATCH (w:Watermark {name: 'archive'})
RETURN w.tx AS tx, w.at AS at, w.target AS target, w.phase AS phase, w.last AS last, w.sequence AS sequence

// name: advance
// mode: write
// params: sequence: int, tx: int, at: str?, target: int?, phase: str?, last: int?
// returns: sequence
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Moves the watermark if nobody else has. No row: somebody has.
MATCH (w:Watermark {name: 'archive', sequence: $sequence})
SET w.sequence = $sequence + 1, w.tx = $tx, w.at = $at, w.target = $target, w.phase = $phase, w.last = $last
RETURN w.sequence AS sequence

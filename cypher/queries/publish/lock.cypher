// name: lock
// mode: write
// params:
// returns: sequence
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Takes the lock of the watermark, by writing to it, before anything is read: reads alone would be stale.
MATCH (w:Watermark {name: 'archive'})
SET w.locked = true
RETURN w.sequence AS sequence

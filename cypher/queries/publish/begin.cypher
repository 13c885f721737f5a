// name: begin
// mode: write
// params:
// returns: sequence
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// The watermark of a graph that has none.
MERGE (w:Watermark {name: 'archive'})
ON CREATE SET w.tx = 0, w.sequence = 0
RETURN w.sequence AS sequence

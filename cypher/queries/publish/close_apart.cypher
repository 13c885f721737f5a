// name: close_apart
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Entities that are told apart no more.
UNWIND $rows AS row
MATCH (a:Entity {eid: row.start})
MATCH (b:Entity {eid: row.end})
MATCH (a)-[r:TOLD_APART {jid: row.jid, tx_from: row.tx_from}]->(b)
SET r.tx_to = row.tx_to

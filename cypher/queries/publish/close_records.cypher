// name: close_records
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Records that end to stand on an entity.
UNWIND $rows AS row
MATCH (d:Record {rid: row.rid})
MATCH (e:Entity {eid: row.start})
MATCH (e)-[r:HAS_RECORD {tx_from: row.tx_from}]->(d)
SET r.tx_to = row.tx_to

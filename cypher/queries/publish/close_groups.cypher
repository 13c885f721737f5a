// name: close_groups
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Persons who end to share name, sex and birth year with a group.
UNWIND $rows AS row
MATCH (g:PersonGroup {key: row.key})
MATCH (e:Entity {eid: row.start})
MATCH (e)-[r:MAY_BE {sid: row.sid, tx_from: row.tx_from}]->(g)
SET r.tx_to = row.tx_to

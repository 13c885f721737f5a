// name: open_apart
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Entities that a steward told apart.
UNWIND $rows AS row
MATCH (a:Entity {eid: row.start})
MATCH (b:Entity {eid: row.end})
CREATE (a)-[r:TOLD_APART]->(b)
SET r = row.properties

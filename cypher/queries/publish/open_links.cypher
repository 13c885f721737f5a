// name: open_links
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Links that begin to be believed, or to join these two entities.
UNWIND $rows AS row
MATCH (a:Entity {eid: row.start})
MATCH (b:Entity {eid: row.end})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties

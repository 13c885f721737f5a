// name: open_groups
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Persons who begin to share name, sex and birth year with a group.
UNWIND $rows AS row
MATCH (e:Entity {eid: row.start})
MERGE (g:PersonGroup {key: row.key})
CREATE (e)-[r:MAY_BE]->(g)
SET r = row.properties

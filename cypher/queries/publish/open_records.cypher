// name: open_records
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Records that begin to stand on an entity.
UNWIND $rows AS row
MATCH (e:Entity {eid: row.start})
MERGE (d:Record {rid: row.rid})
ON CREATE SET d += row.record
CREATE (e)-[r:HAS_RECORD]->(d)
SET r = row.properties

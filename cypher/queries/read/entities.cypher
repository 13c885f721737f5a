// name: entities
// mode: read
// params: eids: list, tx: int
// returns: eid, kind, name
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 700

// What entities were at a transaction: the node's own state, or one that it was before.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
WITH eid, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
WHERE s.kind IS NOT NULL AND (s.tx_to IS NULL OR s.tx_to > $tx)
RETURN eid, s.kind AS kind, s.name AS name

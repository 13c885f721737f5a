// name: state_bodies
// mode: read
// params: eids: list, tx: int
// returns: eid
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 400

// Those of the entities that were state bodies at a transaction.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
WITH eid, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
WHERE s.state_body AND (s.tx_to IS NULL OR s.tx_to > $tx)
RETURN eid
ORDER BY eid

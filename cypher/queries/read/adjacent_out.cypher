// name: adjacent_out
// mode: read
// params: eid: int, type: str, after: int, limit: int, tx: int, as_of: int?, least: int
// returns: start, end, type, lids, valid_from, valid_to, certainty, attributes
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 100

// A page of one entity's edges of one type, outgoing, by the other end.
MATCH (e:Entity {eid: $eid})-[r:$($type)]->(o)
WHERE o.eid > $after AND r.certainty >= $least
  AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
  AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
WITH o.eid AS other, type(r) AS type,
  collect(r.lid) AS lids,
  CASE WHEN count(r.valid_from) = count(*) THEN min(r.valid_from) END AS valid_from,
  CASE WHEN count(r.valid_to) = count(*) THEN max(r.valid_to) END AS valid_to,
  max(r.certainty) AS certainty, min(r.attributes) AS attributes
ORDER BY other
LIMIT $limit
RETURN $eid AS start, other AS end, type, lids, valid_from, valid_to, certainty, attributes

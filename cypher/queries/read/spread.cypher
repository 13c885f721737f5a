// name: spread
// mode: read
// params: eid: int, cap_and_one: int, tx: int, as_of: int?, least: int, types: list
// returns: type, out, in
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 28200

// One entity's neighbours by type and direction, each count up to a cap and one.
MATCH (e:Entity {eid: $eid})
UNWIND $types AS type
WITH e, type, COUNT {
  MATCH (e)-[r:$(type)]->(o)
  WHERE r.certainty >= $least
    AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
    AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
  RETURN DISTINCT o LIMIT $cap_and_one
} AS out
RETURN type, out, COUNT {
  MATCH (e)<-[r:$(type)]-(o)
  WHERE r.certainty >= $least
    AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
    AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
  RETURN DISTINCT o LIMIT $cap_and_one
} AS in

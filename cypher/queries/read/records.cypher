// name: records
// mode: read
// params: eids: list, tx: int, as_of: int?
// returns: eid, record
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 1200

// The records that stand on entities.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})-[h:HAS_RECORD]->(d)
WHERE h.tx_from <= $tx AND (h.tx_to IS NULL OR h.tx_to > $tx)
  AND ($as_of IS NULL OR ((h.valid_from IS NULL OR h.valid_from <= $as_of) AND (h.valid_to IS NULL OR h.valid_to > $as_of)))
RETURN eid, [d.rid, d.type, d.name, d.fact_key, d.fields, h.valid_from, h.valid_to, h.stated_on] AS record

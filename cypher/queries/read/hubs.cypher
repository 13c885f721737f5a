// name: hubs
// mode: read
// params: eids: list, cap: int, cap_and_one: int, tx: int, as_of: int?, least: int, types: list
// returns: eid, degree
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 3200

// Those with more neighbours than a cap. The degree store clears most, for it counts every stored link; it condemns
// nobody, for it counts what is closed or out of date too.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
WHERE COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } > $cap
WITH eid, COUNT {
  MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
  WHERE type(r) IN $types AND r.certainty >= $least
    AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
    AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
  RETURN DISTINCT o LIMIT $cap_and_one
} AS degree
WHERE degree > $cap
RETURN eid, degree

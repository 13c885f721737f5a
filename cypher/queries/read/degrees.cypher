// name: degrees
// mode: read
// params: eids: list, cap_and_one: int, tx: int, as_of: int?, least: int, types: list
// returns: eid, degree
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 4500

// The number of neighbours by stated links, counted up to a cap and one.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
RETURN eid, COUNT {
  MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
  WHERE type(r) IN $types AND r.certainty >= $least
    AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
    AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
  RETURN DISTINCT o LIMIT $cap_and_one
} AS degree

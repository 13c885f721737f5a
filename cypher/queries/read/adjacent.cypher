// name: adjacent
// mode: read
// params: eid: int, after: int, limit: int, tx: int, as_of: int?, least: int, types: list
// returns: type, start, end, lid, valid_from, valid_to, certainty, attributes
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 200000

// A page of one entity's stated links, each by itself, by link id.
MATCH (e:Entity {eid: $eid})-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-()
WHERE r.lid > $after AND type(r) IN $types AND r.certainty >= $least
  AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
  AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
RETURN DISTINCT type(r) AS type, startNode(r).eid AS start, endNode(r).eid AS end, r.lid AS lid,
  r.valid_from AS valid_from, r.valid_to AS valid_to, r.certainty AS certainty, r.attributes AS attributes
ORDER BY lid
LIMIT $limit

// name: between
// mode: read
// params: first: list, second: list, tx: int, as_of: int?, least: int, types: list
// returns: type, start, end, lids, valid_from, valid_to, certainty, attributes
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 4800

// All edges with one end in each set. An entity with fewer stored links than the other set has members is expanded;
// of a larger one each pair is looked up, so that two hubs cost no more than two others.
UNWIND $first AS eid
MATCH (e:Entity {eid: eid})
CALL (e) {
  WITH e WHERE COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } <= size($second)
  MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
  WHERE o.eid IN $second
  RETURN r
  UNION
  WITH e WHERE COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } > size($second)
  UNWIND $second AS other
  MATCH (o:Entity {eid: other})
  MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
  RETURN r
}
WITH DISTINCT r
WHERE type(r) IN $types AND r.certainty >= $least
  AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
  AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
WITH type(r) AS type, startNode(r).eid AS start, endNode(r).eid AS end,
  collect(r.lid) AS lids,
  CASE WHEN count(r.valid_from) = count(*) THEN min(r.valid_from) END AS valid_from,
  CASE WHEN count(r.valid_to) = count(*) THEN max(r.valid_to) END AS valid_to,
  max(r.certainty) AS certainty, min(r.attributes) AS attributes
RETURN type, start, end, lids, valid_from, valid_to, certainty, attributes
ORDER BY type, start, end

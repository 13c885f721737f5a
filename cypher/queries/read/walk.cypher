// name: walk
// mode: read
// params: eids: list, hops: int, most: int, held: bool, cap: int, cap_and_one: int, tx: int, as_of: int?, least: int, types: list
// returns: walked, held
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 9700

// What a walk of up to three hops asks level by level, as one row of two lists. Of each entity walked: what it is,
// whether it is a state body, its degree where it may be a hub (else 0), its edges where it is none. With `held`, of each
// entity met: what it is, and its records. Hubs are not walked, state bodies only where they are the start. A level that
// would make them more than `most` is not read, nor is any behind it.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
WITH [] AS walked, [] AS seen, [] AS around, collect(e) AS level
CALL (level) {
  UNWIND level AS e
  WITH e, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
  WITH e, coalesce(s.state_body AND (s.tx_to IS NULL OR s.tx_to > $tx), false) AS state_body,
    CASE WHEN s.tx_to IS NULL OR s.tx_to > $tx THEN s.kind END AS kind, s.name AS name,
    CASE WHEN COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } > $cap THEN COUNT {
      MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
      WHERE type(r) IN $types AND r.certainty >= $least
        AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
        AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
      RETURN DISTINCT o LIMIT $cap_and_one
    } ELSE 0 END AS degree
  CALL (e, degree) {
    WITH e, degree WHERE degree <= $cap
    MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
    WHERE type(r) IN $types AND r.certainty >= $least
      AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
      AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
    RETURN collect(o) AS others, collect([type(r), startNode(r).eid, endNode(r).eid, r.lid, r.valid_from, r.valid_to, r.certainty, r.attributes]) AS edges
  }
  RETURN collect([e.eid, state_body, degree, edges, kind, name]) AS met, collect(others) AS reached
}
WITH walked + met AS walked, seen + level AS seen, around + reached AS around, reached
CALL (reached, seen) {
  UNWIND CASE WHEN $hops > 1 THEN reached ELSE [] END AS others
  UNWIND others AS o
  WITH DISTINCT o WHERE NOT o IN seen
  RETURN collect(o) AS next
}
WITH walked, seen, around, CASE WHEN size(seen) + size(next) > $most THEN [] ELSE next END AS level
CALL (level) {
  UNWIND level AS e
  WITH e, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
  WITH e, coalesce(s.state_body AND (s.tx_to IS NULL OR s.tx_to > $tx), false) AS state_body,
    CASE WHEN s.tx_to IS NULL OR s.tx_to > $tx THEN s.kind END AS kind, s.name AS name,
    CASE WHEN COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } > $cap THEN COUNT {
      MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
      WHERE type(r) IN $types AND r.certainty >= $least
        AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
        AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
      RETURN DISTINCT o LIMIT $cap_and_one
    } ELSE 0 END AS degree
  CALL (e, degree) {
    WITH e, degree WHERE degree <= $cap
    MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
    WHERE type(r) IN $types AND r.certainty >= $least
      AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
      AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
    RETURN collect(o) AS others, collect([type(r), startNode(r).eid, endNode(r).eid, r.lid, r.valid_from, r.valid_to, r.certainty, r.attributes]) AS edges
  }
  RETURN collect([e.eid, state_body, degree, edges, kind, name]) AS met, collect(CASE WHEN state_body THEN [] ELSE others END) AS reached
}
WITH walked + met AS walked, seen + level AS seen, around + reached AS around, reached
CALL (reached, seen) {
  UNWIND CASE WHEN $hops > 2 THEN reached ELSE [] END AS others
  UNWIND others AS o
  WITH DISTINCT o WHERE NOT o IN seen
  RETURN collect(o) AS next
}
WITH walked, seen, around, CASE WHEN size(seen) + size(next) > $most THEN [] ELSE next END AS level
CALL (level) {
  UNWIND level AS e
  WITH e, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
  WITH e, coalesce(s.state_body AND (s.tx_to IS NULL OR s.tx_to > $tx), false) AS state_body,
    CASE WHEN s.tx_to IS NULL OR s.tx_to > $tx THEN s.kind END AS kind, s.name AS name,
    CASE WHEN COUNT { (e)-[:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-() } > $cap THEN COUNT {
      MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
      WHERE type(r) IN $types AND r.certainty >= $least
        AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
        AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
      RETURN DISTINCT o LIMIT $cap_and_one
    } ELSE 0 END AS degree
  CALL (e, degree) {
    WITH e, degree WHERE degree <= $cap
    MATCH (e)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]-(o)
    WHERE type(r) IN $types AND r.certainty >= $least
      AND r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
      AND ($as_of IS NULL OR ((r.valid_from IS NULL OR r.valid_from <= $as_of) AND (r.valid_to IS NULL OR r.valid_to > $as_of)))
    RETURN collect(o) AS others, collect([type(r), startNode(r).eid, endNode(r).eid, r.lid, r.valid_from, r.valid_to, r.certainty, r.attributes]) AS edges
  }
  RETURN collect([e.eid, state_body, degree, edges, kind, name]) AS met, collect(CASE WHEN state_body THEN [] ELSE others END) AS reached
}
WITH walked + met AS walked, seen + level AS seen, around + reached AS around, reached
CALL (seen, around) {
  UNWIND CASE WHEN $held THEN around + [seen] ELSE [] END AS others
  UNWIND others AS e
  WITH DISTINCT e
  WITH e, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS s
  WHERE s.kind IS NOT NULL AND (s.tx_to IS NULL OR s.tx_to > $tx)
  RETURN collect([e.eid, s.kind, s.name, [(e)-[h:HAS_RECORD]->(d) WHERE h.tx_from <= $tx AND (h.tx_to IS NULL OR h.tx_to > $tx)
    AND ($as_of IS NULL OR ((h.valid_from IS NULL OR h.valid_from <= $as_of) AND (h.valid_to IS NULL OR h.valid_to > $as_of))) | [d.rid, d.type, d.name, d.fact_key, d.fields, h.valid_from, h.valid_to, h.stated_on]]]) AS held
}
RETURN walked, held

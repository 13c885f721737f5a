// name: suspected
// mode: read
// params: eids: list, tx: int
// returns: eid, other, sid, other_sid
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 7600

// Persons who share name, sex and birth year with others, but those known to be two: each has an identity number, or a
// steward told them apart.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})-[m:MAY_BE]->(:PersonGroup)<-[n:MAY_BE]-(o:Entity)
WHERE o <> e AND m.tx_from <= $tx AND (m.tx_to IS NULL OR m.tx_to > $tx)
  AND n.tx_from <= $tx AND (n.tx_to IS NULL OR n.tx_to > $tx)
  AND NOT EXISTS { MATCH (e)-[t:TOLD_APART]-(o) WHERE t.tx_from <= $tx AND (t.tx_to IS NULL OR t.tx_to > $tx) }
WITH eid, e, o, min(m.sid) AS sid, min(n.sid) AS other_sid
WITH eid, o, sid, other_sid, CASE WHEN e.tx_from <= $tx THEN e ELSE head([(e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS ours
WITH eid, o, sid, other_sid, ours, CASE WHEN o.tx_from <= $tx THEN o ELSE head([(o)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND (s.tx_to IS NULL OR s.tx_to > $tx) | s]) END AS theirs
WHERE NOT (ours.identified AND theirs.identified)
RETURN eid, o.eid AS other, sid, other_sid
ORDER BY eid, other

// name: crowded
// mode: read
// params: eids: list, most: int, tx: int
// returns: eid
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 2700

// Persons who stand in a group of so many sources that nobody walks it.
UNWIND $eids AS eid
MATCH (e:Entity {eid: eid})
WHERE COUNT {
  MATCH (e)-[m:MAY_BE]->(g:PersonGroup)
  WHERE m.tx_from <= $tx AND (m.tx_to IS NULL OR m.tx_to > $tx)
  MATCH (g)<-[n:MAY_BE]-()
  WHERE n.tx_from <= $tx AND (n.tx_to IS NULL OR n.tx_to > $tx)
  RETURN 1 AS one LIMIT $most
} >= $most
RETURN eid

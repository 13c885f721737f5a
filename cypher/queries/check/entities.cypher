// name: entities
// mode: read
// seconds: 300
// params: tx: int
// returns: count
// forbid: CartesianProduct, AllNodesScan

// Entities that stand at a transaction.
MATCH (e:Entity)
WHERE (e.tx_from <= $tx AND (e.tx_to IS NULL OR e.tx_to > $tx))
  OR EXISTS { MATCH (e)-[:WAS]->(s:EntityState) WHERE s.tx_from <= $tx AND s.tx_to > $tx }
RETURN count(e) AS count

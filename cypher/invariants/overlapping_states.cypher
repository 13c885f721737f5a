// name: overlapping_states
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// Two states of one entity at one time.
MATCH (e:Entity)-[:WAS]->(s:EntityState)
WHERE s.tx_to > e.tx_from OR s.tx_to IS NULL OR s.tx_to <= s.tx_from
RETURN e.eid AS eid
LIMIT 100
UNION
MATCH (a:EntityState)<-[:WAS]-(e:Entity)-[:WAS]->(b:EntityState)
WHERE elementId(a) < elementId(b) AND a.tx_from < b.tx_to AND b.tx_from < a.tx_to
RETURN e.eid AS eid
LIMIT 100

// name: entity_without_a_state
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// An entity without a state, or whose state ends before it begins.
MATCH (e:Entity)
WHERE e.id IS NULL OR e.tx_from IS NULL OR e.tx_to <= e.tx_from
RETURN e.eid AS eid
LIMIT 100

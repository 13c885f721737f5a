// name: record_without_an_entity
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// A record that never stood on an entity.
MATCH (d:Record)
WHERE NOT EXISTS { (d)<-[:HAS_RECORD]-(:Entity) }
RETURN d.rid AS rid
LIMIT 100

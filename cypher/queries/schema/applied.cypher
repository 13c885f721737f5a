// name: applied
// mode: read
// params:
// returns: version, checksum
// forbid: CartesianProduct, AllNodesScan

// The migrations that were applied.
MATCH (m:__Neo4jMigration)
WHERE m.version <> 'BASELINE'
RETURN m.version AS version, m.checksum AS checksum
ORDER BY version

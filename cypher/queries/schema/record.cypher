// name: record
// mode: write
// params: version: str, description: str, type: str, source: str, checksum: str, by: str, took: int, before: str
// returns:
// forbid: CartesianProduct, AllNodesScan

// Notes a migration behind the one before it, as neo4j-migrations does.
MERGE (p:__Neo4jMigration {version: $before})
MERGE (m:__Neo4jMigration {version: $version})
ON CREATE SET m.description = $description, m.type = $type, m.source = $source, m.checksum = $checksum
MERGE (p)-[r:MIGRATED_TO]->(m)
ON CREATE SET r.at = datetime(), r.in = duration({milliseconds: $took}), r.by = $by

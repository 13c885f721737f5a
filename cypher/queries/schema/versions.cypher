// name: versions
// mode: schema
// params:
// returns:
// forbid: CartesianProduct, AllNodesScan

// Each migration is noted once.
CREATE CONSTRAINT migration_version IF NOT EXISTS FOR (m:__Neo4jMigration) REQUIRE m.version IS UNIQUE

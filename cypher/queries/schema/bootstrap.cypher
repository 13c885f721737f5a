// name: bootstrap
// mode: schema
// params:
// returns:
// forbid: CartesianProduct, AllNodesScan

// What the runner of migrations itself needs: one lock, each migration once.
CREATE CONSTRAINT migrations_lock IF NOT EXISTS FOR (l:__Neo4jMigrationsLock) REQUIRE l.id IS UNIQUE

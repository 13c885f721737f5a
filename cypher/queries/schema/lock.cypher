// name: lock
// mode: write
// params:
// returns: until
// forbid: CartesianProduct, AllNodesScan

// Takes the lock of the lock's node, by writing to it, before it is read.
MERGE (l:__Neo4jMigrationsLock {id: 'creditgraph'})
SET l.locked = true
RETURN l.until AS until

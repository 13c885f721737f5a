// name: unlock
// mode: write
// params: owner: str
// returns:
// forbid: CartesianProduct, AllNodesScan

// Gives the lock of the runner back.
MATCH (l:__Neo4jMigrationsLock {id: 'creditgraph', owner: $owner})
DELETE l

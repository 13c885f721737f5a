// name: take
// mode: write
// params: owner: str, now: int, until: int
// returns: owner
// forbid: CartesianProduct, AllNodesScan

// Becomes the runner, if nobody is or whoever was has not given it back in time.
MATCH (l:__Neo4jMigrationsLock {id: 'creditgraph'})
WHERE l.until IS NULL OR l.until < $now
SET l.owner = $owner, l.until = $until
RETURN l.owner AS owner

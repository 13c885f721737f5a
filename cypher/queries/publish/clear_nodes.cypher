// name: clear_nodes
// mode: write
// params: limit: int
// returns: deleted
// forbid: CartesianProduct, AllNodesScan

// Takes nodes without relationships away before the graph is made anew.
MATCH (n:Entity|EntityState|Record|PersonGroup)
WITH n LIMIT $limit
DELETE n
RETURN count(*) AS deleted

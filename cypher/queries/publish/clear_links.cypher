// name: clear_links
// mode: write
// params: limit: int
// returns: deleted
// forbid: CartesianProduct, AllNodesScan

// Takes relationships away before the graph is made anew.
MATCH (:Entity)-[r]->()
WITH r LIMIT $limit
DELETE r
RETURN count(*) AS deleted

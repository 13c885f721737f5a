// name: records
// mode: read
// seconds: 300
// params: tx: int
// returns: count
// forbid: CartesianProduct, AllNodesScan

// Records that stand on an entity at a transaction.
MATCH (:Entity)-[r:HAS_RECORD]->()
WHERE r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
RETURN count(r) AS count

// name: links
// mode: read
// seconds: 300
// params: tx: int
// returns: type, count
// forbid: CartesianProduct, AllNodesScan

// Links that are believed at a transaction, by type.
MATCH (:Entity)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->()
WHERE r.tx_from <= $tx AND (r.tx_to IS NULL OR r.tx_to > $tx)
RETURN type(r) AS type, count(r) AS count
ORDER BY type

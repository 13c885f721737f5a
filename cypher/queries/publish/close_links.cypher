// name: close_links
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// Links that end to be believed, or to join these two entities; found from the end that has fewer.
UNWIND $rows AS row
MATCH (a:Entity {eid: row.start})
MATCH (b:Entity {eid: row.end})
MATCH (a)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->(b)
WHERE r.lid = row.lid AND r.tx_from = row.tx_from
SET r.tx_to = row.tx_to

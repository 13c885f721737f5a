// name: stated_in
// mode: read
// params: rows: list, datasets: list
// returns: number
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan
// max_db_hits: 100

// Those of the edges that a row of one of the datasets states.
UNWIND $rows AS row
MATCH (a:Entity {eid: row.start})
MATCH (b:Entity {eid: row.end})
MATCH (a)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->(b)
WHERE r.lid IN row.lids AND r.dataset IN $datasets
RETURN DISTINCT row.number AS number

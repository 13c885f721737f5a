// name: link_without_its_properties
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// A link without identity, interval, certainty or evidence, or from an entity to itself.
MATCH (a:Entity)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->(b)
WHERE a = b OR r.lid IS NULL OR r.tx_from IS NULL OR r.tx_to <= r.tx_from OR r.certainty IS NULL OR r.batch IS NULL OR r.row IS NULL
RETURN r.lid AS lid
LIMIT 100

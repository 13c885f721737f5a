// name: newer_than_the_watermark
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// Something newer than what the watermark promises.
MATCH (w:Watermark {name: 'archive'})
MATCH (e:Entity)
WHERE w.target IS NULL AND (e.tx_from > w.tx OR e.tx_to > w.tx)
RETURN 'entity' AS what, e.eid AS id
LIMIT 100
UNION
MATCH (w:Watermark {name: 'archive'})
MATCH (:Entity)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->()
WHERE w.target IS NULL AND (r.tx_from > w.tx OR r.tx_to > w.tx)
RETURN 'link' AS what, r.lid AS id
LIMIT 100

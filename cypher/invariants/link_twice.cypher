// name: link_twice
// mode: read
// seconds: 300
// params: slice: int, slices: int
// returns: nothing when all is well

// A link that stands twice at one time, or between other entities at one time; one slice of all links, because they
// are held in memory.
MATCH (:Entity)-[r:LEGAL_REP_OF|PRINCIPAL_OF|OFFICER_OF|HOLDS|CONTROLS|BRANCH_OF|ORGANISED_BY|SUPERVISED_BY|ACTS_IN_CONCERT|KIN|SUCCEEDED_BY|GUARANTEES|PRACTISES_AT|SHARES_CONTACT]->(:Entity)
WHERE r.lid % $slices = $slice
WITH r.lid AS lid, collect(r) AS rs
WHERE size(rs) > 1
UNWIND rs AS x
UNWIND rs AS y
WITH lid, x, y
WHERE elementId(x) < elementId(y) AND (x.tx_to IS NULL OR x.tx_to > y.tx_from) AND (y.tx_to IS NULL OR y.tx_to > x.tx_from)
RETURN DISTINCT lid
LIMIT 100

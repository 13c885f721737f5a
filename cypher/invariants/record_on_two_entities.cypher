// name: record_on_two_entities
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// A record that stands on two entities at one time.
MATCH (d:Record)<-[x:HAS_RECORD]-()
MATCH (d)<-[y:HAS_RECORD]-()
WHERE elementId(x) < elementId(y) AND (x.tx_to IS NULL OR x.tx_to > y.tx_from) AND (y.tx_to IS NULL OR y.tx_to > x.tx_from)
RETURN d.rid AS rid
LIMIT 100

// name: kind_without_its_label
// mode: read
// seconds: 300
// params:
// returns: nothing when all is well

// An entity whose label does not say its kind.
MATCH (e:Entity)
WITH e, CASE WHEN e.tx_to IS NOT NULL THEN []
  WHEN e.kind IN ['enterprise', 'non_enterprise_legal_person'] THEN ['LegalPerson']
  WHEN e.kind = 'natural_person' THEN ['NaturalPerson']
  WHEN e.kind = 'unincorporated' THEN ['Unincorporated']
  WHEN e.kind = 'branch' THEN ['Branch']
  WHEN e.kind = 'individual_business' THEN ['IndividualBusiness']
  ELSE [] END AS labels
WHERE [label IN labels(e) WHERE label <> 'Entity'] <> labels
RETURN e.eid AS eid
LIMIT 100

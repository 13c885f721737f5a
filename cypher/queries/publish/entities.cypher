// name: entities
// mode: write
// params: rows: list
// returns:
// forbid: CartesianProduct, AllNodesScan, NodeByLabelScan

// What entities are and were. The node has the latest state; the states before it hang at it by WAS.
// A row: eid, id, ends (when the state that the node has now ended), past (states between that one and the latest),
// latest (null: no new one), label. An entity stands in one row of a chunk only.
UNWIND $rows AS row
MERGE (e:Entity {eid: row.eid})
ON CREATE SET e.id = row.id
FOREACH (_ IN CASE WHEN row.latest IS NOT NULL AND e.tx_from IS NOT NULL THEN [1] ELSE [] END |
  CREATE (e)-[:WAS]->(:EntityState {name: e.name, kind: e.kind, state_body: e.state_body, identified: e.identified,
    tx_from: e.tx_from, tx_to: coalesce(e.tx_to, row.ends)}))
FOREACH (state IN row.past |
  CREATE (e)-[:WAS]->(s:EntityState)
  SET s = state)
SET e += coalesce(row.latest, {tx_to: row.ends})
REMOVE e:LegalPerson:NaturalPerson:Unincorporated:Branch:IndividualBusiness
SET e:$(row.labels)

// mode: schema

CREATE CONSTRAINT watermark_name IF NOT EXISTS FOR (w:Watermark) REQUIRE w.name IS UNIQUE;
CREATE CONSTRAINT entity_eid IF NOT EXISTS FOR (e:Entity) REQUIRE e.eid IS UNIQUE;
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;
CREATE CONSTRAINT record_rid IF NOT EXISTS FOR (d:Record) REQUIRE d.rid IS UNIQUE;
CREATE CONSTRAINT person_group_key IF NOT EXISTS FOR (g:PersonGroup) REQUIRE g.key IS UNIQUE;
// For people at the Browser only: names are searched in the archive.
CREATE FULLTEXT INDEX entity_name IF NOT EXISTS FOR (e:Entity) ON EACH [e.name]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk', `fulltext.eventually_consistent`: true}};

"""The graph in Neo4j Community: published from the archive, read in its place. Needs the extra `neo4j`."""

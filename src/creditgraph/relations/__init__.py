"""Relation questions over the graph port: paths, related parties, networks."""

"""Relation questions over the graph port: paths now; networks and patterns later."""

"""Matching of many records: stages of files in, files out, on one machine within a bound of memory.

    file ─ normalise ─ block ─ score ─ decide ─ cluster ─ publish
           1-normalised.parquet …          5-clusters.parquet  report.json

SQL finds groups and components; what is the same and what is one cluster is decided by the functions of `matching` and
`resolution`. What makes the result independent of the order of rows: records that are alike in every field are one
comparand, comparands are numbered by their least record id, and nothing else names them.
"""

from creditgraph.bulk.pipeline import Settings, match_file

__all__ = ["Settings", "match_file"]

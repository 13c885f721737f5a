"""From claims and judgements to clusters: pure functions, no archive.

`claims` and `judge` are the two steps that a matching policy fills in; `timeline` says what the archive believes of a
row; `clustering` turns facts into clusters; `reference` is the readable oracle of the whole.
"""

"""The archive of record: one SQL database that holds evidence, decisions and the graph derived from them."""

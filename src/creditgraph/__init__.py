"""CreditGraph: a graph-based entity credit archive (实体信用档案)."""

"""Reading the graph: the port that relations and checks know, and its implementations."""

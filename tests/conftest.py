"""What holds for all tests."""

from support.graph_server import hide_graph

hide_graph()

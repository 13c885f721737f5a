"""What holds for all tests."""

from support.servers import hide_graph

hide_graph()

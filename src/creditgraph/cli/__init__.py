"""The command line `creditgraph`: one file a group of commands, thin over the use cases."""

"""One verb a file: what the command line, the API and the page call. Each takes a Context and a Request."""

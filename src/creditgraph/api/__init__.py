"""The HTTP API: thin routes over the use cases, one router a noun.

The rules that make it one thing:

- A route validates its input, runs one use case in a bounded thread, and returns the bytes of its answer. A command
  and its route print the same body.
- Every error, of whatever status, is an RFC 9457 problem (`problems.py`); what the server did not expect is logged
  under the trace id that the caller was given, and nothing of it is told.
- Nothing is unbounded: bodies, lists, texts, threads, requests at a time, the time of a question, the patience with a
  slow client (`settings.py`, `guard.py`, `bodies.py`).
- FastAPI is known here and nowhere else.
"""

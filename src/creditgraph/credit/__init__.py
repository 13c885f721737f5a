"""Credit questions: what is on record about a subject, and about its related parties."""

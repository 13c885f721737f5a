"""What answers look like: models that describe them in the OpenAPI. Answers are not validated against them at runtime;
the tests do that."""

# The program for a server: the API with its page, and the worker. Versions and hashes are those of the lock file; the
# package itself is built without isolation, by the locked hatchling.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/creditgraph
ENV PATH=/opt/creditgraph/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements-server.lock ./
RUN pip install --require-hashes -r requirements-server.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY cypher cypher
COPY examples/province/data examples/province/data
RUN pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home --home-dir /var/lib/creditgraph creditgraph \
 && install -d -o creditgraph -g creditgraph -m 700 /var/lib/creditgraph/key /var/lib/creditgraph/cache
COPY --from=build /opt/creditgraph /opt/creditgraph
ENV PATH=/opt/creditgraph/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/var/lib/creditgraph/cache \
    CREDITGRAPH_KEY_FILE=/var/lib/creditgraph/key/archive.key
USER creditgraph
WORKDIR /var/lib/creditgraph
VOLUME ["/var/lib/creditgraph/key", "/var/lib/creditgraph/cache"]
EXPOSE 8000
# The port is published on the host's loopback interface only (docker-compose.yml): there is no access control yet.
CMD ["creditgraph", "serve", "--host", "0.0.0.0", "--expose-without-access-control"]

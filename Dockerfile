# The program with git, which `diff FILE` and `check` ask for the base of a branch.
#
#   docker build -t order-contracts .
#   docker run --rm -v "$PWD:/work" order-contracts check
FROM rust:1-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends cmake g++ make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo install --locked --features cli --bin order-contracts --root /out --path .

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git && rm -rf /var/lib/apt/lists/* \
    # A mounted folder belongs to somebody else, and git refuses to read those.
    && git config --system --add safe.directory '*' \
    && useradd --create-home contracts
COPY --from=build /out/bin/order-contracts /usr/local/bin/
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/order-contracts/
USER contracts
WORKDIR /work
ENTRYPOINT ["order-contracts"]

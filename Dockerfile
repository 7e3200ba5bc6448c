# One static program and nothing else: docker run --rm -v "$PWD:/work" alertgap check
# For `--base`, which asks git, use the wheel in an image that has git.
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN cargo build --locked --release --bin alertgap && strip target/release/alertgap

FROM scratch
COPY --from=build /src/target/release/alertgap /alertgap
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/alertgap"]

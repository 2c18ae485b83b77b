# The base is an argument so that a mirror, another Python or a distribution's image can take its place.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
# First what changes seldom: a change of ours does not fetch the dependencies again.
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv /build && /build/bin/pip install --require-hashes -r requirements-build.lock \
 && python3 -m venv --without-pip /opt/tapewatch \
 && /build/bin/pip --python /opt/tapewatch/bin/python install --require-hashes -r requirements.lock
# For the index and its inner loop. Without it the image works all the same, with many rules more slowly.
RUN command -v gcc || { apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev; } \
 || echo "no C compiler: the index stays in Python"
COPY pyproject.toml README.md LICENSE ./
COPY tools/compile.py tools/
COPY bot bot
COPY rules rules
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /build/bin/pip --python /opt/tapewatch/bin/python install --no-deps /wheels/*.whl \
 # Libraries' own tests, C sources, and Babel's data of languages the bot does not speak.
 && find /opt/tapewatch/lib -type d \( -name tests -o -name include \) -path '*/site-packages/*' \
      -prune -exec rm -rf {} + \
 && find /opt/tapewatch/lib -type f \( -name '*.c' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.h' \) -delete \
 && find /opt/tapewatch/lib -path '*/babel/locale-data/*.dat' \
      ! -name 'root.dat' ! -name 'en*' ! -name 'de*' ! -name 'es*' ! -name 'zh*' -delete

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="Tapewatch" org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/tapewatch /opt/tapewatch
# The named volume takes over this folder's owner when it is first used.
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/tapewatch/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TAPEWATCH_DATABASE=sqlite:////data/tapewatch.db TAPEWATCH_HOST=0.0.0.0 TAPEWATCH_PORT=8787
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["tapewatch", "health"]
ENTRYPOINT ["tapewatch"]
CMD ["run"]

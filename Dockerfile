FROM python:3.11-slim

RUN useradd --create-home --uid 10001 greenroom
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY storage storage
COPY content content
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

RUN mkdir /data && chown greenroom /data
USER greenroom
VOLUME /data
ENV GREENROOM_DATABASE=/data/greenroom.db \
    GREENROOM_HEALTH_HOST=0.0.0.0

HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]

ENTRYPOINT ["greenroom"]
CMD ["run"]

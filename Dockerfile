# One image: the server by default, the worker with `python -m yiguan worker` (compose.yaml starts both).
FROM node:22-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.13-slim AS packages
COPY requirements/run.txt requirements/redis.txt /tmp/
# REDIS=1 for YIGUAN_REDIS_URL (docs/operating.md).
ARG REDIS
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /tmp/run.txt \
        ${REDIS:+--requirement /tmp/redis.txt}

FROM python:3.13-slim
# For PDFs; an office that has 仿宋 and 小标宋 puts them into YIGUAN_FONTS (docs/operating.md).
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
# The numbers stand in deploy/make-secrets too: the files of the host must be readable by this user.
RUN groupadd --gid 10001 yiguan \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /srv/yiguan --shell /usr/sbin/nologin yiguan \
 && install --directory --owner yiguan --group yiguan --mode 0700 /var/lib/yiguan
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/yiguan
COPY migrations migrations
COPY templates templates
COPY static static
COPY --from=assets /assets/node_modules/htmx.org/dist/htmx.min.js static/vendor/
COPY --from=assets /assets/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm static/vendor/
COPY --from=assets /assets/node_modules/zxing-wasm/dist/iife/reader/index.js static/vendor/zxing_reader.js
COPY deploy deploy
COPY yiguan yiguan
COPY wsgi.py .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    YIGUAN_MODE=production YIGUAN_INSTANCE=/var/lib/yiguan
RUN python -m compileall -q yiguan
USER yiguan
VOLUME /var/lib/yiguan
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]

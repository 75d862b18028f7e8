# One image for set-up, web, workers and beat; docker-compose.yml says what each of them runs.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    RISKCRM_HOME=/var/lib/riskcrm

RUN useradd --system --user-group --home-dir /var/lib/riskcrm --create-home riskcrm

WORKDIR /app
# the locked wheels and nothing else: no compiler in the image, none needed
COPY requirements.txt .
RUN pip install --require-hashes --only-binary=:all: -r requirements.txt

COPY . .
# any settings will do for collecting files; none of them stays in the image
RUN DATABASE_URL=postgresql://none:none@none/none REDIS_URL=redis://none RISKCRM_SECRET_KEY=none \
    python manage.py collectstatic --no-input --verbosity 0

USER riskcrm
VOLUME /var/lib/riskcrm
EXPOSE 8000
CMD ["gunicorn", "riskcrm.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--max-requests", "20000", "--max-requests-jitter", "2000", "--timeout", "60", "--graceful-timeout", "20", "--no-control-socket"]

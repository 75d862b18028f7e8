"""The web server's entrance."""

import os

from django.core.wsgi import get_wsgi_application

from riskcrm.web.waits import limit_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcrm.settings")
application = get_wsgi_application()
limit_waits()

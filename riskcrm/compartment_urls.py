"""All routes and those of the compartment: requests of its people are resolved with these."""

from django.urls import include, path

from riskcrm import urls
from riskcrm.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("compliance/", include("removal.compartment_urls")), *urls.urlpatterns]

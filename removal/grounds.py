"""Why a relationship may be ended, as the law sorts it; what a policy pack allows hangs on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Ground(models.TextChoices):
    """The kind of ground a case rests on."""

    LATE_PAYMENT = "late_payment", pgettext_lazy("ground", "payment in default after a demand")
    BREACH = "breach", pgettext_lazy("ground", "another breach of the contract")
    CREDIT = "credit", pgettext_lazy("ground", "credit that has got worse")
    ORDINARY = "ordinary", pgettext_lazy("ground", "ordinary end with notice")
    INSOLVENCY = "insolvency", pgettext_lazy("ground", "insolvency track")
    SANCTIONS = "sanctions", pgettext_lazy("ground", "sanctions")
    FRAUD = "fraud", pgettext_lazy("ground", "proven fraud")
    VIOLENCE = "violence", pgettext_lazy("ground", "violence or threats")


# these need no warning: they go to approvers of their own, and are looked at again afterwards;
# each with the names of a pack's exceptions from full notice that let it end a relationship at once
IMMEDIATE = {
    Ground.INSOLVENCY: frozenset({"insolvency"}),
    Ground.SANCTIONS: frozenset({"sanctions", "serious_crime"}),
    Ground.FRAUD: frozenset({"fraud", "serious_crime"}),
    Ground.VIOLENCE: frozenset({"violence", "public_order"}),
}

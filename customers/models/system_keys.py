"""By which ids other systems know customers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer, OfCustomerQuerySet


class SystemKeyQuerySet(OfCustomerQuerySet["SystemKey"]):
    pass


class SystemKey(models.Model):
    """An id by which another system knows a customer. A system may know one customer by several."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="system_keys")
    system = models.SlugField(
        _("system"), max_length=40, help_text=_("a short name, such as erp or shop")
    )
    key = models.CharField(_("id in that system"), max_length=120)
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = SystemKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("id in another system")
        verbose_name_plural = _("ids in other systems")
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="one_customer_per_system_key"),
            models.CheckConstraint(
                condition=~Q(system="") & ~Q(key=""), name="system_key_given"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.system}: {self.key}"

"""Who was named in a note, so that they read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.book import Customer, OfCustomerQuerySet
from riskcrm.accounts.models import User


class MentionQuerySet(OfCustomerQuerySet["Mention"]):
    def of(self, person: User) -> MentionQuerySet:
        """Those of this person about customers that they still see."""
        return self.filter(person=person).visible_to(person)

    def unread(self) -> MentionQuerySet:
        return self.filter(read_at__isnull=True)


class Mention(models.Model):
    """A person was named, as @username, in a fact of a customer; once per fact, however often."""

    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(max_length=40, help_text="the fact's model, in lower case")
    fact_id = models.BigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who was named"), on_delete=models.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who named them"), on_delete=models.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    excerpt = models.CharField(_("what was written"), max_length=200)
    mentioned_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "fact_id", "person"], name="one_mention_per_fact"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "mentioned_at", "id"], name="mention_by_person"),
            models.Index(fields=["person", "mentioned_at", "id"], name="mention_unread",
                         condition=Q(read_at__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} in {self.kind} {self.fact_id}"

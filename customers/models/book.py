"""Customers, the terms they have, and the queue of those that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from riskcrm.accounts.models import Team, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


M = TypeVar("M", bound=models.Model)


class OfCustomerQuerySet(models.QuerySet[M]):
    """Rows that belong to a customer and are seen by who sees the customer."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        customers = Customer.objects.visible_to(user)
        if user.has_perm("customers.view_all_customers") and user.is_active:
            return self
        return self.filter(customer__in=customers)


class ContainsText(Func):
    """Whether a customer's search key contains a word, by the index of its character pairs.

    The pairs find candidates (`customer_grams` is indexed), LIKE checks that they stand in order.
    """

    arity = 2
    output_field = models.BooleanField()
    template = (
        "(customer_grams(%(key)s) @@ customer_gram_query(%(word)s)"
        " AND %(key)s LIKE '%%%%' || customer_key(%(word)s) || '%%%%')"
    )

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        key, _none = compiler.compile(self.source_expressions[0])
        word, params = compiler.compile(self.source_expressions[1])
        return self.template % {"key": key, "word": word}, (*params, *params)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The only door to customers: own and team's rows, or all with the right to see all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("customers.view_all_customers"):
            return self
        mine = Q(manager_id=user.pk)
        return self.filter(mine | Q(team_id=user.team_id) if user.team_id else mine)

    def active(self) -> Self:
        return self.filter(status=Customer.Status.ACTIVE)

    def search(self, text: str) -> Self:
        """Those whose name, other name or number contains every word of `text`.

        Case, width and punctuation do not count; words of one character are found as well.
        """
        rows = self
        for word in text.split():
            rows = rows.filter(ContainsText(F("search_key"), Value(word)))
        return rows


class Customer(models.Model):
    """Somebody the company sells or lends to."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        INDIVIDUAL = "individual", _("individual")
        GOVERNMENT = "government", _("government body")
        OTHER = "other", _("other organisation")

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("prospect")
        ACTIVE = "active", _("active")
        EXITING = "exiting", _("being removed")
        EXITED = "exited", _("removed")

    class Industry(models.TextChoices):
        """Sections of ISIC Rev. 4."""

        AGRICULTURE = "A", _("Agriculture, forestry and fishing")
        MINING = "B", _("Mining and quarrying")
        MANUFACTURING = "C", _("Manufacturing")
        ENERGY = "D", _("Electricity, gas and steam")
        WATER = "E", _("Water supply and waste")
        CONSTRUCTION = "F", _("Construction")
        TRADE = "G", _("Wholesale and retail trade")
        TRANSPORT = "H", _("Transport and storage")
        HOSPITALITY = "I", _("Accommodation and food")
        INFORMATION = "J", _("Information and communication")
        FINANCE = "K", _("Finance and insurance")
        REAL_ESTATE = "L", _("Real estate")
        PROFESSIONAL = "M", _("Professional and scientific services")
        SUPPORT = "N", _("Administrative and support services")
        PUBLIC = "O", _("Public administration")
        EDUCATION = "P", _("Education")
        HEALTH = "Q", _("Health and social work")
        ARTS = "R", _("Arts and recreation")
        OTHER = "S", _("Other services")

    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    other_name = models.CharField(
        _("name in another language"), max_length=200, blank=True, default=""
    )
    sort_key = models.CharField(
        max_length=200, editable=False, default="", help_text="the name as it sorts, in pinyin"
    )
    search_key = models.GeneratedField(
        expression=Func(F("name"), F("other_name"), F("number"), function="customer_search_key"),
        output_field=models.TextField(),
        db_persist=True,
        help_text="what search looks at: letters and digits only, lower case, one line per field",
    )
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, default=Kind.COMPANY)
    registration_number = models.CharField(
        _("registration number"), max_length=40, blank=True, default=""
    )
    industry = models.CharField(
        _("industry"), max_length=2, choices=Industry.choices, blank=True, default=""
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, default="", help_text=_("two letters, ISO 3166")
    )
    region = models.CharField(_("region"), max_length=80, blank=True, default="")
    city = models.CharField(_("city"), max_length=80, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account manager"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customers",
        db_index=False,
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    since_date = models.DateField(_("customer since"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("view_all_customers", "Can see the customers of every team"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="customer_number_given"),
            models.CheckConstraint(condition=~Q(name=""), name="customer_name_given"),
            models.CheckConstraint(
                condition=Q(status__in=["prospect", "active", "exiting", "exited"]),
                name="customer_status",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(fields=["team", "sort_key", "id"], name="customer_by_team"),
            models.Index(fields=["manager", "sort_key", "id"], name="customer_by_manager"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class CreditTerms(models.Model):
    """Limit and payment term of a customer from a day on. The newest row in force counts."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="credit_terms", db_index=False
    )
    effective_date = models.DateField(_("in force from"))
    credit_limit = models.DecimalField(
        _("credit limit"),
        **MONEY,
        null=True,
        blank=True,
        help_text="base currency; null = none set",
    )
    payment_days = models.PositiveSmallIntegerField(
        _("payment term"), null=True, blank=True, help_text="days from invoice to due date"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("credit terms")
        verbose_name_plural = _("credit terms")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "effective_date", "recorded_at"], name="one_terms_per_moment"
            ),
            models.CheckConstraint(
                condition=Q(credit_limit__isnull=True) | Q(credit_limit__gte=0),
                name="credit_limit_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"terms of {self.customer_id} from {self.effective_date}"


class CustomerChange(models.Model):
    """Something about a customer changed; scoring takes the row. The row is the queue."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.cause} of {self.customer_id}"

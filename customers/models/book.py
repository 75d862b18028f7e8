"""Customers, and who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.details import CustomerDetails
from customers.models.search import look_for
from riskcrm.accounts.models import Team, User
from riskcrm.accounts.roles import ALL_CUSTOMERS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


# what people, the API and files say of a customer; the rest is ours
CUSTOMER_FIELDS = (
    "number",
    "name",
    "other_name",
    "kind",
    "registration_number",
    "legal_representative",
    "incorporation_date",
    "industry",
    "country",
    "region",
    "city",
    "postal_code",
    "address",
    "website",
    "language",
    "bank_name",
    "bank_account",
    "manager",
    "team",
    "since_date",
    "notes",
)
M = TypeVar("M", bound=models.Model)
QS = TypeVar("QS", bound=models.QuerySet[Any])


def reach_of(user: User | AnonymousUser) -> Q:
    """Which customers a person sees, as a condition on `manager_id` and `team_id`.

    The one place of the rule: the own and the team's, or all with the right to see all (then the
    condition is empty, and false as a truth value), or nobody's for who is not signed in.
    """
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=[])
    if user.has_perm(ALL_CUSTOMERS):
        return Q()
    mine = Q(manager_id=user.pk)
    return mine | Q(team_id=user.team_id) if user.team_id else mine


class OfCustomerQuerySet(models.QuerySet[M]):
    """Rows that belong to a `customer` and are seen by who sees the customer."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return of_visible(self, user)


def of_visible(rows: QS, user: User | AnonymousUser) -> QS:
    """Of rows with a `customer` those whose customer this person sees.

    Who sees all needs no join, which would only keep the index of an order from leading.
    """
    reach = reach_of(user)
    return rows.filter(customer__in=Customer.objects.filter(reach)) if reach else rows


class IsOneOf(models.Func):
    """Whether a key is one of these: as one array, which the database hashes while it walks an
    index. As thousands of parameters or words they would take longer to read than to find."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, key: str, ids: list[int]) -> None:
        super().__init__(models.F(key), models.Value("{" + ",".join(map(str, ids)) + "}"))


def of_nobody(of: str = "") -> list[Q]:
    """That nobody at work manages a customer: there is no manager, or they were switched off.

    Conditions of which one holds, since an index leads to each; `of` leads to the customer, as in
    "customer__". Looks at once who was switched off and left customers behind (one query): the
    database knows then how many these are, and where there are none nobody looks for them.
    """
    theirs = Customer.objects.filter(manager=models.OuterRef("pk"))
    gone = User.objects.filter(models.Exists(theirs), is_active=False)
    ids = list(gone.values_list("pk", flat=True))
    without = Q((f"{of}manager__isnull", True))
    return [without, Q((f"{of}manager__in", ids))] if ids else [without]


def is_found(text: str, *, contacts: bool = False, key: str, of: str = "") -> Q:
    """That a customer has every word of `text`: see `CustomerQuerySet.search`.

    `key` is the column with the customer's id, `of` leads to the customer, as in "customer__".
    """
    words = text.split()
    if not words:
        return Q()
    found = look_for(words, contacts=contacts)
    if found.ids is not None:
        return Q(IsOneOf(key, sorted({*found.ids, *found.by_contact})))
    named = Q(*(Q((f"{of}search_key__contains", word)) for word in found.keys))
    return named | Q(IsOneOf(f"{of}pk", found.by_contact)) if found.by_contact else named


def of_found(rows: QS, text: str, *, contacts: bool = False, of: str = "customer") -> QS:
    """Of rows with a customer those whose customer has every word of `text`."""
    return rows.filter(is_found(text, contacts=contacts, key=f"{of}_id", of=f"{of}__"))


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The only door to customers: see `reach_of`. One merged into another is that other now."""
        return self.filter(reach_of(user), merged_into__isnull=True)

    def active(self) -> Self:
        return self.filter(status=Customer.Status.ACTIVE)

    def search(self, text: str, *, contacts: bool = False, key: str = "pk") -> Self:
        """Those whose names or numbers contain every word of `text`.

        With `contacts` also those with one contact whose name, e-mail, phone and WeChat do, for
        who may see contacts. Case, width and punctuation do not count; words of one character are
        found as well. Looks at once (one query) whether the words are rare: see
        `customers.models.search`. `key` is the column with the customer's id in the table whose
        order the list has: there the database can look at the ids while it walks that order.
        """
        return self.filter(is_found(text, contacts=contacts, key=key))


class Customer(CustomerDetails):
    """Somebody the company sells or lends to."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        INDIVIDUAL = "individual", _("individual")
        GOVERNMENT = "government", _("government body")
        OTHER = "other", _("other organisation")

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("prospect")
        ACTIVE = "active", pgettext_lazy("customer", "active")
        EXITING = "exiting", _("being removed")
        EXITED = "exited", _("removed")
        MERGED = "merged", _("merged into another")

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
        expression=Func(
            F("name"),
            F("other_name"),
            F("number"),
            F("registration_number"),
            function="search_lines",
        ),
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
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,
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
            ("bring_active_customer", "Can bring customers that are active from the start"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="customer_number_given"),
            models.CheckConstraint(condition=~Q(name=""), name="customer_name_given"),
            models.CheckConstraint(
                condition=Q(status__in=["prospect", "active", "exiting", "exited", "merged"]),
                name="customer_status",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="customer_merged_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="customer_by_name"),
            models.Index(fields=["team", "sort_key", "id"], name="customer_by_team"),
            models.Index(fields=["manager", "sort_key", "id"], name="customer_by_manager"),
            # what waits for a team's members of its customers that are nobody's
            models.Index(
                fields=["team"], condition=Q(manager__isnull=True), name="customer_without_manager"
            ),
            # for what few customers have; for what most have, the list walks its own order
            models.Index(fields=["status"], name="customer_by_status"),
            models.Index(fields=["kind"], name="customer_by_kind"),
            models.Index(fields=["industry"], name="customer_by_industry"),
            models.Index(fields=["country"], name="customer_by_country"),
            models.Index(Upper("region"), name="customer_by_region"),
            models.Index(fields=["name_key"], name="customer_by_name_key"),
            models.Index(fields=["id"], condition=Q(name_key=""), name="customer_without_name_key"),
            models.Index(
                fields=["registration_key"],
                condition=~Q(registration_key=""),
                name="customer_by_registration_key",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="customer_by_merged_into",
            ),
            GinIndex(
                fields=["custom"],
                opclasses=["jsonb_path_ops"],
                condition=~Q(custom={}),
                name="customer_by_custom",
            ),
            models.Index(Upper("city"), name="customer_by_city"),
            models.Index(Upper("registration_number"), name="customer_by_registration"),
            models.Index(fields=["since_date"], name="customer_by_since"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.number_beside_name else self.name

    @property
    def number_beside_name(self) -> str:
        """The number, or "" where the name is the number already, as files without names say it."""
        return "" if self.number == self.name else self.number

"""The book: customers, their contacts and the ledger of facts about them.

A fact has its business date and `recorded_at`, the moment the book learned of it. It keeps a stable
id and its current state; an upsert that differs first copies the old state to the revision table,
so a reading as of T sees what was known at T. Child rows carry `customer_id` and are unique within
it by the source system's key.
"""

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


class ContactQuerySet(OfCustomerQuerySet["Contact"]):
    pass


class Contact(models.Model):
    """A person to speak with at a customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    source_key = models.CharField(_("source key"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=80, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True, default="")
    is_primary = models.BooleanField(_("main contact"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_contact_per_key"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_primary=True), name="one_main_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactChange(models.Model):
    """A change of how a customer is reached or who stands behind it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("phone")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("address")
        LEGAL_REPRESENTATIVE = "legal_rep", _("legal representative")
        BANK_ACCOUNT = "bank_account", _("bank account")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_changes", db_index=False
    )
    source_key = models.CharField(max_length=80)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    effective_date = models.DateField(_("date"))
    old_value = models.CharField(_("before"), max_length=300, blank=True, default="")
    new_value = models.CharField(_("after"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("contact change")
        verbose_name_plural = _("contact changes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source_key"], name="one_contact_change_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id} on {self.effective_date}"


class Complaint(models.Model):
    """A complaint about a customer, or by one. Those by the customer are never scored."""

    class Direction(models.TextChoices):
        ABOUT = "about", _("about the customer")
        BY = "by", _("by the customer")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="complaints", db_index=False
    )
    source_key = models.CharField(max_length=80)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices)
    effective_date = models.DateField(_("date"))
    text = models.TextField(_("complaint"), blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "source_key"], name="one_complaint_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.source_key}"


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in the base currency from a day on."""

    currency = models.CharField(_("currency"), max_length=3)
    effective_date = models.DateField(_("in force from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "effective_date"], name="one_rate_per_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} from {self.effective_date}"


class InvoiceState(models.Model):
    """What an invoice says. Shared by the current row and its revisions."""

    invoice_date = models.DateField(_("invoice date"))
    due_date = models.DateField(_("due date"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class InvoiceQuerySet(OfCustomerQuerySet["Invoice"]):
    pass


class Invoice(InvoiceState):
    """A demand for payment; what is still open follows from its allocations."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="invoices", db_index=False
    )
    number = models.CharField(_("invoice number"), max_length=60)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_invoice_per_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount_positive"),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True) | Q(due_date__gte=F("invoice_date")),
                name="invoice_due_after_issue",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "invoice_date"],
                include=["id", "due_date", "amount", "base_amount", "recorded_at"],
                name="invoice_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceRevision(InvoiceState):
    """A former state of an invoice, true until it was superseded."""

    invoice = models.ForeignKey(
        Invoice, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "superseded_at"], name="one_invoice_state_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} until {self.superseded_at}"


class PaymentState(models.Model):
    """What a payment says. Shared by the current row and its revisions."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("bank transfer")
        CARD = "card", _("card")
        CASH = "cash", _("cash")
        CHEQUE = "cheque", _("cheque")
        DRAFT = "draft", _("banker's draft")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("not known")

    received_date = models.DateField(_("received on"))
    amount = models.DecimalField(_("amount"), **MONEY)
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="null = no rate known"
    )
    method = models.CharField(
        _("method"), max_length=10, choices=Method.choices, default=Method.UNKNOWN
    )
    payer = models.CharField(_("payer account"), max_length=80, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class PaymentQuerySet(OfCustomerQuerySet["Payment"]):
    pass


class Payment(PaymentState):
    """Money received from a customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    source_key = models.CharField(_("payment number"), max_length=80)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["customer", "source_key"], name="one_payment_per_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "received_date"],
                include=["id", "amount", "base_amount", "recorded_at"],
                name="payment_reading",
            ),
        ]

    def __str__(self) -> str:
        return self.source_key


class PaymentRevision(PaymentState):
    """A former state of a payment, true until it was superseded."""

    payment = models.ForeignKey(
        Payment, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "payment", "superseded_at"], name="one_payment_state_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} until {self.superseded_at}"


class AllocationState(models.Model):
    """How much of a payment goes to an invoice, in the invoice's currency, and since which day.

    An amount of zero is an allocation taken back: the row stays, so that its past can be read.
    """

    effective_date = models.DateField(_("date"))
    amount = models.DecimalField(_("amount"), **MONEY)
    base_amount = models.DecimalField(
        _("amount in base currency"), **MONEY, null=True, help_text="at the invoice's rate"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        abstract = True


class Allocation(AllocationState):
    """The part of a payment that settles an invoice.

    Indexed by customer first, like all of the ledger: always ask for it by customer and invoice.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="allocations", db_index=False
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "payment"],
                include=["effective_date", "amount", "base_amount", "recorded_at"],
                name="one_allocation_per_pair",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="allocation_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.payment_id} to {self.invoice_id}"


class AllocationRevision(AllocationState):
    """A former state of an allocation, true until it was superseded."""

    allocation = models.ForeignKey(
        Allocation, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", db_index=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+", db_index=False)
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "allocation", "superseded_at"],
                name="one_allocation_state_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.allocation_id} until {self.superseded_at}"


class CustomerChange(models.Model):
    """Something about a customer changed; scoring takes the row. The row is the queue."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.cause} of {self.customer_id}"


def import_path(instance: ImportFile, filename: str) -> str:
    """Where an uploaded file is kept: by its hash, never by the name a person gave it."""
    return f"imports/{instance.sha256}"


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """People see their own imports; who sees all customers sees all imports."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("customers.view_all_customers"):
            return self
        return self.filter(uploaded_by_id=user.pk)


class ImportFile(models.Model):
    """A file of rows for the book, from upload through check to what was written."""

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("customers")
        INVOICES = "invoices", _("invoices")
        RATES = "rates", _("exchange rates")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to=import_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict, help_text="mapping, date format, encoding, flags")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UPLOADED
    )
    counts = models.JSONField(default=dict, help_text="rows, new, changed, unchanged, refused")
    refusals = models.FileField(upload_to="refusals/", max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

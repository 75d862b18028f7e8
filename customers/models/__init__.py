"""The book: customers, their contacts and the ledger of facts about them.

A fact has its business date and `recorded_at`, the moment the book learned of it. It keeps a stable
id and its current state; an upsert that differs first copies the old state to the revision table,
so a reading as of T sees what was known at T. Child rows carry `customer_id` and are unique within
it by the source system's key.
"""

from customers.models.allocations import SOURCES, Allocation, AllocationRevision, OpenCredit
from customers.models.authority import AuthorityRequest
from customers.models.book import (
    CUSTOMER_FIELDS,
    MONEY,
    CreditTerms,
    Customer,
    CustomerChange,
    CustomerQuerySet,
    CustomerRevision,
    OfCustomerQuerySet,
    of_visible,
    reach_of,
)
from customers.models.collection import StepTemplate, TemplateStep
from customers.models.contacts import Contact, ContactChange
from customers.models.contracts import Breach, Contract, ContractClause, Obligation, Security
from customers.models.credit_file import (
    CreditReference,
    CreditReport,
    FinancialStatement,
    MarketNote,
)
from customers.models.facts import Fact, FactRevision, MoneyFact
from customers.models.follow_up import CollectionStep, Interaction, Plan, Task
from customers.models.importing import (
    ImportedRows,
    ImportMapping,
    ImportStop,
    ImportUndo,
    PreviewRow,
)
from customers.models.imports import ImportFile, import_kinds, import_path
from customers.models.ledger import (
    ExchangeRate,
    Invoice,
    InvoiceRevision,
    Payment,
    PaymentRevision,
)
from customers.models.loans import BankStatement, Instalment, Loan
from customers.models.mentions import Mention
from customers.models.onboarding import Admission, OnboardingCheck, OnboardingItem
from customers.models.receivables import (
    AgeingRefresh,
    Arrears,
    ArrearsSweep,
    BookBalance,
    CollectionSettings,
    OpenDay,
    OpenItem,
    ReceivableChange,
    Urgency,
)
from customers.models.reminders import (
    Language,
    Reminder,
    ReminderItem,
    ReminderLevel,
    ReminderRun,
)
from customers.models.sales import (
    Complaint,
    CreditNote,
    DishonouredPayment,
    Dispute,
    GoodsReturn,
    Order,
    PromiseToPay,
    Recovery,
    WriteOff,
)
from customers.models.screening import (
    CustomerKeys,
    ScreeningDecision,
    ScreeningDue,
    ScreeningHit,
)
from customers.models.screening_lists import (
    ScreeningEntry,
    ScreeningEntryRevision,
    ScreeningList,
    ScreeningListVersion,
)
from customers.models.signals import MarketEvent, PolicyViolation

__all__ = [
    "CUSTOMER_FIELDS",
    "MONEY",
    "SOURCES",
    "Admission",
    "AgeingRefresh",
    "Allocation",
    "AllocationRevision",
    "Arrears",
    "ArrearsSweep",
    "AuthorityRequest",
    "BankStatement",
    "BookBalance",
    "Breach",
    "CollectionSettings",
    "CollectionStep",
    "Complaint",
    "Contact",
    "ContactChange",
    "Contract",
    "ContractClause",
    "CreditNote",
    "CreditReference",
    "CreditReport",
    "CreditTerms",
    "Customer",
    "CustomerChange",
    "CustomerKeys",
    "CustomerQuerySet",
    "CustomerRevision",
    "DishonouredPayment",
    "Dispute",
    "ExchangeRate",
    "Fact",
    "FactRevision",
    "FinancialStatement",
    "GoodsReturn",
    "ImportFile",
    "ImportMapping",
    "ImportStop",
    "ImportUndo",
    "ImportedRows",
    "Instalment",
    "Interaction",
    "Invoice",
    "InvoiceRevision",
    "Language",
    "Loan",
    "MarketEvent",
    "MarketNote",
    "Mention",
    "MoneyFact",
    "Obligation",
    "OfCustomerQuerySet",
    "OnboardingCheck",
    "OnboardingItem",
    "OpenCredit",
    "OpenDay",
    "OpenItem",
    "Order",
    "Payment",
    "PaymentRevision",
    "Plan",
    "PolicyViolation",
    "PreviewRow",
    "PromiseToPay",
    "ReceivableChange",
    "Recovery",
    "Reminder",
    "ReminderItem",
    "ReminderLevel",
    "ReminderRun",
    "ScreeningDecision",
    "ScreeningDue",
    "ScreeningEntry",
    "ScreeningEntryRevision",
    "ScreeningHit",
    "ScreeningList",
    "ScreeningListVersion",
    "Security",
    "StepTemplate",
    "Task",
    "TemplateStep",
    "Urgency",
    "WriteOff",
    "import_kinds",
    "import_path",
    "of_visible",
    "reach_of",
]

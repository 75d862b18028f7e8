"""The book: customers, their contacts and the ledger of facts about them.

A fact has its business date and `recorded_at`, the moment the book learned of it. It keeps a stable
id and its current state; an upsert that differs first copies the old state to the revision table,
so a reading as of T sees what was known at T. Child rows carry `customer_id` and are unique within
it by the source system's key.
"""

from customers.models.allocations import SOURCES, Allocation, AllocationRevision, OpenCredit
from customers.models.arrears import Arrears, ArrearsSweep, Urgency
from customers.models.attachments import Attachment
from customers.models.authority import AuthorityRequest
from customers.models.book import (
    CUSTOMER_FIELDS,
    MONEY,
    Customer,
    CustomerQuerySet,
    OfCustomerQuerySet,
    is_found,
    of_found,
    of_nobody,
    of_visible,
    reach_of,
)
from customers.models.changes import CustomerChange, CustomerRevision
from customers.models.collection import CollectionSettings, StepTemplate, TemplateStep
from customers.models.contacts import CONTACT_DETAILS, Contact, ContactChange, Verification
from customers.models.contracts import Breach, Contract, ContractClause, Obligation, Security
from customers.models.credit_file import (
    CreditReference,
    CreditReport,
    FinancialStatement,
    MarketNote,
)
from customers.models.custom import CustomField, CustomValue
from customers.models.duplicates import DuplicatePair
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
from customers.models.ledger import ExchangeRate, Invoice, InvoiceRevision, Payment, PaymentRevision
from customers.models.loans import BankStatement, Instalment, Loan
from customers.models.loss_rates import LossRate
from customers.models.mentions import Mention
from customers.models.merges import CustomerMerge
from customers.models.onboarding import Admission, OnboardingCheck, OnboardingItem
from customers.models.parties import (
    GROUP_FIELDS,
    CustomerGroup,
    GroupMembership,
    RelatedParty,
    RelatedPartyRevision,
)
from customers.models.receivables import (
    AgeingRefresh,
    BookBalance,
    CellQuerySet,
    GroupBalance,
    GroupDay,
    OpenDay,
    OpenItem,
    ReceivableChange,
)
from customers.models.reminders import Language, Reminder, ReminderItem, ReminderLevel, ReminderRun
from customers.models.restrictions import (
    CreditRestriction,
    CreditRestrictionQuerySet,
    ServiceKind,
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
from customers.models.screening import CustomerKeys, ScreeningDecision, ScreeningDue, ScreeningHit
from customers.models.screening_lists import (
    ScreeningEntry,
    ScreeningEntryRevision,
    ScreeningList,
    ScreeningListVersion,
)
from customers.models.signals import MarketEvent, PolicyViolation
from customers.models.system_keys import SystemKey
from customers.models.terms import CreditTerms

__all__ = [
    "CONTACT_DETAILS",
    "CUSTOMER_FIELDS",
    "GROUP_FIELDS",
    "MONEY",
    "SOURCES",
    "Admission",
    "AgeingRefresh",
    "Allocation",
    "AllocationRevision",
    "Arrears",
    "ArrearsSweep",
    "Attachment",
    "AuthorityRequest",
    "BankStatement",
    "BookBalance",
    "Breach",
    "CellQuerySet",
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
    "CreditRestriction",
    "CreditRestrictionQuerySet",
    "CreditTerms",
    "CustomField",
    "CustomValue",
    "Customer",
    "CustomerChange",
    "CustomerGroup",
    "CustomerKeys",
    "CustomerMerge",
    "CustomerQuerySet",
    "CustomerRevision",
    "DishonouredPayment",
    "Dispute",
    "DuplicatePair",
    "ExchangeRate",
    "Fact",
    "FactRevision",
    "FinancialStatement",
    "GoodsReturn",
    "GroupBalance",
    "GroupDay",
    "GroupMembership",
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
    "LossRate",
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
    "RelatedParty",
    "RelatedPartyRevision",
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
    "ServiceKind",
    "StepTemplate",
    "SystemKey",
    "Task",
    "TemplateStep",
    "Urgency",
    "Verification",
    "WriteOff",
    "import_kinds",
    "import_path",
    "is_found",
    "of_found",
    "of_nobody",
    "of_visible",
    "reach_of",
]

"""The book: customers, their contacts and the ledger of facts about them.

A fact has its business date and `recorded_at`, the moment the book learned of it. It keeps a stable
id and its current state; an upsert that differs first copies the old state to the revision table,
so a reading as of T sees what was known at T. Child rows carry `customer_id` and are unique within
it by the source system's key.
"""

from customers.models.attachments import Attachment
from customers.models.book import (
    CUSTOMER_FIELDS,
    MONEY,
    Customer,
    CustomerQuerySet,
    OfCustomerQuerySet,
    of_visible,
    reach_of,
)
from customers.models.changes import CustomerChange, CustomerRevision
from customers.models.contacts import (
    CONTACT_DETAILS,
    Complaint,
    Contact,
    ContactChange,
    Verification,
)
from customers.models.custom import CustomField, CustomValue
from customers.models.duplicates import DuplicatePair
from customers.models.imports import ImportFile, import_path
from customers.models.ledger import (
    Allocation,
    AllocationRevision,
    ExchangeRate,
    Invoice,
    InvoiceRevision,
    Payment,
    PaymentRevision,
)
from customers.models.merges import CustomerMerge
from customers.models.parties import (
    GROUP_FIELDS,
    CustomerGroup,
    GroupMembership,
    RelatedParty,
    RelatedPartyRevision,
)
from customers.models.terms import CreditTerms

__all__ = [
    "CONTACT_DETAILS",
    "CUSTOMER_FIELDS",
    "GROUP_FIELDS",
    "MONEY",
    "Allocation",
    "AllocationRevision",
    "Attachment",
    "Complaint",
    "Contact",
    "ContactChange",
    "CreditTerms",
    "CustomField",
    "CustomValue",
    "Customer",
    "CustomerChange",
    "CustomerGroup",
    "CustomerMerge",
    "CustomerQuerySet",
    "CustomerRevision",
    "DuplicatePair",
    "ExchangeRate",
    "GroupMembership",
    "ImportFile",
    "Invoice",
    "InvoiceRevision",
    "OfCustomerQuerySet",
    "Payment",
    "PaymentRevision",
    "RelatedParty",
    "RelatedPartyRevision",
    "Verification",
    "import_path",
    "of_visible",
    "reach_of",
]

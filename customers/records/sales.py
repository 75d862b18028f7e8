"""Orders, credit notes, returns, disputes, promises, losses, complaints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import (
    Complaint,
    CreditNote,
    DishonouredPayment,
    Dispute,
    GoodsReturn,
    Invoice,
    Order,
    PromiseToPay,
    Recovery,
    WriteOff,
)
from customers.records.kinds import (
    TEXT_HEADERS,
    Group,
    Kind,
    Rule,
    Told,
    after_linked,
    amount,
    not_before,
    not_negative,
    positive,
    within_linked,
)

INVOICE = "invoice number|invoice no|发票号|发票号码|发票编号"
INVOICED = ("invoice", Invoice._meta.db_table, "invoice_date")
WRITTEN_OFF = ("write_off", WriteOff._meta.db_table, "effective_date")
COST = "cost of sales|cogs|cost|成本|销售成本"

ORDERS = Kind(
    Order,
    "orders",
    Group.SALES,
    _("order date"),
    (
        *amount("order value|order amount|订单金额"),
        Told("state", "status|order status|状态|订单状态"),
        Told("cost", COST),
        Told("wanted_date", "delivery date|requested date|交货日期|要求日期"),
        Told("text", TEXT_HEADERS),
    ),
    ("amount", "currency", "state", "wanted_date"),
    rules=not_negative("amount", "cost"),
    key_label=_("order number"),
    key_headers="order|order no|order number|order id|订单号|订单编号",
    date_headers="order date|ordered on|下单日期|订单日期",
)
CREDIT_NOTES = Kind(
    CreditNote,
    "credit-notes",
    Group.SALES,
    _("credit note date"),
    (
        *amount("credit amount|贷项金额"),
        Told("invoice", INVOICE),
        Told("reason", "原因"),
        Told("cost", COST),
        Told("text", TEXT_HEADERS),
    ),
    ("invoice", "amount", "currency", "reason"),
    rules=(
        positive("amount"),
        *not_negative("cost"),
        after_linked(
            *INVOICED,
            _("A credit note cannot be dated before the invoice that it names."),
        ),
    ),
    key_label=_("credit note number"),
    key_headers="credit note|credit note no|credit memo|贷项通知单号|红字发票号",
    date_headers="credit date|贷项日期",
)
RETURNS = Kind(
    GoodsReturn,
    "returns",
    Group.SALES,
    _("returned on"),
    (
        *amount("returned value|退货金额"),
        Told("order", "order number|订单号"),
        Told("invoice", INVOICE),
        Told("cause", "reason|原因|退货原因"),
        Told("text", TEXT_HEADERS),
    ),
    ("order", "invoice", "amount", "currency", "cause"),
    rules=(positive("amount"),),
    key_label=_("return number"),
    key_headers="rma|return no|return number|退货单号",
    date_headers="return date|退货日期",
)
DISPUTES = Kind(
    Dispute,
    "disputes",
    Group.SALES,
    _("disputed since"),
    (
        *amount("disputed amount|争议金额"),
        Told("invoice", INVOICE),
        Told("reason", "原因|争议原因"),
        Told("text", TEXT_HEADERS),
        Told("outcome", "结果|处理结果"),
        Told("decided_date", "resolved on|closed on|解决日期|结案日期"),
        Told("granted_amount", "amount granted|认可金额"),
    ),
    ("invoice", "amount", "currency", "reason", "outcome", "decided_date"),
    rules=(
        positive("amount"),
        *not_negative("granted_amount"),
        Rule(
            "s.granted_amount > s.amount",
            _("More is granted than is disputed."),
            "more_than_total",
            "granted_amount",
        ),
        after_linked(*INVOICED, _("A dispute cannot begin before the date of its invoice.")),
        within_linked(*INVOICED[:2], _("More is disputed than the invoice asks for.")),
        not_before(
            "decided_date",
            "effective_date",
            _("A dispute cannot be decided before it began."),
        ),
        Rule(
            "coalesce(s.outcome, 'open') <> 'open' AND s.decided_date IS NULL",
            _("Say on which day the dispute was decided."),
            "no_decided_date",
            "decided_date",
        ),
    ),
    key_label=_("dispute number"),
    key_headers="dispute|dispute no|争议编号",
    date_headers="opened on|dispute date|争议日期",
    happened=("decided_date",),
)
PROMISES = Kind(
    PromiseToPay,
    "promises",
    Group.SALES,
    _("promised on"),
    (
        *amount("promised amount|承诺金额"),
        Told("invoice", INVOICE),
        Told("promised_date", "promised for|pay by|承诺付款日|承诺日期", required=True),
        Told("promised_by", "contact|承诺人|联系人"),
        Told("text", TEXT_HEADERS),
    ),
    ("promised_date", "invoice", "amount", "currency", "outcome"),
    rules=(
        positive("amount"),
        not_before(
            "promised_date",
            "effective_date",
            _("A promise is for the day it is made or a later one."),
        ),
    ),
    date_headers="made on|promise made|登记日期",
    decided=("outcome",),
)
WRITE_OFFS = Kind(
    WriteOff,
    "write-offs",
    Group.SALES,
    _("written off on"),
    (
        *amount("written off|核销金额"),
        Told("invoice", INVOICE),
        Told("reason", "原因|核销原因"),
    ),
    ("invoice", "amount", "currency", "reason"),
    rules=(positive("amount"),),
    key_headers="write-off no|核销单号",
    date_headers="write-off date|核销日期",
)
RECOVERIES = Kind(
    Recovery,
    "recoveries",
    Group.SALES,
    _("recovered on"),
    (
        *amount("recovered|回收金额"),
        Told("write_off", "write-off number|核销单号"),
        Told("text", TEXT_HEADERS),
    ),
    ("write_off", "amount", "currency", "text"),
    rules=(
        positive("amount"),
        after_linked(
            *WRITTEN_OFF, _("A recovery cannot come before what it is of was written off.")
        ),
    ),
    date_headers="recovery date|回收日期",
)
DISHONOURED = Kind(
    DishonouredPayment,
    "dishonoured-payments",
    Group.SALES,
    _("given back on"),
    (
        *amount(),
        Told("payment", "payment number|付款编号|收款编号"),
        Told("reason", "原因|退票原因"),
    ),
    ("payment", "amount", "currency", "reason"),
    rules=(positive("amount"),),
    date_headers="returned on|退票日期",
)
COMPLAINTS = Kind(
    Complaint,
    "complaints",
    Group.SALES,
    _("complained on"),
    (
        Told("direction", "about or by|方向", required=True),
        Told("text", f"complaint|投诉内容|{TEXT_HEADERS}"),
        Told("state", "status|状态"),
        Told("answer", "reply|response|答复|处理结果"),
    ),
    ("direction", "state", "text"),
    date_headers="complaint date|投诉日期",
)
SALES_KINDS = (
    ORDERS,
    CREDIT_NOTES,
    RETURNS,
    DISPUTES,
    PROMISES,
    WRITE_OFFS,
    RECOVERIES,
    DISHONOURED,
    COMPLAINTS,
)

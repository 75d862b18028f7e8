"""What files of payments, allocations and order lines can tell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.imports.field import Field, Type
from customers.models import SOURCES, Payment

SOURCE_NAMES = tuple((name, model._meta.verbose_name) for name, model in SOURCES.items())
CUSTOMER_NUMBER = Field(
    "customer", _("customer number"), "customer no|customer number|customer id|customer code|"
    "account|account number|编号|客户编号|客户编码|客户代码|客户号|客户",
    required=True, longest=40,
)  # fmt: skip
INVOICE_OF = "invoice|invoice no|invoice number|for invoice|发票号|发票号码|发票编号|核销发票"
PAYMENTS = (
    CUSTOMER_NUMBER,
    Field("source_key", _("payment number"), "payment|payment no|payment number|payment id|"
          "receipt|receipt number|transaction id|no|number|id|收款单号|付款编号|收款编号|单号",
          required=True, longest=80),
    Field("received_date", _("received on"), "received|received date|date|payment date|value date|"
          "booking date|收款日期|到账日期|付款日期|日期", Type.DATE, required=True),
    Field("amount", _("amount"), "payment amount|amount received|total|total amount|金额|收款金额|"
          "到账金额|付款金额", Type.MONEY, required=True),
    Field("currency", _("currency"), "currency code|币种|货币|币别", Type.CURRENCY),
    Field("method", _("method"), "payment method|means of payment|付款方式|收款方式|支付方式",
          Type.CHOICE, choices=tuple(Payment.Method.choices)),
    Field("payer", _("payer account"), "payer|account of the payer|iban|付款账号|付款账户|付款人",
          longest=80),
    Field("reference", pgettext_lazy("payment", "reference"), "remittance|remittance information|"
          "purpose|memo|附言|摘要|备注|用途", longest=200),
    Field("invoice", _("invoice number"), INVOICE_OF, longest=60),
    Field("allocated", _("amount for the invoice"), "allocated|allocated amount|applied|"
          "applied amount|核销金额|分配金额", Type.MONEY),
)  # fmt: skip
# an article's own number and the country are left unread: nothing in the book is told by them
ORDER_LINES = (
    Field("customer", _("customer number"), "customer|customer id|customer no|customer code|"
          "account|客户编号|客户编码|客户号|客户|会员编号", longest=40),
    Field("number", _("document number"), "invoice no|invoice number|invoice|order no|order number|"
          "order id|order|document|document no|单据号|单号|订单号|订单编号|发票号", required=True,
          longest=60),
    Field("invoice_date", _("date"), "invoice date|order date|document date|日期|下单日期|订单日期|"
          "开票日期", Type.DATE, required=True),
    Field("quantity", _("quantity"), "qty|units|pieces|数量|件数", Type.NUMBER, required=True,
          decimals=4),
    Field("price", _("unit price"), "price|unit price net|单价|价格", Type.NUMBER, required=True,
          decimals=6),
    Field("text", _("description"), "article|article name|product|product name|item|商品名称|品名|"
          "描述|商品", longest=300),
    Field("currency", _("currency"), "currency code|币种|货币|币别", Type.CURRENCY),
    Field("customer_name", _("customer's name"), "customer name|company|客户名称|公司名称|名称"),
)  # fmt: skip
ALLOCATIONS = (
    CUSTOMER_NUMBER,
    Field("source", _("settled by"), "kind|type|source|种类|类型|来源", Type.CHOICE,
          choices=SOURCE_NAMES),
    Field("source_key", _("number of payment or credit"), "payment|payment no|payment number|"
          "credit note|credit note number|number|no|收款单号|付款编号|收款编号|单号|编号",
          required=True, longest=80),
    Field("invoice", _("invoice number"), INVOICE_OF, required=True, longest=60),
    Field("amount", _("amount"), "allocated|allocated amount|applied|applied amount|金额|核销金额|"
          "分配金额", Type.MONEY, required=True),
    Field("day", _("date"), "allocated on|日期|核销日期", Type.DATE),
)  # fmt: skip

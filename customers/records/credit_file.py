"""Credit reports, references, statements, market notes, and loans with their instalments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.models import (
    BankStatement,
    CreditReference,
    CreditReport,
    FinancialStatement,
    Instalment,
    Loan,
    MarketNote,
)
from customers.records.kinds import (
    CURRENCY_HEADERS,
    TEXT_HEADERS,
    Group,
    Kind,
    Rule,
    Told,
    amount,
    in_range,
    not_before,
    not_negative,
    positive,
)

PERCENT = _("A share lies between 0 and 100.")

CREDIT_REPORTS = Kind(
    CreditReport,
    "credit-reports",
    Group.CREDIT_FILE,
    _("report date"),
    (
        Told("provider", "agency|bureau|机构|评级机构|征信机构", required=True),
        Told("score", "credit score|评分|信用评分"),
        Told("scale_min", "lowest score|最低分"),
        Told("scale_max", "highest score|最高分"),
        Told("direction", "scale direction|评分方向"),
        Told("rating", "grade|评级|信用等级"),
        Told("default_probability", "pd|违约概率"),
        Told("defaults", "recorded defaults|违约记录|违约次数"),
        Told("valid_until", "expires on|有效期至"),
        Told("text", f"summary|摘要|{TEXT_HEADERS}"),
    ),
    ("provider", "score", "scale_max", "rating", "default_probability", "defaults", "valid_until"),
    rules=(
        Rule(
            "s.scale_min >= s.scale_max",
            _("The lowest score of the scale must lie below the highest."),
            "scale_reversed",
            "scale_min",
        ),
        Rule(
            "s.score < s.scale_min OR s.score > s.scale_max",
            _("The score lies outside its scale."),
            "out_of_range",
            "score",
        ),
        in_range("default_probability", 0, 100, PERCENT),
        *not_negative("defaults"),
        not_before(
            "valid_until", "effective_date", _("A report cannot expire before its own date.")
        ),
    ),
    key_label=_("report number"),
    key_headers="report no|报告编号",
    date_headers="report date|报告日期",
)
REFERENCES = Kind(
    CreditReference,
    "references",
    Group.CREDIT_FILE,
    _("given on"),
    (
        Told("kind", "type|类型"),
        Told("referee", "given by|reference from|推荐方|资信提供方", required=True),
        Told("opinion", "评价"),
        Told("highest_credit", "最高授信"),
        Told("currency", CURRENCY_HEADERS),
        Told("known_since", "customer since|合作起始日期"),
        Told("days_late", "average days late|平均逾期天数"),
        Told("text", TEXT_HEADERS),
    ),
    ("kind", "referee", "opinion", "highest_credit", "days_late"),
    rules=not_negative("highest_credit"),
    date_headers="reference date|日期",
    happened=("known_since",),
)
BANK_STATEMENTS = Kind(
    BankStatement,
    "bank-statements",
    Group.CREDIT_FILE,
    _("until"),
    (
        *amount("closing balance|期末余额"),
        Told("bank", "银行|开户行"),
        Told("account", "account number|账号"),
        Told("from_date", "period from|起始日期"),
        Told("opening", "opening balance|期初余额"),
        Told("inflow", "credits|流入|收入合计"),
        Told("outflow", "debits|流出|支出合计"),
        Told("largest_payer", "最大付款方"),
        Told("largest_payer_share", "最大付款方占比"),
        Told("note", TEXT_HEADERS),
    ),
    ("bank", "from_date", "inflow", "outflow", "amount", "currency", "largest_payer_share"),
    rules=(
        *not_negative("inflow", "outflow"),
        in_range("largest_payer_share", 0, 100, PERCENT),
        not_before("effective_date", "from_date", _("A statement cannot end before it begins.")),
    ),
    key_label=_("statement number"),
    date_headers="period to|statement date|截止日期|对账日期",
    happened=("from_date",),
)
FINANCIAL_STATEMENTS = Kind(
    FinancialStatement,
    "financial-statements",
    Group.CREDIT_FILE,
    _("balance sheet date"),
    (
        Told("currency", CURRENCY_HEADERS, required=True),
        Told("months", "月数"),
        Told("is_audited", "audited|是否审计"),
        Told("is_consolidated", "consolidated|是否合并"),
        Told("current_assets", "流动资产"),
        Told("total_assets", "资产总计|总资产"),
        Told("current_liabilities", "流动负债"),
        Told("total_liabilities", "负债合计|总负债"),
        Told("retained_earnings", "未分配利润|留存收益"),
        Told("equity", "shareholders equity|所有者权益|股东权益"),
        Told("sales", "revenue|turnover|营业收入"),
        Told("ebit", "operating profit|息税前利润"),
        Told("net_profit", "net income|净利润"),
        Told("note", TEXT_HEADERS),
    ),
    ("currency", "total_assets", "total_liabilities", "equity", "sales", "net_profit"),
    rules=(
        in_range("months", 1, 24, _("A statement covers 1 to 24 months.")),
        *not_negative("current_assets", "total_assets", "current_liabilities", "total_liabilities"),
        Rule(
            "s.current_assets > s.total_assets",
            _("Current assets cannot be more than all assets."),
            "more_than_total",
            "current_assets",
        ),
    ),
    key_label=_("statement number"),
    date_headers="balance sheet date|period end|报表日期|会计期末",
)
MARKET_NOTES = Kind(
    MarketNote,
    "market-notes",
    Group.CREDIT_FILE,
    _("date"),
    (
        Told("kind", "type|类型"),
        Told("source", "来源"),
        Told("title", "headline|标题", required=True),
        Told("rating", "评级|评分"),
        Told("market_share", "市场份额"),
        Told("text", TEXT_HEADERS),
    ),
    ("kind", "title", "source", "rating", "market_share"),
    rules=(
        in_range("rating", 1, 5, _("A rating lies between 1, the worst, and 5, the best.")),
        in_range("market_share", 0, 100, PERCENT),
    ),
)
LOANS = Kind(
    Loan,
    "loans",
    Group.CREDIT_FILE,
    _("granted on"),
    (
        *amount("principal|loan amount|贷款金额|本金"),
        Told("outstanding", "balance|outstanding principal|贷款余额|未还本金"),
        Told("interest_rate", "rate|利率|年利率"),
        Told("maturity_date", "matures on|到期日"),
        Told("grade", "classification|五级分类"),
        Told("purpose", "用途|贷款用途"),
    ),
    ("amount", "outstanding", "currency", "maturity_date", "grade"),
    rules=(
        positive("amount"),
        *not_negative("outstanding"),
        in_range("interest_rate", -10, 500, _("This interest rate cannot be right.")),
        not_before(
            "maturity_date", "effective_date", _("A loan cannot mature before it is granted.")
        ),
        Rule(
            "s.outstanding > s.amount",
            _("More principal is outstanding than was lent."),
            "more_than_total",
            "outstanding",
        ),
    ),
    key_label=_("loan number"),
    key_headers="loan|loan no|contract no|贷款编号|借据号|合同号",
    date_headers="granted on|drawdown date|放款日期|发放日期",
)
INSTALMENTS = Kind(
    Instalment,
    "instalments",
    Group.CREDIT_FILE,
    _("due date"),
    (
        *amount("instalment|应还金额"),
        Told("loan", "loan number|贷款编号|借据号", required=True),
        Told("paid_amount", "paid|实还金额|已还金额"),
        Told("paid_date", "paid on|还款日期"),
    ),
    ("loan", "amount", "currency", "paid_amount", "paid_date"),
    rules=(
        positive("amount"),
        *not_negative("paid_amount"),
        Rule(
            "s.paid_amount > s.amount",
            _("More was paid than the instalment asks for. What is over belongs to the next one."),
            "more_than_total",
            "paid_amount",
        ),
    ),
    may_lie_ahead=True,
    date_headers="due date|due on|到期日|应还日期",
    happened=("paid_date",),
)
CREDIT_FILE_KINDS = (
    CREDIT_REPORTS,
    REFERENCES,
    BANK_STATEMENTS,
    FINANCIAL_STATEMENTS,
    MARKET_NOTES,
    LOANS,
    INSTALMENTS,
)

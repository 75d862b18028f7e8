# ruff: noqa: S608  (statements are put together from constants of this package only)
"""Which facts of each kind made-up customers get: how many, of which rows, and what they say."""

from __future__ import annotations

from customers.generator.draws import (
    CUSTOMERS,
    INVOICES,
    KNOWN,
    LATE,
    LATE_INVOICES,
    MONEY,
    OPEN_INVOICES,
    RETURNED_PAYMENTS,
    TROUBLED_CUSTOMERS,
    TROUBLED_INVOICES,
    Statement,
    decided,
    draw,
    of,
    one_of,
    part,
    recent,
    said,
    whole,
)

PROMISED = whole("pd", 11, 36)  # days after the due date
PROVIDER = one_of("cp", "Meridian Ratings", "中诚企业征信", "Harbour Credit")
TITLES = {
    "news": (("Plant closed after inspection", "Wages paid late, workers say"),
             ("环保检查后停产", "员工称工资拖欠")),
    "litigation": (("Sued by a supplier over unpaid goods",), ("因拖欠货款被供应商起诉",)),
    "enforcement": (("Enforcement of a judgment for unpaid rent",), ("欠租判决进入执行程序",)),
    "listing": (("On the court's list of dishonest debtors",), ("被列入失信被执行人名单",)),
    "insolvency": (("Petition for insolvency accepted by the court",), ("法院受理破产申请",)),
    "rating": (("Rating cut by one notch",), ("评级下调一级",)),
}  # fmt: skip


def told_by_kind(label: str, *kinds: str) -> dict[str, str]:
    """An event of one of these kinds, with a fitting title, and what a case is about."""
    kind = one_of(label + "k", *kinds)
    titles = " ".join(
        f"WHEN '{each}' THEN {said(label + 't', *TITLES[each])}" for each in dict.fromkeys(kinds)
    )
    claimed = f"{kind} IN ('litigation', 'enforcement')"
    return {
        "kind": kind,
        "title": f"CASE {kind} {titles} END",
        "claimed_amount": f"CASE WHEN {claimed}"
        f" THEN round(r.amount * (0.3 + 2 * {draw(label + 'w')}), 2) END",
        "currency": f"CASE WHEN {claimed} THEN r.currency ELSE '' END",
    }


STATEMENTS = (
    Statement("order", INVOICES, 0.4, f"r.invoice_date - {whole('o', 3, 20)}", {
        **MONEY, "state": "'invoiced'", "wanted_date": "r.invoice_date",
        "cost": f"CASE WHEN {draw('oc')} < 0.8 THEN round(r.amount * (0.6 + 0.3 * {draw('ov')}), 2)"
                " END",
    }, "O"),
    Statement("order", CUSTOMERS, 0.2, recent("oo", 20), {
        **part("oa", 0.5, 2.5), "state": one_of("os", "open", "shipped"),
        "wanted_date": "%(final)s::date + 14",
    }, "ON"),
    Statement("creditnote", OPEN_INVOICES, 0.12, f"r.invoice_date + {whole('u', 5, 40)}", {
        **part("ua", 0.05, 0.3), "invoice_id": "r.id",
        "reason": one_of("ur", "return", "price", "quality", "bonus"),
    }, "CN"),
    Statement("writeoff", OPEN_INVOICES, 0.25, "r.due_date + 200", {
        **MONEY, "invoice_id": "r.id",
        "reason": said("ww", ("Insolvent", "Not worth a lawsuit"), ("已资不抵债", "诉讼不经济")),
    }, "WO"),
    Statement("recovery", of("writeoff", "f.amount, f.currency, f.base_amount"), 0.8,
              f"r.effective_date + {whole('rw', 10, 90)}", {
        **part("rv", 0.05, 0.4), "write_off_id": "r.id",
    }, "RC"),
    Statement("dishonouredpayment", RETURNED_PAYMENTS, 1.0, "r.received_date + 3", {
        **MONEY, "payment_id": "r.id",
        "reason": said("hr", ("No cover", "Account closed"), ("余额不足", "账户已销户")),
    }, "DP"),
    Statement("goodsreturn", INVOICES, 0.05, f"r.invoice_date + {whole('r', 3, 25)}", {
        **part("ra", 0.05, 0.5), "invoice_id": "r.id",
        "cause": one_of("rc", "ours", "carrier", "customer", "customer"),
    }, "R"),
    Statement("goodsreturn", TROUBLED_INVOICES, 0.15, f"r.invoice_date + {whole('r2', 3, 25)}", {
        **part("r2a", 0.1, 0.7), "invoice_id": "r.id",
        "cause": one_of("r2c", "ours", "customer", "customer", "unknown"),
    }, "RX"),
    Statement("dispute", INVOICES, 0.02, f"r.invoice_date + {whole('d', 5, 40)}", {
        **part("da", 0.1, 1.0), "invoice_id": "r.id",
        "reason": one_of("dr", "quality", "quantity", "price", "delivery"),
        "outcome": f"CASE WHEN r.invoice_date > %(final)s::date - 90 THEN 'open'"
                   f" ELSE {one_of('do', 'upheld', 'rejected', 'rejected', 'partly')} END",
        "decided_date": "CASE WHEN r.invoice_date <= %(final)s::date - 90"
                        " THEN r.invoice_date + 80 END",
        "text": said("dt", ("Short delivery", "Price differs from the order", "Goods damaged"),
                     ("数量短少", "价格与订单不符", "货物破损")),
    }, "D"),
    Statement("dispute", TROUBLED_INVOICES, 0.1, f"r.invoice_date + {whole('d2', 5, 40)}", {
        **part("d2a", 0.1, 1.0), "invoice_id": "r.id",
        "reason": one_of("d2r", "quality", "quantity", "price"),
        "outcome": f"CASE WHEN r.invoice_date > %(final)s::date - 90 THEN 'open'"
                   f" ELSE {one_of('d2o', 'rejected', 'rejected', 'rejected', 'withdrawn')} END",
        "decided_date": "CASE WHEN r.invoice_date <= %(final)s::date - 90"
                        " THEN r.invoice_date + 80 END",
        "text": said("d2t", ("Goods damaged", "Quantity contested after resale"),
                     ("货物破损", "转售后才提出数量异议")),
    }, "DX"),
    Statement("complaint", TROUBLED_CUSTOMERS, 0.35, recent("k2", 300), {
        "direction": "'about'", "state": one_of("k2s", "open", "upheld", "upheld", "rejected"),
        "text": said("k2t", ("Threatened our driver", "Passed off our documents as its own"),
                     ("威胁送货司机", "冒用我方文件")),
    }, "KX"),
    Statement("complaint", CUSTOMERS, 0.03, recent("k", 300), {
        "direction": "'about'", "state": one_of("ks", "open", "upheld", "rejected"),
        "text": said("kt", ("Rude to our driver", "Refused delivery without a reason"),
                     ("辱骂送货司机", "无故拒收")),
    }, "K"),
    Statement("creditreport", CUSTOMERS, 0.3, recent("c", 80), {
        "provider": PROVIDER,
        "score": f"greatest(300, round(850 - 400 * {LATE} - 150 * {draw('cs')}))",
        "scale_min": "300", "scale_max": "850",
        # one of them tells scores alone
        "default_probability": f"CASE WHEN {PROVIDER} <> 'Harbour Credit' THEN"
                               f" round(0.2 + 25 * {LATE} * (0.5 + {draw('cd')}), 4) END",
        "direction": "'safer'", "defaults": f"floor({draw('cd')} ^ 6 * 4)::integer",
        "valid_until": "%(final)s::date + 180",
    }, "CR"),
    Statement("creditreference", CUSTOMERS, 0.08, recent("f"), {
        "kind": one_of("fk", "trade", "bank"),
        "referee": said("fr", ("Northgate Supplies", "First Harbour Bank"),
                        ("华东供应链公司", "江南商业银行")),
        "opinion": one_of("fo", "good", "good", "fair", "poor"),
        "days_late": f"{whole('fd', -5, 40)}",
    }, "RF"),
    Statement("bankstatement", CUSTOMERS, 0.12, recent("b", 200), {
        **part("ba", 0.5, 5), "bank": one_of("bb", "First Harbour Bank", "江南商业银行"),
        "inflow": f"round(r.amount * (4 + 6 * {draw('bi')}), 2)",
        "outflow": f"round(r.amount * (4 + 6 * {draw('bo')}), 2)",
        "largest_payer_share": f"round(({draw('bs')} * 90)::numeric, 2)",
    }, "BS"),
    Statement("financialstatement", CUSTOMERS, 0.35, f"%(final)s::date - {whole('s', 60, 400)}", {
        "currency": "r.currency", "months": "12", "is_audited": f"{draw('sa')} < 0.4",
        "total_assets": "r.amount * 40",
        "current_assets": f"round(r.amount * (8 + 24 * {draw('s1')}), 2)",
        "total_liabilities": f"round(r.amount * (10 + 34 * {draw('s2')}), 2)",
        "current_liabilities": f"round(r.amount * (4 + 6 * {draw('s3')}), 2)",
        "retained_earnings": f"round(r.amount * (12 * {draw('s4')} - 3), 2)",
        "equity": f"round(r.amount * (30 - 34 * {draw('s2')}), 2)",
        "sales": f"round(r.amount * (30 + 50 * {draw('s5')}), 2)",
        "ebit": f"round((r.amount * (7 * {draw('s6')} - 2 - 5 * {LATE}))::numeric, 2)",
        "net_profit": f"round(r.amount * (5 * {draw('s6')} - 2), 2)",
    }, "FS"),
    Statement("marketnote", CUSTOMERS, 0.06, recent("n", 360), {
        "kind": one_of("nk", "partner", "industry", "position"),
        "title": said("nt", ("Second supplier in its town", "Losing share to online shops"),
                      ("本地第二大供应商", "份额被电商侵蚀")),
        "rating": f"{whole('nr', 1, 5)}", "source": one_of("ns", "Trade Weekly", "行业周刊"),
    }, "MN"),
    Statement("loan", CUSTOMERS, 0.03, f"%(final)s::date - {whole('l', 200, 700)}", {
        **part("la", 2, 8), "interest_rate": f"round((3 + 9 * {draw('li')})::numeric, 4)",
        "maturity_date": "%(final)s::date + 400",
        "grade": one_of("lg", *["normal"] * 12, "special_mention", "special_mention",
                        "substandard", "doubtful"),
    }, "L"),
    Statement("instalment", of("loan", "f.amount, f.currency, f.base_amount, f.grade")
              + " AND f.effective_date > %(final)s::date - 700", 1.0, "r.effective_date + 180", {
        **part("ia", 0.2, 0.3), "loan_id": "r.id",
        "paid_amount": "CASE WHEN r.grade = 'normal' AND r.effective_date + 180 < %(final)s"
                       f" THEN {part('ia', 0.2, 0.3)['amount']} END",
        "paid_date": "CASE WHEN r.grade = 'normal' AND r.effective_date + 180 < %(final)s"
                     " THEN r.effective_date + 181 END",
    }, "LI", True),
    Statement("marketevent", CUSTOMERS, 0.06, recent("e", 500), {
        **told_by_kind("e", "news", "news", "litigation", "enforcement", "rating",
                       "listing"),
        "source": one_of("es", "Trade Weekly", "裁判文书公开网", "Harbour News"),
        "credibility": f"{whole('ec', 30, 95)}", "severity": f"{whole('ev', 1, 5)}",
        **decided("eq", 0.4, 0.2),
    }, "ME"),
    Statement("marketevent", TROUBLED_CUSTOMERS, 0.8, recent("e2", 500), {
        **told_by_kind("e2", "news", "news", "litigation", "litigation", "litigation",
                       "enforcement", "listing", "listing", "insolvency"),
        "source": one_of("e2s", "裁判文书公开网", "全国企业破产重整案件信息网", "Harbour News"),
        "credibility": f"{whole('e2c', 60, 100)}", "severity": f"{whole('e2v', 2, 5)}",
        "cluster": "'EV-' || r.number", **decided("e2q", 0.7, 0.1),
    }, "MX"),
    Statement("marketevent", of("marketevent", "f.kind, f.title, f.cluster, f.severity,"
                                " f.confirmation, f.confirmed_by_id") + " AND f.cluster <> ''",
              0.4, f"r.effective_date + {whole('e3', 0, 20)}", {
        "kind": "CASE WHEN r.kind = 'insolvency' THEN r.kind ELSE 'news' END",
        "title": "r.title", "source": one_of("e3s", "Trade Weekly", "行业周刊"),
        "credibility": f"{whole('e3c', 20, 60)}", "severity": "r.severity",
        "cluster": "r.cluster", "confirmation": "r.confirmation",
        "confirmed_by_id": "r.confirmed_by_id",
        "confirmed_at": f"CASE WHEN r.confirmed_by_id IS NOT NULL THEN {KNOWN} END",
    }, "MR"),
    Statement("policyviolation", CUSTOMERS, 0.05, recent("v", 500), {
        "policy": said("vp", ("Resale outside the territory", "Return without approval"),
                       ("跨区销售", "未经批准退货")),
        "severity": f"{whole('vs', 1, 4)}",
    }, "PV"),
    Statement("contract", CUSTOMERS, 0.15, "greatest(r.since_date, %(final)s::date - 800)", {
        "title": said("tt", ("Framework agreement", "Supply contract"), ("框架协议", "供货合同")),
        "end_date": f"%(final)s::date + {whole('te', 20, 700)}",
        "renews": f"{draw('tr')} < 0.5",
        "renewal_months": f"CASE WHEN {draw('tr')} < 0.5 THEN 12 END",
        "notice_days": one_of("tn", "30", "60", "90") + "::smallint",
    }, "CT"),
    Statement("contractclause", of("contract", "f.title"), 0.8, "r.effective_date", {
        "contract_id": "r.id", "kind": one_of("qk", "notice", "title", "termination"),
        "text": said("qt", ("Either side may end this agreement with notice in writing.",
                            "Goods remain ours until they are paid for."),
                     ("任何一方可书面通知终止本协议。", "货款付清前货物所有权归我方。")),
    }, "CL"),
    Statement("security", CUSTOMERS, 0.06, recent("y"), {
        **part("ya", 0.5, 3), "kind": one_of("yk", "deposit", "guarantee", "insurance", "mortgage"),
        "given_by": one_of("yg", "Northgate Holding", "华东担保公司"),
        "valid_until": "%(final)s::date + 300",
    }, "SE"),
    Statement("obligation", of("contract", "f.title"), 0.5,
              f"%(final)s::date + {whole('g', -60, 120)}", {
        "contract_id": "r.id", "party": one_of("gp", "customer", "us"),
        "text": said("gt", ("Yearly volume report", "Renew the bank guarantee"),
                     ("年度采购量报告", "续开银行保函")),
    }, "OB", True),
    Statement("breach", of("contract", "f.title"), 0.08, recent("h", 300), {
        "contract_id": "r.id", "party": "'customer'",
        "text": said("ht", ("Volume below the agreed minimum",), ("采购量低于约定下限",)),
    }, "BR"),
    Statement("interaction", INVOICES, 0.08, f"r.due_date + {whole('x', 3, 40)}", {
        "channel": one_of("xc", "call", "call", "email", "wechat"), "purpose": "'collection'",
        "subject": said("xs", ("Payment reminder", "Asked when payment comes"),
                        ("催款提醒", "询问付款时间")),
        "content": said("xt", ("Accounts are closed until Monday.", "Will pay with the next run.",
                               "The invoice had not arrived; sent again."),
                        ("财务周一才上班。", "下批一并付款。", "未收到发票，已重发。")),
        "owner_id": "r.manager_id",
    }, "I"),
    Statement("interaction", CUSTOMERS, 0.5, recent("z", 300), {
        "channel": one_of("zc", "visit", "meeting", "call"),
        "purpose": one_of("zp", "care", "sales", "review", "advice", "training"),
        "subject": said("zs", ("Quarterly visit", "Spring order plan"),
                        ("季度走访", "春季订货计划")),
        "content": said("zt", ("Stock is high, orders may fall.", "A new plant opens in autumn."),
                        ("库存偏高，订单可能减少。", "新厂秋季投产。")),
        "owner_id": "r.manager_id",
    }, "IC"),
    Statement("promisetopay", LATE_INVOICES, 0.7, "r.due_date + 6", {
        **MONEY, "invoice_id": "r.id", "promised_date": f"r.due_date + {PROMISED}",
        "promised_by": said("pb", ("Accounts payable", "The owner"), ("财务", "老板")),
        "outcome": f"CASE WHEN r.due_date + {PROMISED} + 2 >= %(final)s THEN 'open' WHEN EXISTS ("
                   " SELECT 1 FROM customers_allocation a WHERE a.customer_id = r.customer_id"
                   " AND a.invoice_id = r.id AND a.effective_date"
                   f" BETWEEN r.due_date + 6 AND r.due_date + {PROMISED} + 2"
                   " AND a.amount >= r.amount * 0.95) THEN 'kept' ELSE 'broken' END",
    }, "PP"),
    Statement("task", CUSTOMERS, 0.08, f"%(final)s::date + {whole('w', -10, 30)}", {
        "title": said("wt", ("Ask for the new balance sheet", "Call about the open invoices"),
                      ("索取最新财务报表", "就未付发票致电")),
        "owner_id": "r.manager_id",
    }, "T", True),
    Statement("plan", CUSTOMERS, 0.05, recent("j", 200), {
        "problem": said("jp", ("Pays later each quarter", "Disputes every third invoice"),
                        ("付款逐季推迟", "频繁提出争议")),
        "cause": said("jc", ("Its own customers pay late", "Prices were not agreed in writing"),
                      ("下游回款慢", "价格未书面约定")),
        "measure_text": said("jm", ("Weekly call, instalments agreed", "Price list signed"),
                             ("每周致电，约定分期", "签署价目表")),
        "measures": "CASE WHEN " + draw("jx") + " < 0.5 THEN '{call,instalments}'::varchar[]"
                    " ELSE '{terms}'::varchar[] END",
        "responsible_id": "r.manager_id", "due_date": "%(final)s::date + 60",
    }, "PL"),
    Statement("collectionstep", CUSTOMERS, 0.05, f"%(final)s::date + {whole('m', -5, 20)}", {
        "how": one_of("mh", "call", "email", "visit", "reminder"), "owner_id": "r.manager_id",
    }, "CS", True),
)  # fmt: skip

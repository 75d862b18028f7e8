"""What policies are compared by: which terms are better, and what looks odd in a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.models import SectorLimit, Tier, Treatment, TreatmentPolicy, Verdict

VERDICTS = tuple(Verdict)
TIERS = (Tier.LOW, Tier.MEDIUM, Tier.HIGH, Tier.UNRATED)
POLICY_FIELDS = ("loss_given_default", "capital_cost", "servicing_cost", "check_hours")
TERM_FIELDS = (
    "verdict",
    "over_limit_verdict",
    "limit_factor",
    "order_limit",
    "overdue_days",
    "payment_days",
    "prepayment_share",
    "deposit_share",
    "review_days",
    "is_automatic",
)
NO_BOUND = Decimal("Infinity")

# how much each term asks of the customer: more is stricter. The payment term is not among them,
# for what was agreed is each customer's own. `scoring/treating/sql.py` says the same in SQL.
ASKED: dict[str, Callable[[Treatment], Any]] = {
    "verdict": lambda terms: VERDICTS.index(Verdict(terms.verdict)),
    "over_limit_verdict": lambda terms: VERDICTS.index(Verdict(terms.over_limit_verdict)),
    "limit_factor": lambda terms: -terms.limit_factor,
    "order_limit": lambda terms: -(NO_BOUND if terms.order_limit is None else terms.order_limit),
    "overdue_days": lambda terms: -terms.overdue_days,
    "prepayment_share": lambda terms: terms.prepayment_share,
    "deposit_share": lambda terms: terms.deposit_share,
}
# a riskier tier beside the safer one that it is held against; unrated is not low
PAIRS = ((Tier.MEDIUM, Tier.LOW), (Tier.HIGH, Tier.MEDIUM), (Tier.UNRATED, Tier.LOW))


def label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def warnings(tiers: Mapping[str, Treatment]) -> list[str]:
    """What is odd, though it may be meant: a riskier tier that is treated better than a safer one,
    and an order above the limit that is answered more mildly than one within it."""
    found = [
        _(
            "“%(tier)s” says “%(over)s” above the limit, which is milder than “%(within)s” within"
            " it: the stricter one counts for both."
        )
        % {
            "tier": Tier(tier).label,
            "over": Verdict(tiers[tier].over_limit_verdict).label,
            "within": Verdict(tiers[tier].verdict).label,
        }
        for tier in TIERS
        if tier in tiers and _is_milder_above(tiers[tier])
    ]
    for riskier, safer in PAIRS:
        if riskier not in tiers or safer not in tiers:
            continue
        names = [n for n, asked in ASKED.items() if asked(tiers[riskier]) < asked(tiers[safer])]
        if _days(tiers[riskier]) > _days(tiers[safer]):
            names.append("payment_days")
        found += [
            _("“%(riskier)s” is treated better than “%(safer)s”: %(term)s.")
            % {
                "riskier": Tier(riskier).label,
                "safer": Tier(safer).label,
                "term": label(Treatment, name),
            }
            for name in names
        ]
    return found


def _is_milder_above(terms: Treatment) -> bool:
    return bool(ASKED["over_limit_verdict"](terms) < ASKED["verdict"](terms))


def _days(terms: Treatment) -> Decimal:
    return NO_BOUND if terms.payment_days is None else Decimal(terms.payment_days)


# --- two versions side by side ---


@dataclass(frozen=True)
class Line:
    """One figure of two policies; `tier` is empty for what holds for all."""

    tier: str
    name: str
    label: str
    former: Any
    new: Any

    @property
    def differs(self) -> bool:
        return bool(self.former != self.new)


def compare(former: TreatmentPolicy, new: TreatmentPolicy) -> list[Line]:
    """Every figure of both, in the order of the page."""
    lines = [
        Line("", name, label(TreatmentPolicy, name), getattr(former, name), getattr(new, name))
        for name in POLICY_FIELDS
    ]
    old_tiers, new_tiers = former.by_tier(), new.by_tier()
    for tier in TIERS:
        before, after = old_tiers.get(tier), new_tiers.get(tier)
        lines += [
            Line(tier, name, label(Treatment, name), shown(before, name), shown(after, name))
            for name in TERM_FIELDS
        ]
    return lines + _sector_lines(former.sectors.all(), new.sectors.all())


def shown(terms: Treatment | None, name: str) -> Any:
    """A term as people read it; None where there is none."""
    if terms is None:
        return None
    if name in ("verdict", "over_limit_verdict"):
        return getattr(terms, f"get_{name}_display")()
    return getattr(terms, name)


def _sector_lines(former: Iterable[SectorLimit], new: Iterable[SectorLimit]) -> list[Line]:
    before = {each.industry: each.limit for each in former}
    after = {each.industry: each.limit for each in new}
    names = {each.industry: each.get_industry_display() for each in (*former, *new)}
    return [
        Line("", "sector_limit", str(SECTOR) % {"industry": names[code]}, before.get(code),
             after.get(code))
        for code in sorted(names)
    ]  # fmt: skip


SECTOR = gettext_lazy("limit of the industry “%(industry)s”")

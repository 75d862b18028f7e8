"""Where the customer stands: its share of the book, its peers, its industry, region and age."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.indicators.base import AS_OF, Family, Indicator, Rows, Unit, rounded, unless
from scoring.indicators.peers import OWN_RETURN_RATE, SHARED_PEER_STEPS, SHIPPED

FAMILY = "standing"
FEWEST_BAD = 5  # losses in the book below which no part of it can be told from another
FEWEST_RETURNING = 5  # customers of an industry with returns below which there is no usual rate
WEIGHT_OF_BOOK = 30  # customers as which the book counts in the loss rate of a part of it
MATERIAL_LOSS = 500  # below this much in base currency nobody counts as lost

STANDING_INPUT = f"""
    SELECT c.customer_id, c.industry, c.place, c.incorporation_date,
      s.exposure, s.open_unknown, s.sales, coalesce(t.amount, 0) AS returned,
      s.invoices_in_window, {OWN_RETURN_RATE} AS own_return_rate,
      b.as_of AS peers_of, b.exposure AS book_exposure, b.exposed, b.loss_rate AS book_loss,
      b.customers AS book_customers, i.loss_rate AS industry_loss,
      i.customers AS industry_customers,
      coalesce(i.return_rate, b.return_rate) AS peer_return_rate,
      CASE WHEN i.return_rate IS NULL THEN b.returners ELSE i.returners END AS returners,
      CASE WHEN i.return_rate IS NULL THEN '' ELSE c.industry END AS peers,
      p.loss_rate AS region_loss, p.customers AS region_customers,
      coalesce(r.grade, n.grade) AS grade,
      CASE WHEN r.grade IS NULL THEN n.source ELSE r.source END AS grade_source,
      CASE WHEN r.grade IS NULL THEN n.effective_date ELSE r.effective_date END AS graded_on
    FROM known_customer c CROSS JOIN peer_book b
    LEFT JOIN exposure_sums s ON s.customer_id = c.customer_id
    LEFT JOIN sent_back t ON t.customer_id = c.customer_id
    LEFT JOIN peer_industry i ON i.part = c.industry
    LEFT JOIN peer_region p ON p.part = c.place
    LEFT JOIN place_grade r
      ON r.country = c.country AND r.region = upper(c.region) AND r.region <> ''
    LEFT JOIN place_grade n ON n.country = c.country AND n.region = ''"""
SHARE = unless("open_unknown", "least(100 * exposure / nullif(book_exposure, 0), 100)")
RESULT = f"""
    SELECT customer_id,
      CASE WHEN book_exposure > 0 THEN {rounded(SHARE)} END AS book_share,
      {rounded("own_return_rate / nullif(peer_return_rate, 0)")} AS return_rate_to_peers,
      {rounded("industry_loss / nullif(book_loss, 0)")} AS industry_risk,
      {rounded("region_loss / nullif(book_loss, 0)")} AS region_risk,
      grade::numeric AS region_grade,
      CASE WHEN incorporation_date <= {AS_OF}
        THEN round(({AS_OF} - incorporation_date) / 365.25, 1) END AS company_age
    FROM standing_input"""
# what each of these figures was made of, for the page that shows it
COMPARED = f"""
    SELECT i.customer_id, v.code, v.part, v.value, v.count, v.as_of, v.text
    FROM standing_input i CROSS JOIN LATERAL (VALUES
      ('book_share', 1, 'own_exposure', CASE WHEN NOT open_unknown THEN exposure END, NULL, {AS_OF},
        ''),
      ('book_share', 2, 'book_exposure', book_exposure, exposed, peers_of, ''),
      ('return_rate_to_peers', 1, 'returned', returned, NULL, {AS_OF}, ''),
      ('return_rate_to_peers', 2, 'sales', sales, NULL, {AS_OF}, ''),
      ('return_rate_to_peers', 3, 'own_return_rate', own_return_rate, NULL, {AS_OF}, ''),
      ('return_rate_to_peers', 4, 'peer_return_rate', peer_return_rate, returners, peers_of,
        peers),
      ('industry_risk', 1, 'industry_loss', industry_loss, industry_customers, peers_of, industry),
      ('industry_risk', 2, 'book_loss', book_loss, book_customers, peers_of, ''),
      ('region_risk', 1, 'region_loss', region_loss, region_customers, peers_of, place),
      ('region_risk', 2, 'book_loss', book_loss, book_customers, peers_of, ''),
      ('region_grade', 1, 'grade', grade, NULL, graded_on, grade_source),
      ('company_age', 1, 'incorporated', ({AS_OF} - incorporation_date), NULL, incorporation_date,
        '')
    ) v(code, position, part, value, count, as_of, text)
    WHERE v.value IS NOT NULL ORDER BY v.code, v.position"""
# how each line is called, and how many decimals it deserves
COMPARED_NAMES: dict[str, tuple[Promise, int]] = {
    "own_exposure": (_("open amount of the customer"), 2),
    "book_exposure": (_("open amount of the book"), 2),
    "returned": (_("goods returned in 90 days, but for our own faults"), 2),
    "sales": (_("invoiced in 90 days"), 2),
    "own_return_rate": (_("return rate of the customer, %"), 4),
    "peer_return_rate": (_("median return rate of peers, %"), 4),
    "industry_loss": (_("loss rate of the industry, shrunk, %"), 4),
    "region_loss": (_("loss rate of the region, shrunk, %"), 4),
    "book_loss": (_("loss rate of the book, %"), 4),
    "grade": (_("grade"), 0),
    "incorporated": (_("days since incorporation"), 0),
}


STANDING = Family(
    name=FAMILY,
    title=_("where the customer stands"),
    steps=(
        *SHARED_PEER_STEPS,
        ("standing_input", STANDING_INPUT),
        ("comparison", COMPARED),
        (FAMILY, RESULT),
    ),
    indicators=(
        Indicator(
            code="book_share",
            number="I18",
            name=_("share of the book"),
            formula=_("open amount ÷ open amount of the whole book × 100"),
            source=_("invoices, allocations, figures of the book"),
            unit=Unit.PERCENT,
            higher_is_riskier=True,
            window=_("latest figures of the book, at most 40 days old"),
            minimum=1,
            minimum_of=_("invoices, and figures of the book"),
            family=FAMILY,
            digits=4,
            rows=Rows.COMPARED,
            where="code = 'book_share'",
        ),
        Indicator(
            code="return_rate_to_peers",
            number="I19",
            name=_("return rate against peers"),
            formula=_(
                "goods returned ÷ invoiced in 90 days, but for what was our own fault, ÷ the "
                "median of those customers of the industry that returned anything; of the book "
                "where fewer than 5 of the industry did"
            ),
            source=_("returns, invoices, figures of the book"),
            unit=Unit.TIMES,
            higher_is_riskier=True,
            window=_("90 days"),
            minimum=SHIPPED,
            minimum_of=_("invoices in the window, and 5 customers of the book with returns"),
            family=FAMILY,
            rows=Rows.COMPARED,
            where="code = 'return_rate_to_peers'",
        ),
        Indicator(
            code="industry_risk",
            number="I34",
            name=_("risk of the industry"),
            formula=_(
                "loss rate of the industry ÷ loss rate of the book. Lost is who owes 500 or more "
                "for over 90 days, or of whom as much was written off in 12 months; the rate of "
                "the industry is (lost + 30 × rate of the book) ÷ (customers + 30)"
            ),
            source=_("customer file, figures of the book"),
            unit=Unit.TIMES,
            higher_is_riskier=True,
            window=_("latest figures of the book, at most 40 days old"),
            minimum=FEWEST_BAD,
            minimum_of=_("customers lost in the book, and a known industry"),
            family=FAMILY,
            digits=2,
            rows=Rows.COMPARED,
            where="code = 'industry_risk'",
        ),
        Indicator(
            code="region_risk",
            number="I35",
            name=_("risk of the region"),
            formula=_(
                "loss rate of the region ÷ loss rate of the book, made like that of the industry; "
                "a region is a country with its region, as the customer file says"
            ),
            source=_("customer file, figures of the book"),
            unit=Unit.TIMES,
            higher_is_riskier=True,
            window=_("latest figures of the book, at most 40 days old"),
            minimum=FEWEST_BAD,
            minimum_of=_("customers lost in the book, and a known region"),
            family=FAMILY,
            digits=2,
            rows=Rows.COMPARED,
            where="code = 'region_risk'",
        ),
        Indicator(
            code="region_grade",
            number="I35",
            name=_("grade of the region"),
            formula=_(
                "the grade that was entered for the customer's region, or else for its country"
            ),
            source=_("customer file, grades of regions"),
            unit=Unit.GRADE,
            higher_is_riskier=True,
            window=_("in force now"),
            minimum=1,
            minimum_of=_("grade entered for the region or the country"),
            family=FAMILY,
            digits=0,
            rows=Rows.COMPARED,
            where="code = 'region_grade'",
        ),
        Indicator(
            code="company_age",
            number="I33",
            name=_("age of the company"),
            formula=_("years since the customer was incorporated"),
            source=_("customer file"),
            unit=Unit.YEARS,
            higher_is_riskier=False,
            window=_("since incorporation"),
            minimum=1,
            minimum_of=_("date of incorporation"),
            family=FAMILY,
            rows=Rows.COMPARED,
            where="code = 'company_age'",
        ),
    ),
)

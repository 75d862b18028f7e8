"""What removal knows against orders: while a case is open, nobody sells without asking.

In its stepwise reduction the steps say what is let through.
"""

OPEN_CASE = """
    SELECT 'removal_proposed', 'hold', jsonb_build_object('case', id::text)
    FROM removal_removalcase WHERE customer_id = c.id AND closed_at IS NULL
        AND state <> 'reduction'"""

# who was let come back against prepayment, until the probation ends
READMITTED = """
    SELECT 'readmitted', 'prepay', jsonb_build_object('readmission', id::text)
    FROM removal_readmission WHERE customer_id = c.id AND state = 'approved' AND needs_prepayment
      AND coalesce(probation_until, 'infinity') >= %(today)s"""

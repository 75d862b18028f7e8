"""What removal knows against orders: while a case is open, nobody sells without asking."""

OPEN_CASE = """
    SELECT 'removal_proposed', 'hold', jsonb_build_object('case', id::text)
    FROM removal_removalcase WHERE customer_id = c.id AND closed_at IS NULL"""

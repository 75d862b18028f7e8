-- written by 'make tables' on PostgreSQL 18
SET LOCAL check_function_bodies = false;

CREATE FUNCTION public.accounts_policy_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'what was published and acknowledged of policies cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'policy_is_final';
END $$;

CREATE FUNCTION public.audit_erase_listed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (
        SELECT FROM listed
        LEFT JOIN audit_event e ON e.id = listed.event_id
        LEFT JOIN audit_event b ON b.id = listed.by_event_id
        WHERE b.verb IS DISTINCT FROM 'erase_customer' OR e.verb = 'erase_customer'
           OR b.customer_id IS NULL OR e.customer_id IS DISTINCT FROM b.customer_id OR b.id <= e.id
           OR NOT EXISTS (SELECT FROM audit_unsealed w WHERE w.event_id = b.id)
    ) THEN
        RAISE EXCEPTION 'a payload goes only by an act that erases its customer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erased_by_its_act';
    END IF;
    DELETE FROM audit_eventpayload p USING listed WHERE p.event_id = listed.event_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.audit_queue() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO audit_unsealed (event_id) SELECT id FROM written;
    RETURN NULL;
END $$;

CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the audit chain only grows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.audit_refuse_unlisted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM gone WHERE NOT EXISTS (
        SELECT FROM audit_erasure x WHERE x.event_id = gone.event_id
    )) THEN
        RAISE EXCEPTION 'DELETE on audit_eventpayload is refused: the audit chain only grows'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.customer_gram_query(word text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    key text := public.customer_key(word);
    conjunction text := '';
BEGIN
    IF length(key) = 1 THEN
        RETURN (quote_literal(key) || ':*')::tsquery;
    END IF;
    FOR i IN 1 .. length(key) - 1 LOOP
        conjunction := conjunction || CASE WHEN i > 1 THEN ' & ' ELSE '' END || quote_literal(substr(key, i, 2));
    END LOOP;
    RETURN conjunction::tsquery;
END $$;

CREATE FUNCTION public.customer_grams(search_key text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT COST 500 PARALLEL SAFE
    AS $$
DECLARE
    grams text[] := '{}';
    line text;
BEGIN
    FOREACH line IN ARRAY string_to_array(search_key, E'\n') LOOP
        FOR i IN 1 .. length(line) LOOP
            grams := grams || substr(line, i, 2);
        END LOOP;
    END LOOP;
    RETURN array_to_tsvector(grams);
END $$;

CREATE FUNCTION public.customer_key(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
BEGIN
    RETURN regexp_replace(
        lower(normalize(value, NFKC)),
        '[\s!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf'
        '\u2000-\u206f\u3000-\u303f\u30fb]+', '', 'g'
    );
END $$;

CREATE FUNCTION public.customer_search_key(name text, other_name text, number text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
BEGIN
    -- by schema: pg_restore fills this column while it looks in no schema by itself
    RETURN public.customer_key(name) || E'\n' || public.customer_key(other_name) || E'\n'
        || public.customer_key(number);
END $$;

CREATE FUNCTION public.customers_close_gone_invoices() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  DELETE FROM customers_openitem o USING old_rows i
  WHERE o.customer_id = i.customer_id AND o.invoice_id = i.id;

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_follow_handed_over() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO customers_receivablechange (customer_id, recorded_at) VALUES (NEW.id, now());
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_follow_receivables() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  INSERT INTO customers_receivablechange (customer_id, recorded_at)
  SELECT DISTINCT ON (customer_id) customer_id, recorded_at FROM new_rows
  ORDER BY customer_id, recorded_at;

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_forget_name_key() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  UPDATE customers_customer SET name_key = '' WHERE id = NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_index_custom() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  DELETE FROM customers_customvalue WHERE customer_id = NEW.id;
  INSERT INTO customers_customvalue (customer_id, field_id, number, date)
  SELECT NEW.id, f.id,
         CASE WHEN f.type = 'number' THEN (NEW.custom ->> f.code)::numeric END,
         CASE WHEN f.type = 'date' THEN (NEW.custom ->> f.code)::date END
  FROM customers_customfield f
  WHERE f.type IN ('number', 'date') AND NEW.custom ->> f.code IS NOT NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_keep_restriction() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL AND NEW.lifted_at IS DISTINCT FROM OLD.lifted_at
    OR (OLD.kind, OLD.value, OLD.period_days, OLD.service_id, OLD.from_date, OLD.until_date,
        OLD.source_kind, OLD.source_id, OLD.recorded_at)
      IS DISTINCT FROM (NEW.kind, NEW.value, NEW.period_days, NEW.service_id, NEW.from_date,
        NEW.until_date, NEW.source_kind, NEW.source_id, NEW.recorded_at)
  THEN
    RAISE EXCEPTION 'credit restriction % is written once and only lifted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'restriction_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.customers_open_by_gone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      CASE WHEN i.is_void THEN 0 ELSE i.amount END - coalesce(a.given, 0) AS open_amount,
      CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
        ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END AS base_open
    FROM (SELECT DISTINCT customer_id, invoice_id FROM old_rows) t
    JOIN customers_invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
    LEFT JOIN LATERAL (
      SELECT sum(x.amount) AS given FROM customers_allocation x
      WHERE x.customer_id = t.customer_id AND x.invoice_id = t.invoice_id
    ) a ON true
  ), gone AS (
    DELETE FROM customers_openitem o USING now_open n
    WHERE o.customer_id = n.customer_id AND o.invoice_id = n.id AND n.open_amount <= 0
  )
  INSERT INTO customers_openitem AS o (customer_id, invoice_id, due_date, currency, open_amount, base_open)
  SELECT customer_id, id, due_date, currency, open_amount, base_open FROM now_open
  WHERE open_amount > 0 ORDER BY customer_id, id
  ON CONFLICT (customer_id, invoice_id) DO UPDATE
  SET due_date = excluded.due_date, currency = excluded.currency,
    open_amount = excluded.open_amount, base_open = excluded.base_open
  WHERE (o.due_date, o.currency, o.open_amount, o.base_open)
    IS DISTINCT FROM (excluded.due_date, excluded.currency, excluded.open_amount,
                      excluded.base_open);

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_open_changed_invoices() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      CASE WHEN i.is_void THEN 0 ELSE i.amount END - coalesce(a.given, 0) AS open_amount,
      CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
        ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END AS base_open
    FROM (SELECT customer_id, id AS invoice_id FROM new_rows) t
    JOIN customers_invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
    LEFT JOIN LATERAL (
      SELECT sum(x.amount) AS given FROM customers_allocation x
      WHERE x.customer_id = t.customer_id AND x.invoice_id = t.invoice_id
    ) a ON true
  ), gone AS (
    DELETE FROM customers_openitem o USING now_open n
    WHERE o.customer_id = n.customer_id AND o.invoice_id = n.id AND n.open_amount <= 0
  )
  INSERT INTO customers_openitem AS o (customer_id, invoice_id, due_date, currency, open_amount, base_open)
  SELECT customer_id, id, due_date, currency, open_amount, base_open FROM now_open
  WHERE open_amount > 0 ORDER BY customer_id, id
  ON CONFLICT (customer_id, invoice_id) DO UPDATE
  SET due_date = excluded.due_date, currency = excluded.currency,
    open_amount = excluded.open_amount, base_open = excluded.base_open
  WHERE (o.due_date, o.currency, o.open_amount, o.base_open)
    IS DISTINCT FROM (excluded.due_date, excluded.currency, excluded.open_amount,
                      excluded.base_open);

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_open_new_invoices() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  INSERT INTO customers_openitem (customer_id, invoice_id, due_date, currency, open_amount, base_open)
  SELECT customer_id, id, due_date, currency, amount, base_amount FROM new_rows
  ORDER BY customer_id, id;

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_screen_new() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id) SELECT id FROM new_customers;
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_screen_parties() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id)
  SELECT DISTINCT customer_id FROM parties
  WHERE name <> '' AND kind IN ('owner', 'guarantor', 'representative');
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_screen_renamed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO customers_screeningdue (customer_id)
  SELECT n.id FROM new_customers n JOIN old_customers o ON o.id = n.id
  WHERE (n.name, n.other_name, n.registration_number, n.legal_representative) IS DISTINCT FROM (o.name, o.other_name, o.registration_number, o.legal_representative);
  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_settle_by_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      CASE WHEN i.is_void THEN 0 ELSE i.amount END - coalesce(a.given, 0) AS open_amount,
      CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
        ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END AS base_open
    FROM (SELECT DISTINCT customer_id, invoice_id FROM new_rows) t
    JOIN customers_invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
    LEFT JOIN LATERAL (
      SELECT sum(x.amount) AS given FROM customers_allocation x
      WHERE x.customer_id = t.customer_id AND x.invoice_id = t.invoice_id
    ) a ON true
  ), gone AS (
    DELETE FROM customers_openitem o USING now_open n
    WHERE o.customer_id = n.customer_id AND o.invoice_id = n.id AND n.open_amount <= 0
  )
  INSERT INTO customers_openitem AS o (customer_id, invoice_id, due_date, currency, open_amount, base_open)
  SELECT customer_id, id, due_date, currency, open_amount, base_open FROM now_open
  WHERE open_amount > 0 ORDER BY customer_id, id
  ON CONFLICT (customer_id, invoice_id) DO UPDATE
  SET due_date = excluded.due_date, currency = excluded.currency,
    open_amount = excluded.open_amount, base_open = excluded.base_open
  WHERE (o.due_date, o.currency, o.open_amount, o.base_open)
    IS DISTINCT FROM (excluded.due_date, excluded.currency, excluded.open_amount,
                      excluded.base_open);

  RETURN NULL;
END $$;

CREATE FUNCTION public.customers_settle_by_new() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  
  WITH now_open AS (
    SELECT i.customer_id, i.id, i.due_date, i.currency,
      CASE WHEN i.is_void THEN 0 ELSE i.amount END - coalesce(a.given, 0) AS open_amount,
      CASE WHEN coalesce(a.given, 0) = 0 THEN i.base_amount
        ELSE round(i.base_amount * (i.amount - a.given) / i.amount, 2) END AS base_open
    FROM (SELECT DISTINCT customer_id, invoice_id FROM new_rows) t
    JOIN customers_invoice i ON i.customer_id = t.customer_id AND i.id = t.invoice_id
    LEFT JOIN LATERAL (
      SELECT sum(x.amount) AS given FROM customers_allocation x
      WHERE x.customer_id = t.customer_id AND x.invoice_id = t.invoice_id
    ) a ON true
  ), gone AS (
    DELETE FROM customers_openitem o USING now_open n
    WHERE o.customer_id = n.customer_id AND o.invoice_id = n.id AND n.open_amount <= 0
  )
  INSERT INTO customers_openitem AS o (customer_id, invoice_id, due_date, currency, open_amount, base_open)
  SELECT customer_id, id, due_date, currency, open_amount, base_open FROM now_open
  WHERE open_amount > 0 ORDER BY customer_id, id
  ON CONFLICT (customer_id, invoice_id) DO UPDATE
  SET due_date = excluded.due_date, currency = excluded.currency,
    open_amount = excluded.open_amount, base_open = excluded.base_open
  WHERE (o.due_date, o.currency, o.open_amount, o.base_open)
    IS DISTINCT FROM (excluded.due_date, excluded.currency, excluded.open_amount,
                      excluded.base_open);

  RETURN NULL;
END $$;

CREATE FUNCTION public.monitoring_activation_fits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM monitoring_planversion v
                 WHERE v.id = NEW.version_id AND v.plan_id = NEW.plan_id AND v.state = 'approved')
  THEN
    RAISE EXCEPTION 'only an approved version of the plan is activated'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_activation_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  ending text[] := '{stood_down_at,stood_down_by_id,stood_down_because}';
BEGIN
  IF TG_OP = 'DELETE' OR OLD.stood_down_at IS NOT NULL
    OR to_jsonb(NEW) - ending <> to_jsonb(OLD) - ending THEN
    RAISE EXCEPTION 'activation % only ends; nothing else of it changes', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_guard_plan_part() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  held text;
BEGIN
  SELECT state INTO held FROM monitoring_planversion
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END FOR SHARE;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
    RAISE EXCEPTION 'parts of an emergency plan change only while it is a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_guard_plan_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE'
      OR to_jsonb(NEW) - '{state,revision}'::text[] <> to_jsonb(OLD) - '{state,revision}'::text[]
      OR NEW.state NOT IN (OLD.state, 'retired')) THEN
    RAISE EXCEPTION 'version % of an emergency plan was approved and never changes', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_is_erasing_activation(of_activation bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM monitoring_activation WHERE id = of_activation))
$$;

CREATE FUNCTION public.monitoring_keep_population() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'label' <> to_jsonb(OLD) - 'label' THEN
    RAISE EXCEPTION 'the population of test % is kept as it was', OLD.test_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'population_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_keep_sample() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE'
    OR (OLD.test_id, OLD.row_id, OLD.place, OLD.rank) <> (NEW.test_id, NEW.row_id, NEW.place, NEW.rank)
    OR (OLD.outcome, OLD.results, OLD.tested_at) IS DISTINCT FROM
       (NEW.outcome, NEW.results, NEW.tested_at)
      AND NOT EXISTS (
        SELECT FROM monitoring_controltest t WHERE t.id = OLD.test_id AND t.state = 'running'
        FOR SHARE)
  THEN
    RAISE EXCEPTION 'the sample of test % stays as it was drawn and tested', OLD.test_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sample_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_keep_test() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR
    (OLD.control_id, OLD.first_date, OLD.final_date, OLD.method, OLD.confidence, OLD.tolerable,
     OLD.population_size, OLD.population_hash, OLD.sample_size, OLD.seed, OLD.tester_id,
     OLD.drawn_at, OLD.redraws_id, OLD.redraw_reason)
      IS DISTINCT FROM
    (NEW.control_id, NEW.first_date, NEW.final_date, NEW.method, NEW.confidence, NEW.tolerable,
     NEW.population_size, NEW.population_hash, NEW.sample_size, NEW.seed, NEW.tester_id,
     NEW.drawn_at, NEW.redraws_id, NEW.redraw_reason)
    OR OLD.state <> 'running' AND
      (OLD.deviations, OLD.judged, OLD.upper_bound, OLD.conclusion, OLD.finished_at)
        IS DISTINCT FROM
      (NEW.deviations, NEW.judged, NEW.upper_bound, NEW.conclusion, NEW.finished_at)
    OR OLD.state IN ('signed', 'redrawn') AND NEW.state <> OLD.state
  THEN
    RAISE EXCEPTION 'test % of a control stays as it was drawn and finished', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'control_test_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_log_fits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  running record;
BEGIN
  SELECT version_id, activated_at, stood_down_at INTO running
  FROM monitoring_activation WHERE id = NEW.activation_id FOR SHARE;
  IF running.stood_down_at IS NOT NULL OR NEW.done_at < running.activated_at
    OR NEW.step_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM monitoring_planstep s
      WHERE s.id = NEW.step_id AND s.version_id = running.version_id) THEN
    RAISE EXCEPTION 'the entry does not fit activation %', NEW.activation_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.monitoring_log_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'the log of an activation cannot be changed' USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION public.monitoring_note_for_rules() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  seen bigint;
BEGIN
  IF TG_TABLE_NAME = 'customers_customer' THEN
    seen := NEW.id;
  ELSE
    seen := NEW.customer_id;
  END IF;
  INSERT INTO scoring_ratingchange (customer_id, from_tier, to_tier, recorded_at)
  SELECT customer_id, CASE WHEN tier = card_tier THEN rated_tier ELSE tier END, tier,
    clock_timestamp()
  FROM scoring_rating WHERE customer_id = seen;
  RETURN NULL;
END $$;

CREATE FUNCTION public.monitoring_note_review_cause() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_TABLE_NAME = 'customers_customer' THEN
    INSERT INTO monitoring_reviewcause (customer_id, kind) VALUES (NEW.id, 'identity');
  ELSIF TG_TABLE_NAME = 'customers_marketevent' THEN
    INSERT INTO monitoring_reviewcause (customer_id, kind)
    VALUES (NEW.customer_id, 'event:' || NEW.kind);
  ELSE
    INSERT INTO monitoring_reviewcause (customer_id, kind) VALUES (NEW.customer_id, 'tier_high');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.monitoring_training_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'what was taught and completed cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'training_is_kept';
END $$;

CREATE FUNCTION public.removal_case_answerable() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  answers bigint;
BEGIN
  SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
  FROM accounts_user WHERE id = NEW.proposed_by_id;
  IF NEW.responsible_id IS DISTINCT FROM answers THEN
    RAISE EXCEPTION 'user % does not answer for what user % proposes',
      NEW.responsible_id, NEW.proposed_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_proposer';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_case_checked() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM removal_check_case(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION public.removal_case_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'removal case % cannot be deleted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_kept';
  END IF;
  IF (NEW.id, NEW.customer_id, NEW.proposed_by_id, NEW.responsible_id, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.customer_id, OLD.proposed_by_id, OLD.responsible_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'who proposed removal case %, whom and when, cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_is_final';
  END IF;
  IF NEW.state <> OLD.state AND EXISTS (
    SELECT FROM removal_caseblock WHERE customer_id = NEW.customer_id AND lifted_at IS NULL
  ) THEN
    RAISE EXCEPTION 'removal case % is blocked', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_blocked';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_check_case(checked bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  the_case record;
  latest record;
BEGIN
  SELECT * INTO the_case FROM removal_removalcase WHERE id = checked;
  SELECT * INTO latest FROM removal_casestep
  WHERE case_id = checked ORDER BY number DESC LIMIT 1;
  IF the_case.state IS DISTINCT FROM latest.to_state THEN
    RAISE EXCEPTION 'removal case % is %, but its steps say %', checked, the_case.state,
      latest.to_state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'case_is_where_its_steps_say';
  END IF;
  IF EXISTS (
    SELECT FROM removal_removaldecision d
    WHERE d.case_id = checked AND d.round = the_case.round
      AND (d.decided_by_id = the_case.taken_over_by_id OR EXISTS (
        SELECT FROM removal_casestep s
        WHERE s.case_id = checked AND s.by_id = d.decided_by_id
          AND s.act IN ('withdraw_case', 'reopen_case')
      ))
  ) THEN
    RAISE EXCEPTION 'removal case % is decided by who took it over', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_who_took_over_decides';
  END IF;
  IF EXISTS (
    SELECT FROM removal_casestep s
    WHERE s.case_id = checked AND s.act = 'approve_case' AND NOT EXISTS (
      SELECT FROM removal_removaldecision d
      WHERE d.case_id = checked AND d.round = s.round AND d.outcome = 'approved'
      HAVING bool_or(d.decided_by_id = s.by_id)
        AND count(*) >= CASE WHEN s.round = the_case.round THEN the_case.approvals_needed ELSE 1 END
    )
  ) THEN
    RAISE EXCEPTION 'removal case % is approved by fewer than it needs', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_as_many_as_needed';
  END IF;
  IF EXISTS (
    SELECT FROM removal_casestep s
    WHERE s.case_id = checked AND s.act = 'reject_case' AND NOT EXISTS (
      SELECT FROM removal_removaldecision d
      WHERE d.case_id = checked AND d.round = s.round AND d.outcome = 'rejected'
        AND d.decided_by_id = s.by_id
    )
  ) THEN
    RAISE EXCEPTION 'removal case % is rejected by nobody', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rejected_by_somebody';
  END IF;
  IF latest.act = 'withdraw_case' AND latest.by_id <> the_case.proposed_by_id
     AND latest.by_id IS DISTINCT FROM the_case.taken_over_by_id THEN
    RAISE EXCEPTION 'removal case % is withdrawn by somebody of another side', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'withdrawal_by_the_proposer';
  END IF;
END $$;

CREATE FUNCTION public.removal_checklist_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.number, NEW.criteria, NEW.proposed_by_id, NEW.proposed_at)
     IS DISTINCT FROM (OLD.number, OLD.criteria, OLD.proposed_by_id, OLD.proposed_at) THEN
    RAISE EXCEPTION 'checklist % never changes: propose another version', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_erasure_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('done', 'rejected')
     OR (NEW.id, NEW.as_of, NEW.customers, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.id, OLD.as_of, OLD.customers, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
     OR (OLD.first_by_id IS NOT NULL AND (NEW.first_by_id, NEW.first_at)
        IS DISTINCT FROM (OLD.first_by_id, OLD.first_at))
     OR (OLD.second_by_id IS NOT NULL AND (NEW.second_by_id, NEW.second_at, NEW.run_id)
        IS DISTINCT FROM (OLD.second_by_id, OLD.second_at, OLD.run_id))
     OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'done')) THEN
    RAISE EXCEPTION 'erasure run % is kept as it is', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_erasure_item_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' OR EXISTS (
      SELECT FROM removal_erasurerun WHERE id = NEW.run_id
        AND (state <> 'proposed' OR first_by_id IS NOT NULL)) THEN
      RAISE EXCEPTION 'the customers of erasure run % are frozen', NEW.run_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_frozen';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE'
     OR (NEW.id, NEW.run_id, NEW.customer_id, NEW.ended_on, NEW.due_on, NEW.counts)
        IS DISTINCT FROM
        (OLD.id, OLD.run_id, OLD.customer_id, OLD.ended_on, OLD.due_on, OLD.counts)
     OR (OLD.state IN ('erased', 'held', 'dropped') AND NEW.state <> OLD.state)
     OR (NEW.state = 'erasing' AND NOT EXISTS (
       SELECT FROM removal_erasurerun WHERE id = NEW.run_id AND state = 'approved')) THEN
    RAISE EXCEPTION 'customer % of erasure run % is frozen', OLD.customer_id, OLD.run_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_is_frozen';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_guard_criteria() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  moving text[] := ARRAY['state', 'swept_at', 'version'];
BEGIN
  IF OLD.state IN ('published', 'retired') THEN
    IF TG_OP = 'DELETE' OR NEW.state NOT IN (OLD.state, 'retired')
      OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
      RAISE EXCEPTION 'removal criteria % are published and never change', OLD.number
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = 'published' AND EXISTS (
    SELECT FROM removal_criterionauthor a
    WHERE a.criteria_id = NEW.id AND a.person_id = NEW.published_by_id
  ) THEN
    RAISE EXCEPTION 'removal criteria % are published by nobody who had a hand in them', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_guard_pack() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  moving text[] := ARRAY['state', 'version'];
  next_ones text[];
BEGIN
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state NOT IN ('draft', 'review') OR NEW.code <> OLD.code OR NEW.number <> OLD.number
      OR NEW.drafted_by_id IS DISTINCT FROM OLD.drafted_by_id THEN
      RAISE EXCEPTION 'policy pack % is put in force only after a review', OLD.code
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'review' THEN
    next_ones := ARRAY['review', 'draft', 'in_force', 'rejected'];
    moving := moving || ARRAY['approved_by_id', 'approved_at', 'decision_reason'];
  ELSIF OLD.state = 'in_force' THEN
    next_ones := ARRAY['in_force', 'retired'];
    IF OLD.effective_to IS NULL THEN moving := moving || ARRAY['effective_to']; END IF;
  ELSE
    next_ones := ARRAY[OLD.state];
  END IF;
  IF TG_OP = 'DELETE' OR NEW.state <> ALL (next_ones)
    OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'policy pack % version % is % and never changes', OLD.code, OLD.number, OLD.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_guard_rule() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  held text;
BEGIN
  SELECT state INTO held FROM removal_criterionset
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.criteria_id ELSE NEW.criteria_id END FOR SHARE;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.criteria_id <> OLD.criteria_id THEN
    RAISE EXCEPTION 'the rules of removal criteria change only while they are a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_guard_suggestion() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF OLD.state <> 'open' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
    RAISE EXCEPTION 'suggestion % is closed and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_is_erasing(of_customer bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT EXISTS (
    SELECT FROM removal_erasureitem i JOIN removal_erasurerun r ON r.id = i.run_id
    WHERE i.customer_id = of_customer AND i.state = 'erasing' AND r.state = 'approved')
$$;

CREATE FUNCTION public.removal_is_erasing_case(of_case bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM removal_removalcase WHERE id = of_case))
$$;

CREATE FUNCTION public.removal_is_erasing_check(of_check bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM scoring_creditcheck WHERE id = of_check))
$$;

CREATE FUNCTION public.removal_is_erasing_entry(of_entry bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT removal_is_erasing((SELECT customer_id FROM removal_listentry WHERE id = of_entry))
$$;

CREATE FUNCTION public.removal_is_erasing_letter(of_letter bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
  SELECT removal_is_erasing_case((SELECT case_id FROM removal_letter WHERE id = of_letter))
$$;

CREATE FUNCTION public.removal_keep_step() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.case_id <> NEW.case_id OR OLD.state <> 'planned' AND
    (OLD.kind, OLD.value, OLD.period_days, OLD.service_id, OLD.ground, OLD.evidence,
     OLD.evidence_sha256, OLD.effective_date, OLD.notice_days, OLD.planned_by_id,
     OLD.responsible_id, OLD.released_by_id, OLD.released_at)
      IS DISTINCT FROM
    (NEW.kind, NEW.value, NEW.period_days, NEW.service_id, NEW.ground, NEW.evidence,
     NEW.evidence_sha256, NEW.effective_date, NEW.notice_days, NEW.planned_by_id,
     NEW.responsible_id, NEW.released_by_id, NEW.released_at)
  THEN
    RAISE EXCEPTION 'reduction step % is fixed once it is released', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_letter_delivery_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF (NEW.id, NEW.letter_id, NEW.number, NEW.channel, NEW.address, NEW.source, NEW.contract_id,
      NEW.recorded_by_id, NEW.recorded_at)
     IS DISTINCT FROM
     (OLD.id, OLD.letter_id, OLD.number, OLD.channel, OLD.address, OLD.source, OLD.contract_id,
      OLD.recorded_by_id, OLD.recorded_at)
     OR (OLD.mail_id IS NOT NULL AND NEW.mail_id IS DISTINCT FROM OLD.mail_id)
     OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
     OR (OLD.sha256 <> '' AND (NEW.file, NEW.sha256) IS DISTINCT FROM (OLD.file, OLD.sha256)) THEN
    RAISE EXCEPTION 'how letter delivery % went out cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_delivery_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_letter_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  answers bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
    FROM accounts_user WHERE id = NEW.drafted_by_id;
    IF NEW.responsible_id IS DISTINCT FROM answers THEN
      RAISE EXCEPTION 'user % does not answer for what user % drafts',
        NEW.responsible_id, NEW.drafted_by_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_drafter';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'cancelled' THEN
    RAISE EXCEPTION 'letter % is cancelled', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  IF (NEW.id, NEW.case_id, NEW.number, NEW.round, NEW.kind, NEW.language, NEW.template_id,
      NEW.subject_original, NEW.body_original, NEW.drafted_by_id, NEW.responsible_id,
      NEW.drafted_at)
     IS DISTINCT FROM
     (OLD.id, OLD.case_id, OLD.number, OLD.round, OLD.kind, OLD.language, OLD.template_id,
      OLD.subject_original, OLD.body_original, OLD.drafted_by_id, OLD.responsible_id,
      OLD.drafted_at) THEN
    RAISE EXCEPTION 'how letter % began cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  IF OLD.released_at IS NOT NULL AND
     (NEW.facts, NEW.subject, NEW.body, NEW.released_by_id, NEW.released_at, NEW.pdf, NEW.sha256)
     IS DISTINCT FROM
     (OLD.facts, OLD.subject, OLD.body, OLD.released_by_id, OLD.released_at, OLD.pdf, OLD.sha256)
  THEN
    RAISE EXCEPTION 'letter % is released and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_letter_template_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.language, NEW.number, NEW.created_by_id, NEW.created_at)
     IS DISTINCT FROM
     (OLD.id, OLD.kind, OLD.language, OLD.number, OLD.created_by_id, OLD.created_at)
     OR OLD.published_at IS NOT NULL AND
     ((NEW.subject, NEW.body, NEW.note, NEW.published_by_id, NEW.published_at)
      IS DISTINCT FROM
      (OLD.subject, OLD.body, OLD.note, OLD.published_by_id, OLD.published_at)
      OR NEW.state NOT IN ('published', 'retired')
      OR OLD.state = 'retired' AND NEW.state <> 'retired') THEN
    RAISE EXCEPTION 'letter template % is published and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'letter_template_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_letters_stay() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION '% % stays as it is', TG_TABLE_NAME, OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'letters_stay';
END $$;

CREATE FUNCTION public.removal_list_act_by_another() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF NEW.act IN ('approved', 'rejected', 'kept', 'shortened', 'eased', 'lifted') AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.by_id IN (proposed_by_id, responsible_id)
  ) THEN
    RAISE EXCEPTION 'list entry % is decided on by who proposed it', NEW.entry_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_act_by_second_person';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_list_appeal_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF OLD.state IN ('upheld', 'partly', 'dismissed') THEN
      RAISE EXCEPTION 'appeal % is decided', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_is_final';
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.entry_id, NEW.appellant, NEW.statement, NEW.received_date,
        NEW.acknowledge_by_date, NEW.answer_by_date)
       IS DISTINCT FROM (OLD.entry_id, OLD.appellant, OLD.statement, OLD.received_date,
        OLD.acknowledge_by_date, OLD.answer_by_date) THEN
      RAISE EXCEPTION 'what came with appeal % and its deadlines are kept', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_is_kept';
    END IF;
  END IF;
  IF NEW.decided_by_id IS NOT NULL AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.decided_by_id IN (proposed_by_id, responsible_id, decided_by_id)
  ) THEN
    RAISE EXCEPTION 'appeal % is decided by who had a part in the entry', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_appeal_by_another_reviewer';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_list_entry_has_act() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM removal_listentryact
                 WHERE entry_id = NEW.id AND number = NEW.version) THEN
    RAISE EXCEPTION 'version % of list entry % has no act', NEW.version, NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_has_its_act';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.removal_list_entry_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'list entry % is kept', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_is_kept';
  END IF;
  IF (NEW.id, NEW.case_id, NEW.reason_class, NEW.reason, NEW.covers_company, NEW.most_years,
      NEW.proposed_by_id, NEW.responsible_id, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.case_id, OLD.reason_class, OLD.reason, OLD.covers_company, OLD.most_years,
      OLD.proposed_by_id, OLD.responsible_id, OLD.proposed_at)
     OR (OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id, NEW.decided_at)
         IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at)) THEN
    RAISE EXCEPTION 'what was proposed and decided of list entry % cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_is_final';
  END IF;
  IF NEW.expires_on > OLD.expires_on THEN
    RAISE EXCEPTION 'list entry % cannot be made longer', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_only_shortened';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('proposed', 'active'), ('proposed', 'rejected'), ('active', 'expired'), ('active', 'lifted')
  ) OR OLD.state IN ('expired', 'lifted', 'rejected') AND
    (NEW.bars, NEW.review_date, NEW.expires_on, NEW.closed_at, NEW.version)
    IS DISTINCT FROM (OLD.bars, OLD.review_date, OLD.expires_on, OLD.closed_at, OLD.version) THEN
    RAISE EXCEPTION 'list entry % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_way';
  END IF;
  IF NEW.version = OLD.version AND
     (NEW.state, NEW.bars, NEW.review_date, NEW.review_raised_date, NEW.expires_on)
     IS DISTINCT FROM
     (OLD.state, OLD.bars, OLD.review_date, OLD.review_raised_date, OLD.expires_on) THEN
    RAISE EXCEPTION 'list entry % changes by its acts alone', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'list_entry_has_its_act';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_list_entry_term() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF NEW.expires_on > (NEW.proposed_at + make_interval(years => NEW.most_years, days => 1))::date THEN
    RAISE EXCEPTION 'list entry % would last longer than % years', NEW.id, NEW.most_years
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listed_no_longer_than_allowed';
  END IF;
  IF NEW.responsible_id IS DISTINCT FROM (
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END
    FROM accounts_user WHERE id = NEW.proposed_by_id
  ) THEN
    RAISE EXCEPTION 'user % does not answer for what user % proposes',
      NEW.responsible_id, NEW.proposed_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_list_entry';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_list_rows_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'list_rows_are_final';
END $$;

CREATE FUNCTION public.removal_look_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.result IS NOT NULL THEN
    RAISE EXCEPTION 'look % at an effect study is kept as it is', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'look_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_payloads_go_by_run() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (
    SELECT FROM listed JOIN audit_event b ON b.id = listed.by_event_id
    WHERE b.object_kind <> 'erasurerun' OR NOT EXISTS (
      SELECT FROM removal_erasureitem i JOIN removal_erasurerun r ON r.id = i.run_id
      WHERE r.id::text = b.object_id AND r.state = 'approved'
        AND i.customer_id = b.customer_id AND i.state = 'erasing')) THEN
    RAISE EXCEPTION 'payloads go by a run that two people approved'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payloads_go_by_run';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.removal_readmission_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.responsible_id IS DISTINCT FROM (
    SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END
    FROM accounts_user WHERE id = NEW.requested_by_id
  ) THEN
    RAISE EXCEPTION 'user % does not answer for what user % asks',
      NEW.responsible_id, NEW.requested_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_readmission';
  END IF;
  IF TG_OP <> 'INSERT' THEN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'waiting' AND NEW.customer_id = OLD.customer_id)
       OR (NEW.checklist_id, NEW.answers, NEW.summary, NEW.requested_by_id, NEW.responsible_id)
       IS DISTINCT FROM
       (OLD.checklist_id, OLD.answers, OLD.summary, OLD.requested_by_id, OLD.responsible_id) THEN
      RAISE EXCEPTION 'readmission % is decided, or what was asked is kept', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'readmission_is_final';
    END IF;
  END IF;
  IF NEW.state = 'approved' AND EXISTS (
    SELECT FROM removal_listentry WHERE id = NEW.entry_id
      AND NEW.decided_by_id IN (proposed_by_id, responsible_id)
  ) THEN
    RAISE EXCEPTION 'readmission % is decided by who proposed the entry', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'readmitted_by_another_than_listed';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_row_checked() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM removal_check_case(NEW.case_id);
  RETURN NULL;
END $$;

CREATE FUNCTION public.removal_row_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'a row of %, once written, cannot be changed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_final';
END $$;

CREATE FUNCTION public.removal_second_look() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  looks bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  IF looks IS NOT NULL AND (
    EXISTS (
      SELECT FROM removal_removalcase c
      WHERE c.id = NEW.case_id
        AND looks IN (c.proposed_by_id, c.responsible_id, coalesce(c.taken_over_by_id, 0))
    )
    OR EXISTS (
      SELECT FROM removal_removaldecision d WHERE d.case_id = NEW.case_id AND d.decided_by_id = looks
    )
    -- to overturn a case is what looking again comes to
    OR EXISTS (
      SELECT FROM removal_casestep s
      WHERE s.case_id = NEW.case_id AND s.by_id = looks AND s.act <> 'overturn_case'
    )
  ) THEN
    RAISE EXCEPTION 'user % had a part in removal case %', looks, NEW.case_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'looked_at_again_by_another';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_step_follows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  former record;
BEGIN
  SELECT number, to_state INTO former FROM removal_casestep
  WHERE case_id = NEW.case_id ORDER BY number DESC LIMIT 1;
  IF NEW.number <> coalesce(former.number, 0) + 1
     OR NEW.from_state <> coalesce(former.to_state, '') THEN
    RAISE EXCEPTION 'step % of removal case % does not follow the one before', NEW.number,
      NEW.case_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_follows';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.removal_study_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'effect study % was registered and is kept as it is', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'study_is_kept';
END $$;

CREATE FUNCTION public.scoring_author_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'who wrote on a scorecard version cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'card_author_is_final';
END $$;

CREATE FUNCTION public.scoring_champion_decision_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF OLD.state <> 'open' OR TG_OP = 'DELETE' OR
     (NEW.scorecard_id, NEW.proposed_by_id, NEW.responsible_id, NEW.reason) IS DISTINCT FROM
     (OLD.scorecard_id, OLD.proposed_by_id, OLD.responsible_id, OLD.reason) THEN
    RAISE EXCEPTION 'what was proposed and decided of the card that scores the book is kept'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'champion_decision_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.scoring_check_answerable() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  answers bigint;
BEGIN
  SELECT CASE kind WHEN 'person' THEN id ELSE responsible_id END INTO answers
  FROM accounts_user WHERE id = NEW.asked_by_id;
  IF NEW.responsible_id IS DISTINCT FROM answers THEN
    RAISE EXCEPTION 'user % does not answer for what user % asks',
      NEW.responsible_id, NEW.asked_by_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'responsible_answers_for_asker';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.scoring_check_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF to_jsonb(NEW) - 'customer_id' - 'reference' - 'waits'
     IS DISTINCT FROM to_jsonb(OLD) - 'customer_id' - 'reference' - 'waits' THEN
    RAISE EXCEPTION 'what credit check % was answered cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_is_final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.scoring_creator_is_author() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_scorecardauthor (card_version_id, person_id)
  SELECT NEW.id, coalesce(u.responsible_id, u.id) FROM accounts_user u
  WHERE u.id = NEW.created_by_id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_customer() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  VALUES (NEW.id, 'status', now());
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_group() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT DISTINCT customer_id, 'group', now() FROM customers_groupmembership
  WHERE group_id = NEW.id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_limits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT DISTINCT customer_id, 'limit', now() FROM new_rows;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_policy() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (kind, recorded_at) VALUES ('policy', now());
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_row() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  VALUES (NEW.customer_id, TG_ARGV[0], now());
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_tiers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT n.customer_id, 'tier', now() FROM new_rows n
  JOIN old_rows o ON o.customer_id = n.customer_id WHERE o.tier <> n.tier
  ORDER BY n.customer_id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_feed_treatments() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_creditchange (customer_id, kind, recorded_at)
  SELECT n.customer_id, 'treatment', now() FROM new_rows n
  JOIN old_rows o ON o.customer_id = n.customer_id WHERE o.treatment_id <> n.treatment_id
  ORDER BY n.customer_id;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_guard_policy() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  moving text[] := ARRAY['state', 'applied_to', 'version'];
BEGIN
  IF OLD.state IN ('published', 'retired') THEN
    IF TG_OP = 'DELETE' OR NEW.state NOT IN (OLD.state, 'retired')
      OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
      RAISE EXCEPTION 'treatment policy % is published and never changes', OLD.number
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.state = 'published' AND (
    (NEW.published_by_id IS NULL AND NEW.created_by_id IS NOT NULL)
    OR EXISTS (SELECT FROM scoring_treatmentauthor a
      WHERE a.policy_id = NEW.id AND a.person_id = NEW.published_by_id)
  ) THEN
    RAISE EXCEPTION 'treatment policy % is published by nobody who had a hand in it', NEW.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.scoring_guard_terms() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
DECLARE
  held text;
  maker bigint;
BEGIN
  SELECT state, created_by_id INTO held, maker FROM scoring_treatmentpolicy
  WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.policy_id ELSE NEW.policy_id END FOR SHARE;
  -- the first policy is published by nobody, then given its tiers, each once
  IF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'scoring_treatment' AND maker IS NULL THEN
    RETURN NEW;
  END IF;
  IF held <> 'draft' OR TG_OP = 'UPDATE' AND NEW.policy_id <> OLD.policy_id THEN
    RAISE EXCEPTION 'the terms of a treatment policy change only while it is a draft'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.scoring_rate_new_customers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO scoring_rating (customer_id, tier, computed_tier, points)
  SELECT id, 'unrated', 'unrated', -1 FROM new_customers
  ON CONFLICT (customer_id) DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION public.scoring_release_is_final() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'the release of credit check % cannot be changed', OLD.check_row_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'release_is_final';
END $$;

CREATE FUNCTION public.scoring_version_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'scorecard version % cannot be deleted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_is_kept';
  END IF;
  IF (NEW.scorecard_id, NEW.number, NEW.created_by_id, NEW.created_at) IS DISTINCT FROM
     (OLD.scorecard_id, OLD.number, OLD.created_by_id, OLD.created_at) THEN
    RAISE EXCEPTION 'whose version % is, and who began it, cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_is_kept';
  END IF;
  IF OLD.state <> 'draft' AND
     (NEW.definition, NEW.purpose, NEW.owner, NEW.materiality, NEW.lineage, NEW.limits,
      NEW.evidence, NEW.restrictions, NEW.monitoring)
     IS DISTINCT FROM
     (OLD.definition, OLD.purpose, OLD.owner, OLD.materiality, OLD.lineage, OLD.limits,
      OLD.evidence, OLD.restrictions, OLD.monitoring) THEN
    RAISE EXCEPTION 'scorecard version % is no draft and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_is_kept';
  END IF;
  IF OLD.state IN ('published', 'retired') AND
     (NEW.submitted_by_id, NEW.submitted_at, NEW.submit_note, NEW.published_by_id,
      NEW.published_at, NEW.validation)
     IS DISTINCT FROM
     (OLD.submitted_by_id, OLD.submitted_at, OLD.submit_note, OLD.published_by_id,
      OLD.published_at, OLD.validation)
  THEN
    RAISE EXCEPTION 'who published scorecard version % cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_is_kept';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
    ('draft', 'review'), ('review', 'draft'), ('review', 'published'),
    ('draft', 'retired'), ('review', 'retired'), ('published', 'retired')
  ) THEN
    RAISE EXCEPTION 'scorecard version % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_way';
  END IF;
  IF NEW.state = 'published' AND OLD.state <> 'published' AND (
    NEW.published_by_id IS NULL OR NEW.published_at IS NULL OR EXISTS (
      SELECT FROM scoring_scorecardauthor a
      WHERE a.card_version_id = NEW.id AND a.person_id = NEW.published_by_id
    )
  ) THEN
    RAISE EXCEPTION 'scorecard version % is published by nobody or by an author', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_published_by_no_author';
  END IF;
  IF NEW.state = 'published' AND OLD.state <> 'published' AND trim(NEW.validation) = '' THEN
    RAISE EXCEPTION 'scorecard version % is published without a validation', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_published_with_validation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.search_gram_query(word text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $_$
DECLARE
    key text := public.customer_key(word);
    grams text[] := '{}';
    longest text := '';
    run text;
    size int;
BEGIN
    FOR run IN SELECT (regexp_matches(key, '[0-9a-z]+|[^0-9a-z]+', 'g'))[1] LOOP
        longest := CASE WHEN length(run) > length(longest) THEN run ELSE longest END;
        FOR i IN 1 .. length(run) LOOP
            size := CASE
                WHEN run !~ '^[0-9a-z]' THEN 2
                WHEN substr(run, i, 4) ~ '^[0-9]{4}$' THEN 4
                -- three digits at the end may be the beginning of four
                WHEN substr(run, i) ~ '^[0-9]{3}$' THEN 4
                ELSE 3
            END;
            IF i + size - 1 <= length(run) THEN
                grams := grams || quote_literal(substr(run, i, size));
            END IF;
        END LOOP;
    END LOOP;
    IF grams = '{}' AND longest <> '' THEN
        grams := ARRAY[quote_literal(longest) || ':*'];
    END IF;
    RETURN array_to_string(grams, ' & ')::tsquery;
END $_$;

CREATE FUNCTION public.search_grams(lines text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT COST 500 PARALLEL SAFE
    AS $_$
DECLARE
    grams text[] := '{}';
    run text;
    size int;
BEGIN
    FOR run IN SELECT (regexp_matches(lines, '[0-9a-z]+|[^0-9a-z\n]+', 'g'))[1] LOOP
        size := CASE WHEN run ~ '^[0-9a-z]' THEN 3 ELSE 2 END;
        IF run ~ '[0-9]{4}' THEN
            FOR i IN 1 .. length(run) LOOP
                grams := grams || substr(
                    run, i, CASE WHEN substr(run, i, 4) ~ '^[0-9]{4}$' THEN 4 ELSE 3 END);
            END LOOP;
        ELSE
            FOR i IN 1 .. length(run) LOOP
                grams := grams || substr(run, i, size);
            END LOOP;
        END IF;
    END LOOP;
    RETURN array_to_tsvector(grams);
END $_$;

CREATE FUNCTION public.search_lines(a text, b text, c text, d text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
BEGIN
    -- by schema: pg_restore fills generated columns while it looks in no schema by itself
    RETURN public.customer_key(a) || E'\n' || public.customer_key(b) || E'\n'
        || public.customer_key(c) || E'\n' || public.customer_key(d);
END $$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_absence (
    id bigint NOT NULL,
    from_date date NOT NULL,
    until_date date NOT NULL,
    at timestamp with time zone NOT NULL,
    taken_back_at timestamp with time zone,
    by_id bigint NOT NULL,
    deputy_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT absence_ends_after_it_begins CHECK ((until_date >= from_date)),
    CONSTRAINT nobody_is_their_own_deputy CHECK ((NOT (person_id = deputy_id)))
);

ALTER TABLE public.accounts_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_apikey (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    prefix character varying(16) NOT NULL,
    secret_hash bytea NOT NULL,
    scopes jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    latest_use_at timestamp with time zone,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_apikey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_apikey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_policyacknowledgement (
    id bigint NOT NULL,
    acknowledged_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    version_id bigint NOT NULL
);

ALTER TABLE public.accounts_policyacknowledgement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_policyacknowledgement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_policydocument (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    withdrawn_at timestamp with time zone
);

ALTER TABLE public.accounts_policydocument ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_policydocument_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_policyversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    title_en character varying(200) NOT NULL,
    title_zh character varying(200) NOT NULL,
    text_en text NOT NULL,
    text_zh text NOT NULL,
    effective_date date NOT NULL,
    published_at timestamp with time zone NOT NULL,
    document_id bigint NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT accounts_policyversion_number_check CHECK ((number >= 0)),
    CONSTRAINT policy_in_both_languages CHECK (((NOT ((title_en)::text = ''::text)) AND (NOT ((title_zh)::text = ''::text)) AND (NOT (text_en = ''::text)) AND (NOT (text_zh = ''::text))))
);

ALTER TABLE public.accounts_policyversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_policyversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_rightlimit (
    id bigint NOT NULL,
    permission character varying(100) NOT NULL,
    source character varying(60) NOT NULL,
    title_en character varying(160) NOT NULL,
    title_zh character varying(160) NOT NULL,
    right_valid_until timestamp with time zone NOT NULL,
    noted_at timestamp with time zone,
    person_id bigint NOT NULL,
    CONSTRAINT right_limit_says_what CHECK (((NOT ((permission)::text = ''::text)) AND (NOT ((source)::text = ''::text)) AND (NOT ((title_en)::text = ''::text)) AND (NOT ((title_zh)::text = ''::text))))
);

ALTER TABLE public.accounts_rightlimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rightlimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_team (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT accounts_team_version_check CHECK ((version >= 0))
);

ALTER TABLE public.accounts_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(10) NOT NULL,
    is_demo boolean NOT NULL,
    must_change_password boolean NOT NULL,
    responsible_id bigint,
    team_id bigint,
    session_epoch integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT accounts_user_session_epoch_check CHECK ((session_epoch >= 0)),
    CONSTRAINT accounts_user_version_check CHECK ((version >= 0)),
    CONSTRAINT no_super_user CHECK ((NOT is_superuser)),
    CONSTRAINT people_answer_for_themselves CHECK ((((kind)::text = 'service'::text) OR (responsible_id IS NULL)))
);

CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_block (
    number bigint NOT NULL,
    previous_hash bytea NOT NULL,
    root bytea NOT NULL,
    size integer NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_block_size_check CHECK ((size >= 0))
);

CREATE TABLE public.audit_erasure (
    event_id bigint NOT NULL,
    by_event_id bigint NOT NULL
);

CREATE TABLE public.audit_event (
    id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor_kind character varying(20) NOT NULL,
    actor_id character varying(40) NOT NULL,
    verb character varying(60) NOT NULL,
    object_kind character varying(40) NOT NULL,
    object_id character varying(40) NOT NULL,
    customer_id bigint,
    request_id character varying(64) NOT NULL,
    payload_hash bytea NOT NULL,
    leaf_hash bytea NOT NULL
);

ALTER TABLE public.audit_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_eventpayload (
    event_id bigint NOT NULL,
    salt bytea NOT NULL,
    body text NOT NULL
);

CREATE TABLE public.audit_head (
    id bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    block bigint NOT NULL,
    hash character varying(64) NOT NULL
);

ALTER TABLE public.audit_head ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_head_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_seal (
    "position" bigint NOT NULL,
    event_id bigint NOT NULL,
    leaf_hash bytea NOT NULL,
    block_id bigint NOT NULL
);

CREATE TABLE public.audit_unsealed (
    event_id bigint NOT NULL
);

CREATE TABLE public.audit_verification (
    id bigint NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    is_sound boolean NOT NULL,
    blocks bigint NOT NULL,
    events bigint NOT NULL,
    head_hash character varying(64) NOT NULL,
    finding jsonb
);

ALTER TABLE public.audit_verification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_verification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_admission (
    id bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    checks jsonb NOT NULL,
    outcome character varying(9) NOT NULL,
    decided_at timestamp with time zone,
    reason text NOT NULL,
    answers_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    decided_by_id bigint,
    requested_by_id bigint NOT NULL,
    checkers bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    taken_over_by_id bigint,
    taken_over_at timestamp with time zone,
    CONSTRAINT admission_decided_by_another_person CHECK (((decided_by_id IS NULL) OR ((NOT ((decided_by_id = requested_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = answers_id) AND (decided_by_id IS NOT NULL)))))),
    CONSTRAINT admission_decided_by_no_taker CHECK (((decided_by_id IS NULL) OR (taken_over_by_id IS NULL) OR (NOT ((decided_by_id = taken_over_by_id) AND (decided_by_id IS NOT NULL) AND (taken_over_by_id IS NOT NULL))))),
    CONSTRAINT admission_decided_by_somebody CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((outcome)::text = 'waiting'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NULL) AND ((outcome)::text = 'withdrawn'::text)) OR ((NOT ((outcome)::text = ANY ((ARRAY['waiting'::character varying, 'withdrawn'::character varying])::text[]))) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT admission_not_decided_by_who_checked CHECK (((decided_by_id IS NULL) OR (NOT (checkers @> ARRAY[decided_by_id]))))
);

ALTER TABLE public.customers_admission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_admission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_ageingrefresh (
    id bigint NOT NULL,
    fingerprint character varying(400) NOT NULL,
    day date NOT NULL,
    read_at timestamp with time zone NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT one_ageing_refresh CHECK ((id = 1))
);

ALTER TABLE public.customers_ageingrefresh ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_ageingrefresh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_allocation (
    id bigint NOT NULL,
    effective_date date NOT NULL,
    amount numeric(18,2) NOT NULL,
    base_amount numeric(18,2),
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    payment_id bigint,
    credit_note_id bigint,
    write_off_id bigint,
    CONSTRAINT allocation_not_negative CHECK ((amount >= (0)::numeric)),
    CONSTRAINT allocation_of_one_source CHECK ((((credit_note_id IS NULL) AND (payment_id IS NOT NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NOT NULL) AND (payment_id IS NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NULL) AND (payment_id IS NULL) AND (write_off_id IS NOT NULL))))
);

ALTER TABLE public.customers_allocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_allocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_allocationrevision (
    id bigint NOT NULL,
    effective_date date NOT NULL,
    amount numeric(18,2) NOT NULL,
    base_amount numeric(18,2),
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    allocation_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    payment_id bigint,
    credit_note_id bigint,
    write_off_id bigint,
    CONSTRAINT allocationrevision_of_one_source CHECK ((((credit_note_id IS NULL) AND (payment_id IS NOT NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NOT NULL) AND (payment_id IS NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NULL) AND (payment_id IS NULL) AND (write_off_id IS NOT NULL))))
);

ALTER TABLE public.customers_allocationrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_allocationrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_arrears (
    customer_id bigint NOT NULL,
    overdue numeric(22,2) NOT NULL,
    disputed numeric(22,2) NOT NULL,
    items integer NOT NULL,
    without_rate integer NOT NULL,
    oldest_due_date date NOT NULL,
    weight numeric(26,2) NOT NULL,
    urgency smallint NOT NULL,
    rank numeric(32,2) GENERATED ALWAYS AS ((((urgency)::numeric * '100000000000000000000000000'::numeric) + weight)) STORED,
    read_at timestamp with time zone NOT NULL,
    manager_id bigint,
    team_id bigint
)
WITH (fillfactor='70');

CREATE TABLE public.customers_arrearssweep (
    id bigint NOT NULL,
    day date,
    tolerances character varying(100) NOT NULL,
    after_id bigint,
    CONSTRAINT one_arrears_sweep CHECK ((id = 1))
);

ALTER TABLE public.customers_arrearssweep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_arrearssweep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_attachment (
    id bigint NOT NULL,
    record_kind character varying(40) NOT NULL,
    record_id bigint NOT NULL,
    name character varying(200) NOT NULL,
    category character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    file character varying(100) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    removed_because character varying(300) NOT NULL,
    customer_id bigint NOT NULL,
    removed_by_id bigint,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT customers_attachment_size_check CHECK ((size >= 0)),
    CONSTRAINT document_removed_whole CHECK ((((removed_at IS NULL) AND ((removed_because)::text = ''::text) AND (removed_by_id IS NULL)) OR ((removed_at IS NOT NULL) AND (removed_by_id IS NOT NULL) AND (NOT ((removed_because)::text = ''::text)))))
);

ALTER TABLE public.customers_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_authorityrequest (
    id bigint NOT NULL,
    authority character varying(200) NOT NULL,
    reference character varying(80) NOT NULL,
    received_date date NOT NULL,
    subject character varying(200) NOT NULL,
    question text NOT NULL,
    legal_basis character varying(300) NOT NULL,
    deadline_date date NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    answered_date date,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    customer_id bigint,
    responsible_id bigint NOT NULL,
    CONSTRAINT customers_authorityrequest_version_check CHECK ((version >= 0)),
    CONSTRAINT request_answered_after CHECK (((answered_date IS NULL) OR (answered_date >= received_date))),
    CONSTRAINT request_closed_with_answer CHECK ((((answer = ''::text) AND (answered_date IS NULL) AND ((state)::text = 'open'::text)) OR ((answered_date IS NOT NULL) AND ((state)::text = ANY ((ARRAY['answered'::character varying, 'refused'::character varying])::text[])) AND (NOT (answer = ''::text))))),
    CONSTRAINT request_deadline_after CHECK ((deadline_date >= received_date))
);

ALTER TABLE public.customers_authorityrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_authorityrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_bankstatement (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    bank character varying(120) DEFAULT ''::character varying NOT NULL,
    account character varying(80) DEFAULT ''::character varying NOT NULL,
    from_date date,
    opening numeric(18,2),
    inflow numeric(18,2),
    outflow numeric(18,2),
    largest_payer character varying(200) DEFAULT ''::character varying NOT NULL,
    largest_payer_share numeric(5,2),
    note text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_bankstatement_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_bankstatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_bankstatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_bookbalance (
    id bigint NOT NULL,
    customers bigint NOT NULL,
    cash numeric(26,2) NOT NULL,
    credit_notes numeric(26,2) NOT NULL,
    loans numeric(26,2) NOT NULL,
    non_performing numeric(26,2) NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.customers_bookbalance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_bookbalance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_breach (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    party character varying(10) DEFAULT 'customer'::character varying NOT NULL,
    text text NOT NULL,
    cured_date date,
    customer_id bigint NOT NULL,
    contract_id bigint NOT NULL,
    obligation_id bigint,
    CONSTRAINT customers_breach_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_breach ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_breach_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_collectionsettings (
    id bigint NOT NULL,
    least_amount numeric(18,2) NOT NULL,
    grace_days smallint NOT NULL,
    reminder_pause_days smallint NOT NULL,
    reminds_daily boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT collection_days_in_a_year CHECK (((grace_days <= 365) AND (reminder_pause_days <= 365))),
    CONSTRAINT customers_collectionsettings_grace_days_check CHECK ((grace_days >= 0)),
    CONSTRAINT customers_collectionsettings_reminder_pause_days_check CHECK ((reminder_pause_days >= 0)),
    CONSTRAINT customers_collectionsettings_version_check CHECK ((version >= 0)),
    CONSTRAINT least_amount_not_negative CHECK ((least_amount >= (0)::numeric)),
    CONSTRAINT one_collection_settings CHECK ((id = 1))
);

ALTER TABLE public.customers_collectionsettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_collectionsettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_collectionstep (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    how character varying(10) NOT NULL,
    state character varying(8) DEFAULT 'planned'::character varying NOT NULL,
    done_date date,
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    owner_id bigint,
    CONSTRAINT collectionstep_done_on_a_day CHECK (((NOT ((state)::text = 'done'::text)) OR (done_date IS NOT NULL))),
    CONSTRAINT customers_collectionstep_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_collectionstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_collectionstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_complaint (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    direction character varying(5) NOT NULL,
    effective_date date NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    answer text DEFAULT ''::text NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    state character varying(10) DEFAULT 'open'::character varying NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customers_complaint_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_complaint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_complaint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_contact (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(80) NOT NULL,
    phone character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    wechat character varying(60) NOT NULL,
    is_primary boolean NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    customer_id bigint NOT NULL,
    search_key text GENERATED ALWAYS AS (public.search_lines((name)::text, (email)::text, (phone)::text, (wechat)::text)) STORED,
    ended_at timestamp with time zone,
    ended_because character varying(200) DEFAULT ''::character varying NOT NULL,
    verified_at timestamp with time zone,
    verified_by_id bigint,
    verified_how character varying(10) DEFAULT ''::character varying NOT NULL,
    entered_by_id bigint,
    CONSTRAINT contact_ended_whole CHECK ((((ended_at IS NULL) AND ((ended_because)::text = ''::text)) OR ((ended_at IS NOT NULL) AND (NOT is_primary) AND (NOT ((ended_because)::text = ''::text))))),
    CONSTRAINT contact_verified_by_second_person CHECK (((verified_by_id IS NULL) OR (entered_by_id IS NULL) OR (NOT ((verified_by_id = entered_by_id) AND (verified_by_id IS NOT NULL) AND (entered_by_id IS NOT NULL))))),
    CONSTRAINT contact_verified_whole CHECK ((((verified_at IS NULL) AND (verified_by_id IS NULL) AND ((verified_how)::text = ''::text)) OR ((verified_at IS NOT NULL) AND (verified_by_id IS NOT NULL) AND (NOT ((verified_how)::text = ''::text))))),
    CONSTRAINT customers_contact_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_contactchange (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    kind character varying(14) NOT NULL,
    effective_date date NOT NULL,
    old_value character varying(300) NOT NULL,
    new_value character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    contact_id bigint,
    entered_by_id bigint,
    is_planned boolean DEFAULT false NOT NULL,
    verified_at timestamp with time zone,
    verified_by_id bigint,
    verified_how character varying(10) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT bank_account_verified_by_second_person CHECK (((NOT ((kind)::text = 'bank_account'::text)) OR (verified_by_id IS NULL) OR (entered_by_id IS NULL) OR (NOT ((verified_by_id = entered_by_id) AND (verified_by_id IS NOT NULL) AND (entered_by_id IS NOT NULL))))),
    CONSTRAINT contact_change_verified_whole CHECK ((((verified_at IS NULL) AND (verified_by_id IS NULL) AND ((verified_how)::text = ''::text)) OR ((verified_at IS NOT NULL) AND (verified_by_id IS NOT NULL) AND (NOT ((verified_how)::text = ''::text)))))
);

ALTER TABLE public.customers_contactchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_contactchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_contract (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    title character varying(200) NOT NULL,
    state character varying(10) DEFAULT 'in_force'::character varying NOT NULL,
    signed_date date,
    end_date date,
    renews boolean DEFAULT false NOT NULL,
    notice_days smallint,
    law character varying(80) DEFAULT ''::character varying NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    notice_date date GENERATED ALWAYS AS ((end_date - (notice_days)::integer)) STORED,
    renewal_months smallint,
    notice_given_date date,
    CONSTRAINT contract_ends_after_it_began CHECK (((end_date IS NULL) OR (end_date >= effective_date))),
    CONSTRAINT customers_contract_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT customers_contract_renewal_months_check CHECK ((renewal_months >= 0)),
    CONSTRAINT customers_contract_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_contractclause (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    kind character varying(14) NOT NULL,
    text text NOT NULL,
    contract_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_contractclause_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_contractclause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_contractclause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_creditnote (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    reason character varying(12) DEFAULT 'other'::character varying NOT NULL,
    cost numeric(18,2),
    text character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint,
    CONSTRAINT creditnote_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT customers_creditnote_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_creditnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_creditnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_creditreference (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    kind character varying(6) DEFAULT 'trade'::character varying NOT NULL,
    referee character varying(200) NOT NULL,
    opinion character varying(6) DEFAULT 'none'::character varying NOT NULL,
    highest_credit numeric(18,2),
    currency character varying(3) DEFAULT ''::character varying NOT NULL,
    known_since date,
    days_late integer,
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_creditreference_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_creditreference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_creditreference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_creditreport (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    provider character varying(80) NOT NULL,
    score numeric(10,2),
    scale_min numeric(10,2),
    scale_max numeric(10,2),
    direction character varying(8) DEFAULT 'safer'::character varying NOT NULL,
    rating character varying(20) DEFAULT ''::character varying NOT NULL,
    default_probability numeric(7,4),
    defaults integer,
    valid_until date,
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT creditreport_scale_rises CHECK (((scale_min IS NULL) OR (scale_max IS NULL) OR (scale_min < scale_max))),
    CONSTRAINT creditreport_valid_after_its_day CHECK (((valid_until IS NULL) OR (valid_until >= effective_date))),
    CONSTRAINT customers_creditreport_defaults_check CHECK ((defaults >= 0)),
    CONSTRAINT customers_creditreport_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_creditreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_creditreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_creditrestriction (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value numeric(18,2),
    period_days smallint,
    from_date date NOT NULL,
    until_date date,
    source_kind character varying(40) NOT NULL,
    source_id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    customer_id bigint NOT NULL,
    lifted_by_id bigint,
    set_by_id bigint NOT NULL,
    service_id bigint,
    CONSTRAINT customers_creditrestriction_period_days_check CHECK ((period_days >= 0)),
    CONSTRAINT only_services_have_a_kind CHECK (((service_id IS NULL) OR ((kind)::text = ANY ((ARRAY['suspension'::character varying, 'frequency'::character varying])::text[])))),
    CONSTRAINT restriction_ends_after_it_began CHECK (((until_date IS NULL) OR (until_date >= from_date))),
    CONSTRAINT restriction_has_its_value CHECK (((((kind)::text = 'prepayment'::text) AND (value > (0)::numeric) AND (value <= (100)::numeric)) OR (((kind)::text = ANY ((ARRAY['limit'::character varying, 'terms'::character varying])::text[])) AND (value IS NOT NULL)) OR (((kind)::text = 'deposit'::text) AND (value > (0)::numeric)) OR (((kind)::text = 'frequency'::text) AND (period_days >= 1) AND (value >= (1)::numeric)) OR (((kind)::text = ANY ((ARRAY['suspension'::character varying, 'shipment'::character varying, 'identity'::character varying])::text[])) AND (value IS NULL)))),
    CONSTRAINT restriction_lifted_by_somebody CHECK ((((lifted_at IS NULL) AND (lifted_by_id IS NULL)) OR ((lifted_at IS NOT NULL) AND (lifted_by_id IS NOT NULL)))),
    CONSTRAINT restriction_not_negative CHECK (((value IS NULL) OR (value >= (0)::numeric)))
);

ALTER TABLE public.customers_creditrestriction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_creditrestriction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_creditterms (
    id bigint NOT NULL,
    effective_date date NOT NULL,
    credit_limit numeric(18,2),
    payment_days smallint,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT credit_limit_not_negative CHECK (((credit_limit IS NULL) OR (credit_limit >= (0)::numeric))),
    CONSTRAINT customers_creditterms_payment_days_check CHECK ((payment_days >= 0))
);

ALTER TABLE public.customers_creditterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_creditterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    other_name character varying(200) NOT NULL,
    sort_key character varying(200) NOT NULL,
    kind character varying(12) NOT NULL,
    registration_number character varying(40) NOT NULL,
    industry character varying(2) NOT NULL,
    country character varying(2) NOT NULL,
    region character varying(80) NOT NULL,
    city character varying(80) NOT NULL,
    address character varying(300) NOT NULL,
    status character varying(10) NOT NULL,
    since_date date,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    manager_id bigint,
    team_id bigint,
    search_key text GENERATED ALWAYS AS (public.search_lines((name)::text, (other_name)::text, (number)::text, (registration_number)::text)) STORED,
    bank_account character varying(60) DEFAULT ''::character varying NOT NULL,
    bank_name character varying(120) DEFAULT ''::character varying NOT NULL,
    incorporation_date date,
    language character varying(7) DEFAULT ''::character varying NOT NULL,
    legal_representative character varying(120) DEFAULT ''::character varying NOT NULL,
    notes text DEFAULT ''::text NOT NULL,
    postal_code character varying(20) DEFAULT ''::character varying NOT NULL,
    website character varying(200) DEFAULT ''::character varying NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    merged_into_id bigint,
    name_key character varying(200) DEFAULT ''::character varying NOT NULL,
    registration_key text GENERATED ALWAYS AS (public.customer_key((registration_number)::text)) STORED,
    CONSTRAINT customer_merged_whole CHECK ((((merged_into_id IS NOT NULL) AND ((status)::text = 'merged'::text)) OR ((NOT ((status)::text = 'merged'::text)) AND (merged_into_id IS NULL)))),
    CONSTRAINT customer_name_given CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT customer_number_given CHECK ((NOT ((number)::text = ''::text))),
    CONSTRAINT customer_status CHECK (((status)::text = ANY ((ARRAY['prospect'::character varying, 'active'::character varying, 'exiting'::character varying, 'exited'::character varying, 'merged'::character varying])::text[]))),
    CONSTRAINT customers_customer_version_check CHECK ((version >= 0))
);
ALTER TABLE ONLY public.customers_customer ALTER COLUMN search_key SET STATISTICS 500;

ALTER TABLE public.customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customerchange (
    id bigint NOT NULL,
    cause character varying(40) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.customers_customerchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customerchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customergroup (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    sort_key character varying(200) NOT NULL,
    credit_limit numeric(18,2),
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    created_by_id bigint NOT NULL,
    ended_date date,
    ended_because character varying(200) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT customers_customergroup_version_check CHECK ((version >= 0)),
    CONSTRAINT group_code_and_name_given CHECK (((NOT ((code)::text = ''::text)) AND (NOT ((name)::text = ''::text)))),
    CONSTRAINT group_ended_whole CHECK (((((ended_because)::text = ''::text) AND (ended_date IS NULL)) OR ((ended_date IS NOT NULL) AND (NOT ((ended_because)::text = ''::text))))),
    CONSTRAINT group_limit_not_negative CHECK (((credit_limit IS NULL) OR (credit_limit >= (0)::numeric)))
);

ALTER TABLE public.customers_customergroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customergroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customerkeys (
    customer_id bigint NOT NULL,
    keys integer[] NOT NULL,
    is_cut boolean DEFAULT false NOT NULL
);

CREATE TABLE public.customers_customermerge (
    id bigint NOT NULL,
    reasons jsonb NOT NULL,
    strength smallint NOT NULL,
    reason text NOT NULL,
    choices jsonb NOT NULL,
    former jsonb NOT NULL,
    moved jsonb NOT NULL,
    renamed jsonb NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    kept jsonb NOT NULL,
    merged_id bigint NOT NULL,
    merged_by_id bigint NOT NULL,
    survivor_id bigint NOT NULL,
    undone_by_id bigint,
    CONSTRAINT customers_customermerge_strength_check CHECK ((strength >= 0)),
    CONSTRAINT merged_into_another CHECK ((NOT (survivor_id = merged_id)))
);

ALTER TABLE public.customers_customermerge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customermerge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customerrevision (
    id bigint NOT NULL,
    version integer NOT NULL,
    former jsonb NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    changed_by character varying(200) NOT NULL,
    cause character varying(40) NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_customerrevision_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_customerrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customerrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customfield (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    label_en character varying(80) NOT NULL,
    label_zh character varying(80) NOT NULL,
    type character varying(6) NOT NULL,
    choices jsonb NOT NULL,
    is_required boolean NOT NULL,
    is_filterable boolean NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    version integer NOT NULL,
    CONSTRAINT custom_field_type CHECK (((type)::text = ANY ((ARRAY['text'::character varying, 'number'::character varying, 'date'::character varying, 'yes_no'::character varying, 'choice'::character varying])::text[]))),
    CONSTRAINT customers_customfield_position_check CHECK (("position" >= 0)),
    CONSTRAINT customers_customfield_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_customfield ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customfield_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_customvalue (
    id bigint NOT NULL,
    number numeric(24,6),
    date date,
    customer_id bigint NOT NULL,
    field_id bigint NOT NULL
);

ALTER TABLE public.customers_customvalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customvalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_dishonouredpayment (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    reason character varying(200) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    payment_id bigint,
    taken_back jsonb,
    CONSTRAINT customers_dishonouredpayment_version_check CHECK ((version >= 0)),
    CONSTRAINT dishonouredpayment_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_dishonouredpayment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_dishonouredpayment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_dispute (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    reason character varying(12) DEFAULT 'other'::character varying NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    outcome character varying(10) DEFAULT 'open'::character varying NOT NULL,
    decided_date date,
    granted_amount numeric(18,2),
    customer_id bigint NOT NULL,
    invoice_id bigint,
    CONSTRAINT customers_dispute_version_check CHECK ((version >= 0)),
    CONSTRAINT dispute_decided_after_it_began CHECK (((decided_date IS NULL) OR (decided_date >= effective_date))),
    CONSTRAINT dispute_decided_on_a_day CHECK ((((outcome)::text = 'open'::text) OR (decided_date IS NOT NULL))),
    CONSTRAINT dispute_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_dispute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_dispute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_duplicatepair (
    id bigint NOT NULL,
    reasons jsonb NOT NULL,
    strength smallint NOT NULL,
    state character varying(9) DEFAULT 'open'::character varying NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_because character varying(300) DEFAULT ''::character varying NOT NULL,
    decided_by_id bigint,
    first_id bigint NOT NULL,
    second_id bigint NOT NULL,
    CONSTRAINT customers_duplicatepair_strength_check CHECK ((strength >= 0)),
    CONSTRAINT pair_in_order CHECK ((first_id < second_id))
);

ALTER TABLE public.customers_duplicatepair ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_duplicatepair_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_exchangerate (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    effective_date date NOT NULL,
    rate numeric(18,8) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    is_applied boolean DEFAULT true NOT NULL,
    CONSTRAINT rate_positive CHECK ((rate > (0)::numeric))
);

ALTER TABLE public.customers_exchangerate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_exchangerate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_factrevision (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    fact_id bigint NOT NULL,
    former jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.customers_factrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_factrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_financialstatement (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    currency character varying(3) NOT NULL,
    months smallint DEFAULT 12 NOT NULL,
    is_audited boolean DEFAULT false NOT NULL,
    is_consolidated boolean DEFAULT false NOT NULL,
    current_assets numeric(18,2),
    total_assets numeric(18,2),
    current_liabilities numeric(18,2),
    total_liabilities numeric(18,2),
    retained_earnings numeric(18,2),
    equity numeric(18,2),
    sales numeric(18,2),
    ebit numeric(18,2),
    net_profit numeric(18,2),
    note text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_financialstatement_months_check CHECK ((months >= 0)),
    CONSTRAINT customers_financialstatement_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_financialstatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_financialstatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_goodsreturn (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    cause character varying(10) DEFAULT 'unknown'::character varying NOT NULL,
    text character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint,
    order_id bigint,
    CONSTRAINT customers_goodsreturn_version_check CHECK ((version >= 0)),
    CONSTRAINT goodsreturn_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_goodsreturn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_goodsreturn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_groupbalance (
    id bigint NOT NULL,
    customers bigint NOT NULL,
    cash numeric(26,2) NOT NULL,
    credit_notes numeric(26,2) NOT NULL,
    loans numeric(26,2) NOT NULL,
    non_performing numeric(26,2) NOT NULL,
    group_id bigint NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.customers_groupbalance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_groupbalance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_groupday (
    id bigint NOT NULL,
    due_date date,
    items bigint NOT NULL,
    amount numeric(26,2) NOT NULL,
    disputed numeric(26,2) NOT NULL,
    without_rate bigint NOT NULL,
    group_id bigint NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.customers_groupday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_groupday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_groupmembership (
    id bigint NOT NULL,
    from_date date NOT NULL,
    until_date date,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    group_id bigint NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customers_groupmembership_version_check CHECK ((version >= 0)),
    CONSTRAINT membership_ends_after_start CHECK (((until_date IS NULL) OR (until_date >= from_date)))
);

ALTER TABLE public.customers_groupmembership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_groupmembership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_importedrows (
    id bigint NOT NULL,
    table_name character varying(63) NOT NULL,
    created boolean NOT NULL,
    ids bigint[] NOT NULL,
    former jsonb,
    import_file_id bigint NOT NULL
);
ALTER TABLE ONLY public.customers_importedrows ALTER COLUMN ids SET STORAGE EXTERNAL;

ALTER TABLE public.customers_importedrows ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_importedrows_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_importfile (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    file character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    options jsonb NOT NULL,
    state character varying(10) NOT NULL,
    preview jsonb NOT NULL,
    counts jsonb NOT NULL,
    refusals character varying(200) NOT NULL,
    error text NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    uploaded_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    uploaded_by_id bigint NOT NULL,
    mends_id bigint,
    CONSTRAINT customers_importfile_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.customers_importfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_importfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_importmapping (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    header character varying(64) NOT NULL,
    options jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    owner_id bigint NOT NULL,
    team_id bigint
);

ALTER TABLE public.customers_importmapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_importmapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_importstop (
    id bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    import_file_id bigint NOT NULL,
    requested_by_id bigint NOT NULL
);

ALTER TABLE public.customers_importstop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_importstop_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_importundo (
    id bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    finished_at timestamp with time zone,
    counts jsonb NOT NULL,
    kept character varying(200) NOT NULL,
    import_file_id bigint NOT NULL,
    requested_by_id bigint NOT NULL
);

ALTER TABLE public.customers_importundo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_importundo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_instalment (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    paid_amount numeric(18,2),
    paid_date date,
    customer_id bigint NOT NULL,
    loan_id bigint NOT NULL,
    CONSTRAINT customers_instalment_version_check CHECK ((version >= 0)),
    CONSTRAINT instalment_paid_at_most_owed CHECK (((paid_amount IS NULL) OR (paid_amount <= amount))),
    CONSTRAINT instalment_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_instalment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_instalment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_interaction (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    at_time time without time zone,
    channel character varying(10) DEFAULT 'call'::character varying NOT NULL,
    direction character varying(4) DEFAULT 'out'::character varying NOT NULL,
    purpose character varying(12) DEFAULT 'care'::character varying NOT NULL,
    subject character varying(200) DEFAULT ''::character varying NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    participants character varying(300) DEFAULT ''::character varying NOT NULL,
    is_pinned boolean DEFAULT false NOT NULL,
    customer_id bigint NOT NULL,
    owner_id bigint,
    CONSTRAINT customers_interaction_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_interaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_interaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_invoice (
    id bigint NOT NULL,
    invoice_date date NOT NULL,
    due_date date,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    recorded_at timestamp with time zone NOT NULL,
    number character varying(60) NOT NULL,
    customer_id bigint NOT NULL,
    cost numeric(18,2),
    is_void boolean DEFAULT false NOT NULL,
    CONSTRAINT invoice_amount_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT invoice_cost_not_negative CHECK (((cost IS NULL) OR (cost >= (0)::numeric))),
    CONSTRAINT invoice_due_after_issue CHECK (((due_date IS NULL) OR (due_date >= invoice_date)))
);

ALTER TABLE public.customers_invoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_invoicerevision (
    id bigint NOT NULL,
    invoice_date date NOT NULL,
    due_date date,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    cost numeric(18,2),
    is_void boolean DEFAULT false NOT NULL
);

ALTER TABLE public.customers_invoicerevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_invoicerevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_loan (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    outstanding numeric(18,2),
    interest_rate numeric(7,4),
    maturity_date date,
    grade character varying(16) DEFAULT 'normal'::character varying NOT NULL,
    purpose character varying(200) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_loan_version_check CHECK ((version >= 0)),
    CONSTRAINT loan_matures_after_it_began CHECK (((maturity_date IS NULL) OR (maturity_date >= effective_date))),
    CONSTRAINT loan_outstanding_not_negative CHECK (((outstanding IS NULL) OR (outstanding >= (0)::numeric))),
    CONSTRAINT loan_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_loan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_loan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_lossrate (
    id bigint NOT NULL,
    bucket character varying(12) NOT NULL,
    share numeric(7,6) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT loss_rate_is_a_share CHECK (((share >= (0)::numeric) AND (share <= (1)::numeric)))
);

ALTER TABLE public.customers_lossrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_lossrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_marketevent (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    kind character varying(12) NOT NULL,
    title character varying(200) NOT NULL,
    source character varying(120) DEFAULT ''::character varying NOT NULL,
    url character varying(500) DEFAULT ''::character varying NOT NULL,
    credibility smallint DEFAULT 50 NOT NULL,
    severity smallint DEFAULT 3 NOT NULL,
    cluster character varying(80) DEFAULT ''::character varying NOT NULL,
    claimed_amount numeric(18,2),
    currency character varying(3) DEFAULT ''::character varying NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    confirmation character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    confirmed_at timestamp with time zone,
    confirmed_by_id bigint,
    customer_id bigint NOT NULL,
    reported_by_id bigint,
    CONSTRAINT customers_marketevent_credibility_check CHECK ((credibility >= 0)),
    CONSTRAINT customers_marketevent_severity_check CHECK ((severity >= 0)),
    CONSTRAINT customers_marketevent_version_check CHECK ((version >= 0)),
    CONSTRAINT marketevent_credibility_in_range CHECK (((credibility >= 0) AND (credibility <= 100))),
    CONSTRAINT marketevent_decided_by_a_person CHECK ((((confirmation)::text = 'pending'::text) OR ((confirmed_at IS NOT NULL) AND (confirmed_by_id IS NOT NULL)))),
    CONSTRAINT marketevent_severity_in_range CHECK (((severity >= 1) AND (severity <= 5)))
);

ALTER TABLE public.customers_marketevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_marketevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_marketnote (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    kind character varying(10) DEFAULT 'other'::character varying NOT NULL,
    source character varying(200) DEFAULT ''::character varying NOT NULL,
    title character varying(200) NOT NULL,
    rating smallint,
    market_share numeric(5,2),
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_marketnote_rating_check CHECK ((rating >= 0)),
    CONSTRAINT customers_marketnote_version_check CHECK ((version >= 0)),
    CONSTRAINT marketnote_rating_in_range CHECK (((rating IS NULL) OR ((rating >= 1) AND (rating <= 5))))
);

ALTER TABLE public.customers_marketnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_marketnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_mention (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    fact_id bigint NOT NULL,
    excerpt character varying(200) NOT NULL,
    mentioned_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    by_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.customers_mention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_mention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_obligation (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    party character varying(10) DEFAULT 'customer'::character varying NOT NULL,
    text text NOT NULL,
    state character varying(10) DEFAULT 'open'::character varying NOT NULL,
    done_date date,
    contract_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_obligation_version_check CHECK ((version >= 0)),
    CONSTRAINT obligation_fulfilled_on_a_day CHECK (((NOT ((state)::text = 'fulfilled'::text)) OR (done_date IS NOT NULL)))
);

ALTER TABLE public.customers_obligation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_obligation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_onboardingcheck (
    id bigint NOT NULL,
    state character varying(6) NOT NULL,
    evidence text NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    checked_by_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT check_has_evidence CHECK ((NOT (evidence = ''::text)))
);

ALTER TABLE public.customers_onboardingcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_onboardingcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_onboardingitem (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    help_en character varying(300) NOT NULL,
    help_zh character varying(300) NOT NULL,
    proof character varying(14) NOT NULL,
    "position" smallint NOT NULL,
    archived_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customers_onboardingitem_position_check CHECK (("position" >= 0)),
    CONSTRAINT customers_onboardingitem_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_onboardingitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_onboardingitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_opencredit (
    id bigint NOT NULL,
    effective_date date NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    credit_note_id bigint,
    customer_id bigint NOT NULL,
    payment_id bigint,
    write_off_id bigint,
    CONSTRAINT opencredit_of_one_source CHECK ((((credit_note_id IS NULL) AND (payment_id IS NOT NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NOT NULL) AND (payment_id IS NULL) AND (write_off_id IS NULL)) OR ((credit_note_id IS NULL) AND (payment_id IS NULL) AND (write_off_id IS NOT NULL)))),
    CONSTRAINT opencredit_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_opencredit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_opencredit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_openday (
    id bigint NOT NULL,
    due_date date,
    items bigint NOT NULL,
    amount numeric(26,2) NOT NULL,
    disputed numeric(26,2) NOT NULL,
    without_rate bigint NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.customers_openday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_openday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_openitem (
    id bigint NOT NULL,
    due_date date,
    currency character varying(3) NOT NULL,
    open_amount numeric(18,2) NOT NULL,
    base_open numeric(18,2),
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    CONSTRAINT open_item_is_open CHECK ((open_amount > (0)::numeric))
)
WITH (fillfactor='85');

ALTER TABLE public.customers_openitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_openitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_order (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    state character varying(10) DEFAULT 'open'::character varying NOT NULL,
    cost numeric(18,2),
    wanted_date date,
    text character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_order_version_check CHECK ((version >= 0)),
    CONSTRAINT order_not_negative CHECK ((amount >= (0)::numeric))
);

ALTER TABLE public.customers_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_payment (
    id bigint NOT NULL,
    received_date date NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    method character varying(10) NOT NULL,
    payer character varying(80) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    source_key character varying(80) NOT NULL,
    customer_id bigint NOT NULL,
    reference character varying(200) DEFAULT ''::character varying NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    CONSTRAINT payment_amount_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_paymentrevision (
    id bigint NOT NULL,
    received_date date NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    method character varying(10) NOT NULL,
    payer character varying(80) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    payment_id bigint NOT NULL,
    reference character varying(200) DEFAULT ''::character varying NOT NULL,
    is_void boolean DEFAULT false NOT NULL
);

ALTER TABLE public.customers_paymentrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_paymentrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_plan (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    problem text NOT NULL,
    cause text DEFAULT ''::text NOT NULL,
    consequence text DEFAULT ''::text NOT NULL,
    measures character varying(14)[] DEFAULT '{}'::character varying[] NOT NULL,
    measure_text text DEFAULT ''::text NOT NULL,
    due_date date,
    state character varying(8) DEFAULT 'open'::character varying NOT NULL,
    done_date date,
    reaction text DEFAULT ''::text NOT NULL,
    is_solved boolean,
    is_risk_lower boolean,
    lesson text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    responsible_id bigint,
    responsible_name character varying(120) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT customers_plan_version_check CHECK ((version >= 0)),
    CONSTRAINT plan_ended_on_a_day CHECK (((NOT ((state)::text = 'done'::text)) OR (done_date IS NOT NULL)))
);

ALTER TABLE public.customers_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_policyviolation (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    policy character varying(120) NOT NULL,
    severity smallint DEFAULT 3 NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    warned_date date,
    warning text DEFAULT ''::text NOT NULL,
    settled_date date,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_policyviolation_severity_check CHECK ((severity >= 0)),
    CONSTRAINT customers_policyviolation_version_check CHECK ((version >= 0)),
    CONSTRAINT policyviolation_severity_in_range CHECK (((severity >= 1) AND (severity <= 5)))
);

ALTER TABLE public.customers_policyviolation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_policyviolation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_previewrow (
    id bigint NOT NULL,
    outcome character varying(8) NOT NULL,
    line bigint NOT NULL,
    said jsonb NOT NULL,
    book jsonb NOT NULL,
    problems jsonb NOT NULL,
    import_file_id bigint NOT NULL
);

ALTER TABLE public.customers_previewrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_previewrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_promisetopay (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    promised_date date NOT NULL,
    promised_by character varying(120) DEFAULT ''::character varying NOT NULL,
    outcome character varying(10) DEFAULT 'open'::character varying NOT NULL,
    text character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint,
    CONSTRAINT customers_promisetopay_version_check CHECK ((version >= 0)),
    CONSTRAINT promisetopay_for_a_later_day CHECK ((promised_date >= effective_date)),
    CONSTRAINT promisetopay_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_promisetopay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_promisetopay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_receivablechange (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.customers_receivablechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_receivablechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_recovery (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    text character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    write_off_id bigint,
    CONSTRAINT customers_recovery_version_check CHECK ((version >= 0)),
    CONSTRAINT recovery_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_recovery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_recovery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_relatedparty (
    id bigint NOT NULL,
    verified_at timestamp with time zone,
    verified_how character varying(10) DEFAULT ''::character varying NOT NULL,
    kind character varying(14) NOT NULL,
    name character varying(200) NOT NULL,
    id_number character varying(60) NOT NULL,
    country character varying(2) NOT NULL,
    share_percent numeric(5,2),
    guarantee_amount numeric(18,2),
    guarantee_currency character varying(3) NOT NULL,
    valid_from date,
    valid_until date,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    source_key character varying(80) NOT NULL,
    customer_id bigint NOT NULL,
    other_id bigint,
    verified_by_id bigint,
    entered_by_id bigint,
    CONSTRAINT party_customer_or_name CHECK ((((other_id IS NULL) AND (NOT ((name)::text = ''::text))) OR (((name)::text = ''::text) AND (other_id IS NOT NULL)))),
    CONSTRAINT party_ends_after_start CHECK (((valid_from IS NULL) OR (valid_until IS NULL) OR (valid_until >= valid_from))),
    CONSTRAINT party_guarantee_whole CHECK ((((guarantee_amount IS NULL) AND ((guarantee_currency)::text = ''::text)) OR ((guarantee_amount > (0)::numeric) AND (NOT ((guarantee_currency)::text = ''::text))))),
    CONSTRAINT party_is_other CHECK ((NOT ((other_id = customer_id) AND (other_id IS NOT NULL)))),
    CONSTRAINT party_share_of_hundred CHECK (((share_percent IS NULL) OR ((share_percent > (0)::numeric) AND (share_percent <= (100)::numeric)))),
    CONSTRAINT party_verified_by_second_person CHECK (((verified_by_id IS NULL) OR (entered_by_id IS NULL) OR (NOT ((verified_by_id = entered_by_id) AND (verified_by_id IS NOT NULL) AND (entered_by_id IS NOT NULL))))),
    CONSTRAINT party_verified_whole CHECK ((((verified_at IS NULL) AND (verified_by_id IS NULL) AND ((verified_how)::text = ''::text)) OR ((verified_at IS NOT NULL) AND (verified_by_id IS NOT NULL) AND (NOT ((verified_how)::text = ''::text)))))
);

ALTER TABLE public.customers_relatedparty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_relatedparty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_relatedpartyrevision (
    id bigint NOT NULL,
    kind character varying(14) NOT NULL,
    name character varying(200) NOT NULL,
    id_number character varying(60) NOT NULL,
    country character varying(2) NOT NULL,
    share_percent numeric(5,2),
    guarantee_amount numeric(18,2),
    guarantee_currency character varying(3) NOT NULL,
    valid_from date,
    valid_until date,
    note character varying(500) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    other_id bigint,
    party_id bigint NOT NULL
);

ALTER TABLE public.customers_relatedpartyrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_relatedpartyrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_reminder (
    id bigint NOT NULL,
    level smallint NOT NULL,
    language character varying(7) NOT NULL,
    as_of date NOT NULL,
    demanded numeric(22,2) NOT NULL,
    disputed numeric(22,2) NOT NULL,
    oldest_days integer NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    state character varying(8) NOT NULL,
    closed_at timestamp with time zone,
    closed_by_id bigint,
    customer_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT customers_reminder_level_check CHECK ((level >= 0)),
    CONSTRAINT reminder_closed_at_a_moment CHECK ((((closed_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((closed_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['sent'::character varying, 'dropped'::character varying])::text[])))))
);

ALTER TABLE public.customers_reminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_reminderitem (
    id bigint NOT NULL,
    number character varying(60) NOT NULL,
    invoice_date date NOT NULL,
    due_date date NOT NULL,
    days_late integer NOT NULL,
    currency character varying(3) NOT NULL,
    open_amount numeric(18,2) NOT NULL,
    disputed numeric(18,2) NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    reminder_id bigint NOT NULL,
    CONSTRAINT reminder_item_disputes_a_part CHECK (((disputed >= (0)::numeric) AND (disputed <= open_amount)))
);

ALTER TABLE public.customers_reminderitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_reminderitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_reminderlevel (
    id bigint NOT NULL,
    number smallint NOT NULL,
    days smallint NOT NULL,
    subject_en character varying(200) NOT NULL,
    body_en text NOT NULL,
    subject_zh character varying(200) NOT NULL,
    body_zh text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT customers_reminderlevel_days_check CHECK ((days >= 0)),
    CONSTRAINT customers_reminderlevel_number_check CHECK ((number >= 0)),
    CONSTRAINT customers_reminderlevel_version_check CHECK ((version >= 0)),
    CONSTRAINT reminder_after_due_date CHECK ((days >= 1))
);

ALTER TABLE public.customers_reminderlevel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_reminderlevel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_reminderrun (
    id bigint NOT NULL,
    as_of date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    run_id bigint NOT NULL,
    started_by_id bigint,
    taken_over_by_id bigint
);

ALTER TABLE public.customers_reminderrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_reminderrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeningdecision (
    id bigint NOT NULL,
    outcome character varying(9) NOT NULL,
    reason text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by_id bigint NOT NULL,
    hit_id bigint NOT NULL,
    CONSTRAINT hit_decision_outcome CHECK (((outcome)::text = ANY ((ARRAY['confirmed'::character varying, 'dismissed'::character varying])::text[]))),
    CONSTRAINT hit_decision_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.customers_screeningdecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeningdecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeningdue (
    id bigint NOT NULL,
    customer_id bigint,
    entry_id bigint,
    error text DEFAULT ''::text NOT NULL,
    parked_at timestamp with time zone,
    CONSTRAINT screening_due_of_one CHECK ((((customer_id IS NOT NULL) AND (entry_id IS NULL)) OR ((customer_id IS NULL) AND (entry_id IS NOT NULL))))
);

ALTER TABLE public.customers_screeningdue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeningdue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeningentry (
    id bigint NOT NULL,
    source_key character varying(120) NOT NULL,
    name character varying(200) NOT NULL,
    aliases character varying(200)[] NOT NULL,
    registration_number character varying(40) NOT NULL,
    country character varying(80) NOT NULL,
    reason text NOT NULL,
    reason_class character varying(10) NOT NULL,
    scope character varying(10) NOT NULL,
    valid_from date,
    valid_until date,
    review_date date,
    keys integer[] NOT NULL,
    folded text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    version integer NOT NULL,
    of_list_id bigint NOT NULL,
    changed_in_id bigint,
    is_cut boolean DEFAULT false NOT NULL,
    bars character varying(10) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT customers_screeningentry_version_check CHECK ((version >= 0)),
    CONSTRAINT list_entry_bars CHECK (((bars)::text = ANY ((ARRAY[''::character varying, 'all_trade'::character varying, 'new_credit'::character varying, 'onboarding'::character varying])::text[]))),
    CONSTRAINT list_entry_ends_after_it_begins CHECK (((valid_from IS NULL) OR (valid_until IS NULL) OR (valid_until >= valid_from))),
    CONSTRAINT list_entry_named CHECK (((NOT ((name)::text = ''::text)) AND (NOT ((source_key)::text = ''::text))))
);

ALTER TABLE public.customers_screeningentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeningentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeningentryrevision (
    id bigint NOT NULL,
    version integer NOT NULL,
    former jsonb NOT NULL,
    superseded_at timestamp with time zone NOT NULL,
    changed_by character varying(200) NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT customers_screeningentryrevision_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_screeningentryrevision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeningentryrevision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeninghit (
    id bigint NOT NULL,
    entry_version integer NOT NULL,
    customer_name character varying(200) NOT NULL,
    entry_name character varying(200) NOT NULL,
    score smallint NOT NULL,
    how character varying(10) NOT NULL,
    state character varying(9) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    outdated character varying(8) DEFAULT ''::character varying NOT NULL,
    whose character varying(14) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT customers_screeninghit_entry_version_check CHECK ((entry_version >= 0)),
    CONSTRAINT customers_screeninghit_score_check CHECK ((score >= 0)),
    CONSTRAINT hit_outdated_for_a_reason CHECK (((((outdated)::text = ANY ((ARRAY['renamed'::character varying, 'changed'::character varying, 'ended'::character varying])::text[])) AND ((state)::text = 'outdated'::text)) OR ((NOT ((state)::text = 'outdated'::text)) AND ((outdated)::text = ''::text)))),
    CONSTRAINT hit_score CHECK ((score <= 100)),
    CONSTRAINT hit_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'confirmed'::character varying, 'dismissed'::character varying, 'outdated'::character varying])::text[])))
);

ALTER TABLE public.customers_screeninghit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeninghit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeninglist (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    source character varying(300) NOT NULL,
    least_score smallint NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT customers_screeninglist_least_score_check CHECK ((least_score >= 0)),
    CONSTRAINT customers_screeninglist_version_check CHECK ((version >= 0)),
    CONSTRAINT screening_list_kind CHECK (((kind)::text = ANY ((ARRAY['sanctions'::character varying, 'court'::character varying, 'public'::character varying, 'own'::character varying])::text[]))),
    CONSTRAINT screening_list_least_score CHECK (((least_score >= 80) AND (least_score <= 100))),
    CONSTRAINT screening_list_named CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.customers_screeninglist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeninglist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_screeninglistversion (
    id bigint NOT NULL,
    number integer,
    published_date date NOT NULL,
    is_complete boolean NOT NULL,
    name character varying(200) NOT NULL,
    file character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    options jsonb NOT NULL,
    state character varying(10) NOT NULL,
    base integer NOT NULL,
    counts jsonb NOT NULL,
    preview jsonb NOT NULL,
    error text NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    uploaded_at timestamp with time zone NOT NULL,
    applied_at timestamp with time zone,
    of_list_id bigint NOT NULL,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT applied_list_version_numbered CHECK ((((applied_at IS NOT NULL) AND (number IS NOT NULL) AND ((state)::text = 'applied'::text)) OR ((NOT ((state)::text = 'applied'::text)) AND (number IS NULL)))),
    CONSTRAINT customers_screeninglistversion_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT customers_screeninglistversion_base_check CHECK ((base >= 0)),
    CONSTRAINT customers_screeninglistversion_number_check CHECK ((number >= 0))
);

ALTER TABLE public.customers_screeninglistversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_screeninglistversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_security (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    kind character varying(10) NOT NULL,
    given_by character varying(200) DEFAULT ''::character varying NOT NULL,
    valid_until date,
    text text DEFAULT ''::text NOT NULL,
    contract_id bigint,
    customer_id bigint NOT NULL,
    CONSTRAINT customers_security_version_check CHECK ((version >= 0)),
    CONSTRAINT security_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_security ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_security_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_servicekind (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    is_active boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT customers_servicekind_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_servicekind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_servicekind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_steptemplate (
    id bigint NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    is_active boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT customers_steptemplate_version_check CHECK ((version >= 0))
);

ALTER TABLE public.customers_steptemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_steptemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_systemkey (
    id bigint NOT NULL,
    system character varying(40) NOT NULL,
    key character varying(120) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT system_key_given CHECK (((NOT ((system)::text = ''::text)) AND (NOT ((key)::text = ''::text))))
);

ALTER TABLE public.customers_systemkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_systemkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_task (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    title character varying(200) NOT NULL,
    state character varying(8) DEFAULT 'open'::character varying NOT NULL,
    done_date date,
    text text DEFAULT ''::text NOT NULL,
    customer_id bigint NOT NULL,
    owner_id bigint,
    CONSTRAINT customers_task_version_check CHECK ((version >= 0)),
    CONSTRAINT task_done_on_a_day CHECK (((NOT ((state)::text = 'done'::text)) OR (done_date IS NOT NULL)))
);

ALTER TABLE public.customers_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_templatestep (
    id bigint NOT NULL,
    days smallint NOT NULL,
    how character varying(10) NOT NULL,
    template_id bigint NOT NULL,
    CONSTRAINT customers_templatestep_days_check CHECK ((days >= 0))
);

ALTER TABLE public.customers_templatestep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_templatestep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.customers_writeoff (
    id bigint NOT NULL,
    source_key character varying(80) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    is_void boolean DEFAULT false NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    reason character varying(300) DEFAULT ''::character varying NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint,
    CONSTRAINT customers_writeoff_version_check CHECK ((version >= 0)),
    CONSTRAINT writeoff_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.customers_writeoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_writeoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.jobs_chunk (
    id bigint NOT NULL,
    number integer NOT NULL,
    first_id bigint NOT NULL,
    final_id bigint NOT NULL,
    size integer NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    done_at timestamp with time zone,
    result jsonb NOT NULL,
    error text NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT jobs_chunk_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT jobs_chunk_number_check CHECK ((number >= 0)),
    CONSTRAINT jobs_chunk_size_check CHECK ((size >= 0))
);

ALTER TABLE public.jobs_chunk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_chunk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_heartbeat (
    name character varying(40) NOT NULL,
    beat_at timestamp with time zone NOT NULL
);

CREATE TABLE public.jobs_item (
    id bigint NOT NULL,
    "position" bigint NOT NULL,
    object_id bigint NOT NULL,
    name character varying(250) NOT NULL,
    outcome character varying(10) NOT NULL,
    message text NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT item_outcome CHECK (((outcome)::text = ANY ((ARRAY['pending'::character varying, 'done'::character varying, 'unchanged'::character varying, 'refused'::character varying])::text[])))
);

ALTER TABLE public.jobs_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_outgoingmail (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    message_id character varying(120) NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(300) NOT NULL,
    body text NOT NULL,
    attachment character varying(200) NOT NULL,
    attachment_name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text NOT NULL,
    CONSTRAINT jobs_outgoingmail_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT mail_sent_or_given_up CHECK (((sent_at IS NULL) OR (failed_at IS NULL)))
);

ALTER TABLE public.jobs_outgoingmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_outgoingmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_run (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    key character varying(80) NOT NULL,
    params jsonb NOT NULL,
    state character varying(10) NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    result jsonb NOT NULL,
    error text NOT NULL,
    requested_by character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT run_state CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[])))
);

ALTER TABLE public.jobs_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_slot (
    id bigint NOT NULL,
    job character varying(60) NOT NULL,
    slot character varying(40) NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

ALTER TABLE public.jobs_slot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_slot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_acknowledgement (
    alert_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    note text NOT NULL,
    by_id bigint NOT NULL,
    CONSTRAINT note_given CHECK ((NOT (note = ''::text)))
);

CREATE TABLE public.monitoring_activation (
    id bigint NOT NULL,
    because text NOT NULL,
    activated_at timestamp with time zone NOT NULL,
    stood_down_at timestamp with time zone,
    stood_down_because text NOT NULL,
    activated_by_id bigint,
    alert_id bigint,
    customer_id bigint,
    stood_down_by_id bigint,
    plan_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT activated_by_somebody_or_an_alert CHECK (((activated_by_id IS NOT NULL) OR (alert_id IS NOT NULL))),
    CONSTRAINT activation_ended_whole CHECK ((((stood_down_at IS NULL) AND (stood_down_because = ''::text) AND (stood_down_by_id IS NULL)) OR ((stood_down_at >= activated_at) AND (stood_down_by_id IS NOT NULL) AND (NOT (stood_down_because = ''::text))))),
    CONSTRAINT activation_reason_given CHECK ((NOT (because = ''::text)))
);

ALTER TABLE public.monitoring_activation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_activation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_activationentry (
    id bigint NOT NULL,
    text text NOT NULL,
    done_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    activation_id bigint NOT NULL,
    by_id bigint NOT NULL,
    step_id bigint,
    CONSTRAINT entry_not_in_the_future CHECK ((done_at <= recorded_at)),
    CONSTRAINT entry_says_something CHECK (((step_id IS NOT NULL) OR (NOT (text = ''::text))))
);

ALTER TABLE public.monitoring_activationentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_activationentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_ageingcell (
    id bigint NOT NULL,
    not_due numeric(26,2) NOT NULL,
    due_1_30 numeric(26,2) NOT NULL,
    due_31_60 numeric(26,2) NOT NULL,
    due_61_90 numeric(26,2) NOT NULL,
    due_91_180 numeric(26,2) NOT NULL,
    due_181_365 numeric(26,2) NOT NULL,
    due_over_365 numeric(26,2) NOT NULL,
    no_due_date numeric(26,2) NOT NULL,
    manager_id bigint,
    team_id bigint,
    month_id date NOT NULL
);

ALTER TABLE public.monitoring_ageingcell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_ageingcell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_ageingmonth (
    month_end date NOT NULL,
    known_at timestamp with time zone NOT NULL
);

CREATE TABLE public.monitoring_alert (
    id bigint NOT NULL,
    episode integer NOT NULL,
    severity character varying(8) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    latest_at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    hits integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    cleared_because character varying(12) DEFAULT ''::character varying NOT NULL,
    assignee_id bigint,
    decision_due_at timestamp with time zone,
    level smallint DEFAULT 1 NOT NULL,
    next_due_at timestamp with time zone,
    snoozed_severity character varying(8) DEFAULT ''::character varying NOT NULL,
    snoozed_until timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT alert_on_a_level CHECK (((level >= 1) AND (level <= 3))),
    CONSTRAINT monitoring_alert_episode_check CHECK ((episode >= 0)),
    CONSTRAINT monitoring_alert_hits_check CHECK ((hits >= 0)),
    CONSTRAINT monitoring_alert_level_check CHECK ((level >= 0)),
    CONSTRAINT monitoring_alert_version_check CHECK ((version >= 0)),
    CONSTRAINT reason_to_clear_only_once_cleared CHECK ((((cleared_because)::text = ''::text) OR (cleared_at IS NOT NULL)))
);

ALTER TABLE public.monitoring_alert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertbreach (
    id bigint NOT NULL,
    deadline character varying(12) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    alert_id bigint NOT NULL
);

ALTER TABLE public.monitoring_alertbreach ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertbreach_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertclosure (
    alert_id bigint NOT NULL,
    outcome character varying(12) NOT NULL,
    note text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    case_id bigint,
    plan_id bigint,
    CONSTRAINT closure_case_fits CHECK (((case_id IS NULL) OR ((outcome)::text = 'case'::text))),
    CONSTRAINT closure_case_named CHECK (((case_id IS NOT NULL) OR (NOT ((outcome)::text = 'case'::text)))),
    CONSTRAINT closure_note_given CHECK ((NOT (note = ''::text))),
    CONSTRAINT closure_plan_fits CHECK (((plan_id IS NULL) OR ((outcome)::text = 'plan'::text))),
    CONSTRAINT closure_plan_named CHECK (((plan_id IS NOT NULL) OR (NOT ((outcome)::text = 'plan'::text))))
);

CREATE TABLE public.monitoring_alertescalation (
    id bigint NOT NULL,
    level smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    because character varying(12) NOT NULL,
    alert_id bigint NOT NULL,
    to_id bigint,
    CONSTRAINT escalation_goes_up CHECK (((level >= 2) AND (level <= 3))),
    CONSTRAINT monitoring_alertescalation_level_check CHECK ((level >= 0))
);

ALTER TABLE public.monitoring_alertescalation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertescalation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertevidence (
    id bigint NOT NULL,
    as_of date NOT NULL,
    value numeric(24,4),
    from_tier character varying(8) NOT NULL,
    to_tier character varying(8) NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    alert_id bigint NOT NULL,
    figures jsonb
);

ALTER TABLE public.monitoring_alertevidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertevidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertnews (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    at timestamp with time zone NOT NULL,
    alert_id bigint NOT NULL,
    CONSTRAINT news_kind CHECK (((kind)::text = ANY ((ARRAY['raised'::character varying, 'graver'::character varying, 'cleared'::character varying])::text[])))
);

ALTER TABLE public.monitoring_alertnews ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertnews_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertresult (
    alert_id bigint NOT NULL,
    is_right boolean NOT NULL,
    rose_date date
);

CREATE TABLE public.monitoring_alertrule (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    subject character varying(40) NOT NULL,
    raise_at numeric(18,4),
    clear_at numeric(18,4),
    falling boolean NOT NULL,
    escalate_at numeric(18,4),
    severity character varying(8) NOT NULL,
    is_active boolean NOT NULL,
    also jsonb,
    as_share boolean DEFAULT false NOT NULL,
    cooldown_days smallint DEFAULT 0 NOT NULL,
    days smallint DEFAULT 0 NOT NULL,
    muted_by character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    number integer DEFAULT 1 NOT NULL,
    playbook_en text DEFAULT ''::text NOT NULL,
    playbook_zh text DEFAULT ''::text NOT NULL,
    provider character varying(80) DEFAULT ''::character varying NOT NULL,
    recipients character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    scope jsonb DEFAULT '{}'::jsonb NOT NULL,
    versus character varying(5) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT monitoring_alertrule_cooldown_days_check CHECK ((cooldown_days >= 0)),
    CONSTRAINT monitoring_alertrule_days_check CHECK ((days >= 0)),
    CONSTRAINT monitoring_alertrule_number_check CHECK ((number >= 0)),
    CONSTRAINT threshold_given CHECK ((((kind)::text = 'tier_rise'::text) OR ((clear_at IS NOT NULL) AND (raise_at IS NOT NULL))))
);

ALTER TABLE public.monitoring_alertrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_alertsnooze (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason text NOT NULL,
    severity character varying(8) NOT NULL,
    woken_at timestamp with time zone,
    alert_id bigint NOT NULL,
    by_id bigint NOT NULL,
    woken_by_id bigint,
    CONSTRAINT snooze_ends_later CHECK ((until > at)),
    CONSTRAINT snooze_reasoned CHECK ((NOT (reason = ''::text))),
    CONSTRAINT snooze_woken_by_somebody CHECK ((((woken_at IS NULL) AND (woken_by_id IS NULL)) OR ((woken_at IS NOT NULL) AND (woken_by_id IS NOT NULL))))
);

ALTER TABLE public.monitoring_alertsnooze ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_alertsnooze_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_badcustomer (
    id bigint NOT NULL,
    quarter date NOT NULL,
    bad_date date NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.monitoring_badcustomer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_badcustomer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_bookday (
    day date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    source character varying(9) NOT NULL,
    counted jsonb NOT NULL,
    read_of date,
    moves_since date
);

CREATE TABLE public.monitoring_bookdaycell (
    id bigint NOT NULL,
    not_due numeric(26,2) NOT NULL,
    due_1_30 numeric(26,2) NOT NULL,
    due_31_60 numeric(26,2) NOT NULL,
    due_61_90 numeric(26,2) NOT NULL,
    due_91_180 numeric(26,2) NOT NULL,
    due_181_365 numeric(26,2) NOT NULL,
    due_over_365 numeric(26,2) NOT NULL,
    no_due_date numeric(26,2) NOT NULL,
    tier character varying(8) NOT NULL,
    customers integer NOT NULL,
    exposure numeric(26,2) NOT NULL,
    overdue numeric(26,2) NOT NULL,
    expected_loss numeric(26,2),
    over_limit numeric(26,2),
    squares numeric(48,4) NOT NULL,
    open_without_rate bigint NOT NULL,
    sales_90 numeric(26,2) NOT NULL,
    opening_90 numeric(26,2) NOT NULL,
    sales_month numeric(26,2) NOT NULL,
    payments_month numeric(26,2) NOT NULL,
    day_id date NOT NULL,
    manager_id bigint,
    team_id bigint,
    CONSTRAINT monitoring_bookdaycell_customers_check CHECK ((customers >= 0))
);

ALTER TABLE public.monitoring_bookdaycell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_bookdaycell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_bookdaypart (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    code character varying(80) NOT NULL,
    number bigint NOT NULL,
    amount numeric(26,2) NOT NULL,
    day_id date NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.monitoring_bookdaypart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_bookdaypart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_bookdaytop (
    id bigint NOT NULL,
    tier character varying(8) NOT NULL,
    exposure numeric(22,2) NOT NULL,
    customer_id bigint NOT NULL,
    day_id date NOT NULL,
    manager_id bigint,
    team_id bigint
);

ALTER TABLE public.monitoring_bookdaytop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_bookdaytop_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_bookreading (
    id bigint NOT NULL,
    tier character varying(8) NOT NULL,
    customers integer NOT NULL,
    exposure numeric(26,2) NOT NULL,
    overdue numeric(26,2) NOT NULL,
    not_due numeric(26,2) NOT NULL,
    due_1_30 numeric(26,2) NOT NULL,
    due_31_60 numeric(26,2) NOT NULL,
    due_61_90 numeric(26,2) NOT NULL,
    due_91_180 numeric(26,2) NOT NULL,
    due_181_365 numeric(26,2) NOT NULL,
    due_over_365 numeric(26,2) NOT NULL,
    no_due_date numeric(26,2) NOT NULL,
    read_at timestamp with time zone NOT NULL,
    manager_id bigint,
    team_id bigint,
    as_of date,
    open_without_rate bigint DEFAULT 0 NOT NULL,
    CONSTRAINT monitoring_bookreading_customers_check CHECK ((customers >= 0))
);

ALTER TABLE public.monitoring_bookreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_bookreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_bookrefresh (
    id bigint NOT NULL,
    fingerprint character varying(200) NOT NULL,
    read_at timestamp with time zone NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT one_book_refresh CHECK ((id = 1))
);

ALTER TABLE public.monitoring_bookrefresh ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_bookrefresh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_completion (
    id bigint NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    score smallint,
    attested boolean NOT NULL,
    how character varying(9) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    source_key character varying(80) NOT NULL,
    person_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT completion_in_order CHECK (((completed_at <= recorded_at) AND (expires_at > completed_at))),
    CONSTRAINT monitoring_completion_score_check CHECK ((score >= 0)),
    CONSTRAINT own_completion_by_self_test_alone CHECK (((attested AND ((how)::text = 'self_test'::text) AND (recorded_by_id = person_id)) OR (((how)::text = ANY ((ARRAY['recorded'::character varying, 'system'::character varying])::text[])) AND (NOT (responsible_id = person_id))))),
    CONSTRAINT score_is_a_share CHECK (((score IS NULL) OR (score <= 100)))
);

ALTER TABLE public.monitoring_completion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_completion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_control (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    assures_en text NOT NULL,
    assures_zh text NOT NULL,
    risk_en text NOT NULL,
    risk_zh text NOT NULL,
    frequency character varying(9) NOT NULL,
    is_key boolean NOT NULL,
    attributes jsonb NOT NULL,
    population character varying(40) NOT NULL,
    is_always_whole boolean NOT NULL,
    version integer NOT NULL,
    owner_id bigint,
    CONSTRAINT monitoring_control_version_check CHECK ((version >= 0))
);

ALTER TABLE public.monitoring_control ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_control_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_controltest (
    id bigint NOT NULL,
    first_date date NOT NULL,
    final_date date NOT NULL,
    state character varying(8) NOT NULL,
    method character varying(9) NOT NULL,
    confidence smallint,
    tolerable smallint,
    population_size integer NOT NULL,
    population_hash character varying(64) NOT NULL,
    sample_size integer NOT NULL,
    seed character varying(64) NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    redraw_reason text NOT NULL,
    deviations integer,
    judged integer,
    upper_bound numeric(7,6),
    conclusion text NOT NULL,
    finished_at timestamp with time zone,
    signed_at timestamp with time zone,
    version integer NOT NULL,
    control_id bigint NOT NULL,
    redraws_id bigint,
    signed_by_id bigint,
    tester_id bigint NOT NULL,
    CONSTRAINT control_test_finished_whole CHECK ((((finished_at IS NULL) AND ((state)::text = ANY ((ARRAY['running'::character varying, 'redrawn'::character varying])::text[]))) OR ((deviations IS NOT NULL) AND (finished_at IS NOT NULL) AND (judged IS NOT NULL) AND ((state)::text = ANY ((ARRAY['finished'::character varying, 'signed'::character varying])::text[])) AND (NOT (conclusion = ''::text))))),
    CONSTRAINT control_test_of_a_period CHECK ((final_date >= first_date)),
    CONSTRAINT control_test_signed_by_second_person CHECK (((signed_by_id IS NULL) OR (NOT ((signed_by_id = tester_id) AND (signed_by_id IS NOT NULL))))),
    CONSTRAINT control_test_signed_whole CHECK ((((signed_at IS NOT NULL) AND (signed_by_id IS NOT NULL) AND ((state)::text = 'signed'::text)) OR ((NOT ((state)::text = 'signed'::text)) AND (signed_by_id IS NULL)))),
    CONSTRAINT monitoring_controltest_confidence_check CHECK ((confidence >= 0)),
    CONSTRAINT monitoring_controltest_deviations_check CHECK ((deviations >= 0)),
    CONSTRAINT monitoring_controltest_judged_check CHECK ((judged >= 0)),
    CONSTRAINT monitoring_controltest_population_size_check CHECK ((population_size >= 0)),
    CONSTRAINT monitoring_controltest_sample_size_check CHECK ((sample_size >= 0)),
    CONSTRAINT monitoring_controltest_tolerable_check CHECK ((tolerable >= 0)),
    CONSTRAINT monitoring_controltest_version_check CHECK ((version >= 0)),
    CONSTRAINT random_sample_has_its_confidence CHECK ((((confidence IS NOT NULL) AND ((method)::text = 'random'::text) AND (tolerable IS NOT NULL)) OR ((method)::text = ANY ((ARRAY['judgement'::character varying, 'all'::character varying])::text[])))),
    CONSTRAINT redrawn_for_a_reason CHECK ((((redraw_reason = ''::text) AND (redraws_id IS NULL)) OR ((redraws_id IS NOT NULL) AND (NOT (redraw_reason = ''::text))))),
    CONSTRAINT sample_of_population CHECK ((sample_size <= population_size))
);

ALTER TABLE public.monitoring_controltest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_controltest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_course (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    audience character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    guarded character varying(100)[] DEFAULT '{}'::character varying[] NOT NULL,
    validity_months smallint NOT NULL,
    grace_days smallint NOT NULL,
    pass_mark smallint NOT NULL,
    required_from date,
    guards_since timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    guards_by_id bigint,
    CONSTRAINT course_guards_whole CHECK ((((guards_by_id IS NULL) AND (guards_since IS NULL)) OR ((guards_by_id IS NOT NULL) AND (guards_since IS NOT NULL) AND (required_from IS NOT NULL)))),
    CONSTRAINT course_pass_mark_is_a_share CHECK ((pass_mark <= 100)),
    CONSTRAINT course_valid_for_a_while CHECK ((validity_months >= 1)),
    CONSTRAINT monitoring_course_grace_days_check CHECK ((grace_days >= 0)),
    CONSTRAINT monitoring_course_pass_mark_check CHECK ((pass_mark >= 0)),
    CONSTRAINT monitoring_course_validity_months_check CHECK ((validity_months >= 0)),
    CONSTRAINT monitoring_course_version_check CHECK ((version >= 0))
);

ALTER TABLE public.monitoring_course ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_course_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_coursematerial (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    file character varying(100) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    course_id bigint NOT NULL,
    removed_by_id bigint,
    uploaded_by_id bigint NOT NULL,
    CONSTRAINT material_removed_whole CHECK ((((removed_at IS NULL) AND (removed_by_id IS NULL)) OR ((removed_at IS NOT NULL) AND (removed_by_id IS NOT NULL)))),
    CONSTRAINT monitoring_coursematerial_size_check CHECK ((size >= 0))
);

ALTER TABLE public.monitoring_coursematerial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_coursematerial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_coursestatement (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text_en character varying(300) NOT NULL,
    text_zh character varying(300) NOT NULL,
    is_true boolean NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_coursestatement_position_check CHECK (("position" >= 0)),
    CONSTRAINT statement_in_both_languages CHECK (((NOT ((text_en)::text = ''::text)) AND (NOT ((text_zh)::text = ''::text))))
);

ALTER TABLE public.monitoring_coursestatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_coursestatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_courseversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    title_en character varying(160) NOT NULL,
    title_zh character varying(160) NOT NULL,
    text_en text NOT NULL,
    text_zh text NOT NULL,
    attestation_en text NOT NULL,
    attestation_zh text NOT NULL,
    asks_again boolean NOT NULL,
    published_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    published_by_id bigint,
    CONSTRAINT course_in_both_languages CHECK (((NOT ((title_en)::text = ''::text)) AND (NOT ((title_zh)::text = ''::text)) AND (NOT (text_en = ''::text)) AND (NOT (text_zh = ''::text)) AND (NOT (attestation_en = ''::text)) AND (NOT (attestation_zh = ''::text)))),
    CONSTRAINT monitoring_courseversion_number_check CHECK ((number >= 0))
);

ALTER TABLE public.monitoring_courseversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_courseversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_desktake (
    id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    handed_back_at timestamp with time zone,
    handed_back_because text NOT NULL,
    customer_id bigint NOT NULL,
    handed_back_by_id bigint,
    taken_by_id bigint NOT NULL,
    CONSTRAINT handed_back_whole CHECK ((((handed_back_at IS NULL) AND (handed_back_because = ''::text) AND (handed_back_by_id IS NULL)) OR ((handed_back_at IS NOT NULL) AND (handed_back_by_id IS NOT NULL) AND (NOT (handed_back_because = ''::text)))))
);

ALTER TABLE public.monitoring_desktake ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_desktake_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_digest (
    id bigint NOT NULL,
    slot date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    waiting integer NOT NULL,
    listed integer NOT NULL,
    mails smallint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT digest_lists_what_waits CHECK ((listed <= waiting)),
    CONSTRAINT monitoring_digest_listed_check CHECK ((listed >= 0)),
    CONSTRAINT monitoring_digest_mails_check CHECK ((mails >= 0)),
    CONSTRAINT monitoring_digest_waiting_check CHECK ((waiting >= 0))
);

ALTER TABLE public.monitoring_digest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_digest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_drill (
    id bigint NOT NULL,
    held_date date NOT NULL,
    kind character varying(10) NOT NULL,
    scenario text NOT NULL,
    injects text NOT NULL,
    objectives text NOT NULL,
    evidence text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by_id bigint NOT NULL,
    retest_of_id bigint,
    plan_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT drill_kind CHECK (((kind)::text = ANY ((ARRAY['tabletop'::character varying, 'functional'::character varying])::text[]))),
    CONSTRAINT drill_says_what CHECK ((NOT (scenario = ''::text)))
);

ALTER TABLE public.monitoring_drill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_drill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_drill_participants (
    id bigint NOT NULL,
    drill_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.monitoring_drill_participants ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_drill_participants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_drillfinding (
    id bigint NOT NULL,
    observation text NOT NULL,
    root_cause text NOT NULL,
    action text NOT NULL,
    due_date date NOT NULL,
    done_at timestamp with time zone,
    done_note text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    done_by_id bigint,
    drill_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT finding_done_whole CHECK ((((done_at IS NULL) AND (done_by_id IS NULL) AND (done_note = ''::text)) OR ((done_at IS NOT NULL) AND (done_by_id IS NOT NULL) AND (NOT (done_note = ''::text))))),
    CONSTRAINT finding_says_what_why_and_then CHECK (((NOT (observation = ''::text)) AND (NOT (root_cause = ''::text)) AND (NOT (action = ''::text))))
);

ALTER TABLE public.monitoring_drillfinding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_drillfinding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_drilltime (
    id bigint NOT NULL,
    minute smallint,
    drill_id bigint NOT NULL,
    step_id bigint NOT NULL,
    CONSTRAINT monitoring_drilltime_minute_check CHECK ((minute >= 0))
);

ALTER TABLE public.monitoring_drilltime ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_drilltime_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_dryrun (
    id bigint NOT NULL,
    content character varying(64) NOT NULL,
    first_date date NOT NULL,
    final_date date NOT NULL,
    looked_at date[] NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    failed text NOT NULL,
    customers_read integer,
    held_before integer,
    not_evaluated integer,
    asked_by_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_dryrun_customers_read_check CHECK ((customers_read >= 0)),
    CONSTRAINT monitoring_dryrun_held_before_check CHECK ((held_before >= 0)),
    CONSTRAINT monitoring_dryrun_not_evaluated_check CHECK ((not_evaluated >= 0))
);

ALTER TABLE public.monitoring_dryrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_dryrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_dryrunhit (
    id bigint NOT NULL,
    day date NOT NULL,
    value numeric(24,4),
    severity character varying(8) NOT NULL,
    bad_date date,
    customer_id bigint NOT NULL,
    dry_run_id bigint NOT NULL
);

ALTER TABLE public.monitoring_dryrunhit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_dryrunhit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_emergencyplan (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    scenario character varying(14) NOT NULL,
    is_top boolean NOT NULL,
    drill_due_date date,
    reviewed_date date,
    review_due_date date,
    reviewed_by_id bigint,
    CONSTRAINT plan_reviewed_whole CHECK ((((reviewed_by_id IS NULL) AND (reviewed_date IS NULL)) OR ((reviewed_by_id IS NOT NULL) AND (reviewed_date IS NOT NULL))))
);

ALTER TABLE public.monitoring_emergencyplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_emergencyplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_enrolment (
    id bigint NOT NULL,
    required_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    course_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.monitoring_enrolment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_enrolment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_finding (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    text text NOT NULL,
    severity character varying(8) NOT NULL,
    source character varying(300) NOT NULL,
    cause text NOT NULL,
    action text NOT NULL,
    due_date date NOT NULL,
    state character varying(8) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closing text NOT NULL,
    version integer NOT NULL,
    closed_by_id bigint,
    owner_id bigint NOT NULL,
    raised_by_id bigint NOT NULL,
    retest_id bigint,
    item_id bigint,
    CONSTRAINT finding_closed_by_another CHECK (((closed_by_id IS NULL) OR (NOT ((closed_by_id = owner_id) AND (closed_by_id IS NOT NULL))))),
    CONSTRAINT finding_closed_whole CHECK ((((closed_at IS NOT NULL) AND (closed_by_id IS NOT NULL) AND ((state)::text = 'closed'::text) AND (NOT (closing = ''::text)) AND (NOT (cause = ''::text))) OR ((NOT ((state)::text = 'closed'::text)) AND (closed_by_id IS NULL)))),
    CONSTRAINT finding_is_told CHECK (((NOT ((title)::text = ''::text)) AND (NOT (text = ''::text)) AND (NOT (action = ''::text)))),
    CONSTRAINT monitoring_finding_version_check CHECK ((version >= 0))
);

ALTER TABLE public.monitoring_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_followup (
    id bigint NOT NULL,
    text text NOT NULL,
    evidence text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    finding_id bigint NOT NULL
);

ALTER TABLE public.monitoring_followup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_followup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_groupageingcell (
    id bigint NOT NULL,
    not_due numeric(26,2) NOT NULL,
    due_1_30 numeric(26,2) NOT NULL,
    due_31_60 numeric(26,2) NOT NULL,
    due_61_90 numeric(26,2) NOT NULL,
    due_91_180 numeric(26,2) NOT NULL,
    due_181_365 numeric(26,2) NOT NULL,
    due_over_365 numeric(26,2) NOT NULL,
    no_due_date numeric(26,2) NOT NULL,
    month_id date NOT NULL,
    group_id bigint NOT NULL,
    team_id bigint,
    manager_id bigint
);

ALTER TABLE public.monitoring_groupageingcell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_groupageingcell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_highriskdesk (
    id bigint NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    chosen_by_id bigint NOT NULL,
    team_id bigint NOT NULL,
    CONSTRAINT one_high_risk_desk CHECK ((id = 1))
);

ALTER TABLE public.monitoring_highriskdesk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_highriskdesk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_krilimit (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    version integer NOT NULL,
    amber numeric(12,4) NOT NULL,
    red numeric(12,4) NOT NULL,
    reason text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    in_force_at timestamp with time zone,
    approved_by_id bigint,
    asked_by_id bigint NOT NULL,
    owner_id bigint,
    is_looser boolean DEFAULT false NOT NULL,
    CONSTRAINT kri_four_eyes CHECK ((NOT ((approved_by_id = asked_by_id) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT kri_looser_by_two CHECK (((in_force_at IS NULL) OR (NOT is_looser) OR (approved_by_id IS NOT NULL))),
    CONSTRAINT kri_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT monitoring_krilimit_version_check CHECK ((version >= 0))
);

ALTER TABLE public.monitoring_krilimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_krilimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_krivalue (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    formula_version smallint NOT NULL,
    numerator numeric(48,4),
    denominator numeric(48,4),
    value numeric(18,4),
    amber numeric(12,4) NOT NULL,
    red numeric(12,4) NOT NULL,
    day_id date NOT NULL,
    CONSTRAINT monitoring_krivalue_formula_version_check CHECK ((formula_version >= 0))
);

ALTER TABLE public.monitoring_krivalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_krivalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_monthreport (
    id bigint NOT NULL,
    month_end date NOT NULL,
    language character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    content bytea NOT NULL,
    sha256 character varying(64) NOT NULL,
    made_by_id bigint
);

ALTER TABLE public.monitoring_monthreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_monthreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_notice (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    severity character varying(8) NOT NULL,
    parts jsonb NOT NULL,
    link character varying(200) NOT NULL,
    key character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    is_mail_due boolean DEFAULT false NOT NULL,
    alert_id bigint,
    customer_id bigint,
    person_id bigint NOT NULL,
    CONSTRAINT notice_links_within CHECK (((link)::text ~~ '/%'::text))
);

ALTER TABLE public.monitoring_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_noticesettings (
    person_id bigint NOT NULL,
    at_once character varying(8) NOT NULL,
    digest character varying(6) NOT NULL,
    digest_hour smallint NOT NULL,
    CONSTRAINT digest_hour_of_a_day CHECK ((digest_hour <= 23)),
    CONSTRAINT digest_known CHECK (((digest)::text = ANY ((ARRAY['daily'::character varying, 'weekly'::character varying, 'none'::character varying])::text[]))),
    CONSTRAINT monitoring_noticesettings_digest_hour_check CHECK ((digest_hour >= 0)),
    CONSTRAINT notice_at_once_known CHECK (((at_once)::text = ANY ((ARRAY['critical'::character varying, 'high'::character varying, 'medium'::character varying, 'low'::character varying, 'none'::character varying])::text[])))
);

CREATE TABLE public.monitoring_peermedian (
    id bigint NOT NULL,
    subject character varying(40) NOT NULL,
    industry character varying(2) NOT NULL,
    value numeric(24,4) NOT NULL,
    customers integer NOT NULL,
    as_of date NOT NULL,
    CONSTRAINT monitoring_peermedian_customers_check CHECK ((customers >= 0))
);

ALTER TABLE public.monitoring_peermedian ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_peermedian_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_planmessage (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    audience character varying(10) NOT NULL,
    letter_kind character varying(20) NOT NULL,
    text_en text NOT NULL,
    text_zh text NOT NULL,
    speaker_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_planmessage_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.monitoring_planmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_planmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_planrole (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    code character varying(30) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    person_contact character varying(120) NOT NULL,
    deputy_contact character varying(120) NOT NULL,
    deputy_id bigint,
    person_id bigint,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_planrole_position_check CHECK (("position" >= 0)),
    CONSTRAINT plan_deputy_is_another CHECK (((deputy_id IS NULL) OR (NOT ((deputy_id = person_id) AND (deputy_id IS NOT NULL) AND (person_id IS NOT NULL)))))
);

ALTER TABLE public.monitoring_planrole ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_planrole_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_plansection (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    kind character varying(12) NOT NULL,
    text_en text NOT NULL,
    text_zh text NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_plansection_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.monitoring_plansection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_plansection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_planstep (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    minute smallint NOT NULL,
    text_en character varying(400) NOT NULL,
    text_zh character varying(400) NOT NULL,
    role_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT monitoring_planstep_minute_check CHECK ((minute >= 0)),
    CONSTRAINT monitoring_planstep_position_check CHECK (("position" >= 0)),
    CONSTRAINT plan_step_in_both_languages CHECK (((NOT ((text_en)::text = ''::text)) AND (NOT ((text_zh)::text = ''::text))))
);

ALTER TABLE public.monitoring_planstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_planstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_planversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    name_en character varying(160) NOT NULL,
    name_zh character varying(160) NOT NULL,
    severity character varying(8) NOT NULL,
    trigger_en text NOT NULL,
    trigger_zh text NOT NULL,
    from_severity character varying(8) NOT NULL,
    from_exposure numeric(22,2),
    authors bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    offered_at timestamp with time zone,
    approved_at timestamp with time zone,
    revision integer DEFAULT 1 NOT NULL,
    alert_rule_id bigint,
    approved_by_id bigint,
    offered_by_id bigint,
    plan_id bigint NOT NULL,
    CONSTRAINT monitoring_planversion_number_check CHECK ((number >= 0)),
    CONSTRAINT monitoring_planversion_revision_check CHECK ((revision >= 0)),
    CONSTRAINT plan_approved_by_no_author CHECK (((approved_by_id IS NULL) OR (NOT (approved_by_id = ANY (authors))))),
    CONSTRAINT plan_approved_by_second_person CHECK (((approved_by_id IS NULL) OR (NOT ((approved_by_id = offered_by_id) AND (approved_by_id IS NOT NULL) AND (offered_by_id IS NOT NULL))))),
    CONSTRAINT plan_exposure_not_negative CHECK (((from_exposure IS NULL) OR (from_exposure >= (0)::numeric))),
    CONSTRAINT plan_in_both_languages CHECK (((NOT ((name_en)::text = ''::text)) AND (NOT ((name_zh)::text = ''::text)) AND (NOT (trigger_en = ''::text)) AND (NOT (trigger_zh = ''::text)))),
    CONSTRAINT plan_version_approved_whole CHECK ((((approved_at IS NULL) AND (approved_by_id IS NULL) AND ((state)::text = 'draft'::text)) OR ((approved_at IS NOT NULL) AND (approved_by_id IS NOT NULL) AND (offered_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['approved'::character varying, 'retired'::character varying])::text[]))))),
    CONSTRAINT plan_version_offered_whole CHECK ((((offered_at IS NULL) AND (offered_by_id IS NULL)) OR ((offered_at IS NOT NULL) AND (offered_by_id IS NOT NULL)))),
    CONSTRAINT plan_version_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'approved'::character varying, 'retired'::character varying])::text[])))
);

ALTER TABLE public.monitoring_planversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_planversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_populationrow (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    row_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    label character varying(200) NOT NULL,
    customer_id bigint,
    by_id bigint,
    page_id bigint NOT NULL,
    test_id bigint NOT NULL
);

ALTER TABLE public.monitoring_populationrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_populationrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_review (
    id bigint NOT NULL,
    kind character varying(9) NOT NULL,
    reasons text[] NOT NULL,
    due_date date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    result character varying(9) DEFAULT ''::character varying NOT NULL,
    findings text DEFAULT ''::text NOT NULL,
    seen jsonb,
    alert_id bigint,
    completed_by_id bigint,
    customer_id bigint NOT NULL,
    CONSTRAINT review_completed_whole CHECK ((((completed_at IS NULL) AND (completed_by_id IS NULL) AND (findings = ''::text) AND ((result)::text = ''::text)) OR ((completed_at IS NOT NULL) AND (completed_by_id IS NOT NULL) AND (NOT ((result)::text = ANY ((ARRAY[''::character varying, 'ended'::character varying])::text[]))) AND (NOT (findings = ''::text))) OR ((completed_at IS NOT NULL) AND (completed_by_id IS NULL) AND (findings = ''::text) AND ((result)::text = 'ended'::text))))
);

ALTER TABLE public.monitoring_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_reviewcause (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.monitoring_reviewcause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_reviewcause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_risklead (
    team_id bigint NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by_id bigint NOT NULL,
    person_id bigint NOT NULL
);

CREATE TABLE public.monitoring_rulequality (
    id bigint NOT NULL,
    quarter date NOT NULL,
    read_at timestamp with time zone NOT NULL,
    alerts integer NOT NULL,
    hits integer NOT NULL,
    judged integer NOT NULL,
    "right" integer NOT NULL,
    closed integer NOT NULL,
    without_action integer NOT NULL,
    late integer NOT NULL,
    bad integer NOT NULL,
    warned integer NOT NULL,
    foretold integer NOT NULL,
    lead_days numeric(6,1),
    analyst_days integer NOT NULL,
    rule_id bigint,
    CONSTRAINT monitoring_rulequality_alerts_check CHECK ((alerts >= 0)),
    CONSTRAINT monitoring_rulequality_analyst_days_check CHECK ((analyst_days >= 0)),
    CONSTRAINT monitoring_rulequality_bad_check CHECK ((bad >= 0)),
    CONSTRAINT monitoring_rulequality_closed_check CHECK ((closed >= 0)),
    CONSTRAINT monitoring_rulequality_foretold_check CHECK ((foretold >= 0)),
    CONSTRAINT monitoring_rulequality_hits_check CHECK ((hits >= 0)),
    CONSTRAINT monitoring_rulequality_judged_check CHECK ((judged >= 0)),
    CONSTRAINT monitoring_rulequality_late_check CHECK ((late >= 0)),
    CONSTRAINT monitoring_rulequality_right_check CHECK (("right" >= 0)),
    CONSTRAINT monitoring_rulequality_warned_check CHECK ((warned >= 0)),
    CONSTRAINT monitoring_rulequality_without_action_check CHECK ((without_action >= 0))
);

ALTER TABLE public.monitoring_rulequality ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_rulequality_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_rulesweep (
    id bigint NOT NULL,
    rules character varying(64) NOT NULL,
    after_id bigint,
    day date,
    CONSTRAINT one_rule_sweep CHECK ((id = 1))
);

ALTER TABLE public.monitoring_rulesweep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_rulesweep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_ruleversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    said jsonb NOT NULL,
    needs_second boolean DEFAULT false NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    asked_at timestamp with time zone,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    in_force_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    asked_by_id bigint,
    created_by_id bigint,
    decided_by_id bigint,
    rule_id bigint NOT NULL,
    CONSTRAINT monitoring_ruleversion_number_check CHECK ((number >= 0)),
    CONSTRAINT monitoring_ruleversion_version_check CHECK ((version >= 0)),
    CONSTRAINT rule_version_decided CHECK (((NOT ((state)::text = ANY ((ARRAY['in_force'::character varying, 'retired'::character varying])::text[]))) OR (NOT needs_second) OR (decided_by_id IS NOT NULL))),
    CONSTRAINT rule_version_four_eyes CHECK (((decided_by_id IS NULL) OR ((asked_by_id IS NOT NULL) AND (NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL) AND (asked_by_id IS NOT NULL))) AND ((created_by_id IS NULL) OR (NOT ((decided_by_id = created_by_id) AND (decided_by_id IS NOT NULL) AND (created_by_id IS NOT NULL))))))),
    CONSTRAINT rule_version_reasoned CHECK ((((state)::text = 'draft'::text) OR (created_by_id IS NULL) OR (NOT (reason = ''::text))))
);

ALTER TABLE public.monitoring_ruleversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_ruleversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_sampleitem (
    id bigint NOT NULL,
    place integer NOT NULL,
    rank character varying(64) NOT NULL,
    outcome character varying(4) NOT NULL,
    results jsonb NOT NULL,
    note text NOT NULL,
    evidence character varying(500) NOT NULL,
    tested_at timestamp with time zone,
    row_id bigint NOT NULL,
    test_id bigint NOT NULL,
    CONSTRAINT deviation_is_told CHECK (((NOT ((outcome)::text = ANY ((ARRAY['fail'::character varying, 'na'::character varying])::text[]))) OR (NOT (note = ''::text)))),
    CONSTRAINT monitoring_sampleitem_place_check CHECK ((place >= 0)),
    CONSTRAINT sample_item_tested_whole CHECK (((((outcome)::text = ''::text) AND (tested_at IS NULL)) OR ((NOT ((outcome)::text = ''::text)) AND (tested_at IS NOT NULL))))
);

ALTER TABLE public.monitoring_sampleitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_sampleitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_studiedcase (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    outcome character varying(4) NOT NULL,
    story text NOT NULL,
    lesson text NOT NULL,
    grounds character varying(20)[] DEFAULT '{}'::character varying[] NOT NULL,
    reasons character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    industry character varying(2) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    lesson_of_id bigint,
    written_by_id bigint NOT NULL,
    CONSTRAINT monitoring_studiedcase_version_check CHECK ((version >= 0)),
    CONSTRAINT studied_case_outcome CHECK (((outcome)::text = ANY ((ARRAY['good'::character varying, 'bad'::character varying])::text[]))),
    CONSTRAINT studied_case_says_something CHECK (((NOT ((title)::text = ''::text)) AND (NOT (story = ''::text)) AND (NOT (lesson = ''::text))))
);

ALTER TABLE public.monitoring_studiedcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_studiedcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_webhookattempt (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    status smallint,
    milliseconds integer NOT NULL,
    error character varying(10) NOT NULL,
    answer text NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT monitoring_webhookattempt_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT monitoring_webhookattempt_status_check CHECK ((status >= 0))
);

ALTER TABLE public.monitoring_webhookattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_webhookattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_webhookcursor (
    feed character varying(20) NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE public.monitoring_webhookendpoint (
    id bigint NOT NULL,
    url character varying(500) NOT NULL,
    description character varying(200) NOT NULL,
    events character varying(40)[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    disabled_because character varying(8) NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    resting_until timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    created_by_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT monitoring_webhookendpoint_failures_check CHECK ((failures >= 0)),
    CONSTRAINT monitoring_webhookendpoint_version_check CHECK ((version >= 0)),
    CONSTRAINT webhook_disabled_for_a_reason CHECK ((((disabled_at IS NULL) AND ((disabled_because)::text = ''::text)) OR ((disabled_at IS NOT NULL) AND (NOT ((disabled_because)::text = ''::text))))),
    CONSTRAINT webhook_has_events CHECK ((
CASE
    WHEN (events IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(events, 1), 0)
END > 0))
);

ALTER TABLE public.monitoring_webhookendpoint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_webhookendpoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_webhookmessage (
    id bigint NOT NULL,
    message_id character varying(60) NOT NULL,
    event character varying(40) NOT NULL,
    key character varying(120) NOT NULL,
    payload text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    delivered_at timestamp with time zone,
    failed_at timestamp with time zone,
    error character varying(10) NOT NULL,
    customer_id bigint,
    endpoint_id bigint NOT NULL,
    CONSTRAINT message_delivered_or_given_up CHECK (((delivered_at IS NULL) OR (failed_at IS NULL))),
    CONSTRAINT monitoring_webhookmessage_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.monitoring_webhookmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_webhookmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.monitoring_webhooksecret (
    id bigint NOT NULL,
    sealed text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    endpoint_id bigint NOT NULL
);

ALTER TABLE public.monitoring_webhooksecret ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.monitoring_webhooksecret_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_appeal (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    received_date date NOT NULL,
    channel character varying(6) NOT NULL,
    from_whom character varying(200) NOT NULL,
    text text NOT NULL,
    acknowledge_by_date date NOT NULL,
    answer_by_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone,
    decided_at timestamp with time zone,
    reason text NOT NULL,
    acknowledged_by_id bigint,
    case_id bigint NOT NULL,
    decided_by_id bigint,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT appeal_decided_whole CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['upheld'::character varying, 'dismissed'::character varying, 'withdrawn'::character varying])::text[])) AND (NOT (reason = ''::text))))),
    CONSTRAINT appeal_says_what CHECK ((NOT (text = ''::text)))
);

ALTER TABLE public.removal_appeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_appeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_approvallimits (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    officer_most numeric(22,2) NOT NULL,
    two_above numeric(22,2) NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id bigint,
    proposed_by_id bigint NOT NULL,
    CONSTRAINT limits_by_second_person CHECK (((decided_by_id IS NULL) OR (NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL))))),
    CONSTRAINT limits_decided_whole CHECK ((((decided_by_id IS NULL) AND ((state)::text = 'proposed'::text)) OR ((NOT ((state)::text = 'proposed'::text)) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT limits_not_negative CHECK (((officer_most >= (0)::numeric) AND (two_above >= (0)::numeric)))
);

ALTER TABLE public.removal_approvallimits ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_approvallimits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_caseblock (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason text NOT NULL,
    role character varying(20) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    lifted_because text NOT NULL,
    customer_id bigint NOT NULL,
    lifted_by_id bigint,
    set_by_id bigint NOT NULL,
    CONSTRAINT block_lifted_whole CHECK ((((lifted_at IS NULL) AND (lifted_because = ''::text) AND (lifted_by_id IS NULL)) OR ((lifted_at IS NOT NULL) AND (lifted_by_id IS NOT NULL) AND (NOT (lifted_because = ''::text))))),
    CONSTRAINT block_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.removal_caseblock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_caseblock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_caseevidence (
    id bigint NOT NULL,
    stage character varying(13) NOT NULL,
    title character varying(200) NOT NULL,
    text text NOT NULL,
    sha256 character varying(64) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by_id bigint NOT NULL,
    attachment_id bigint,
    case_id bigint NOT NULL,
    CONSTRAINT evidence_hashed CHECK ((((attachment_id IS NULL) AND ((sha256)::text = ''::text)) OR ((attachment_id IS NOT NULL) AND (NOT ((sha256)::text = ''::text))))),
    CONSTRAINT evidence_titled CHECK ((NOT ((title)::text = ''::text)))
);

ALTER TABLE public.removal_caseevidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_caseevidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_caselesson (
    id bigint NOT NULL,
    round smallint NOT NULL,
    result text NOT NULL,
    lesson text NOT NULL,
    signal character varying(8) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    written_by_id bigint NOT NULL,
    CONSTRAINT lesson_says_something CHECK (((NOT (result = ''::text)) AND (NOT (lesson = ''::text)))),
    CONSTRAINT removal_caselesson_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_caselesson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_caselesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_casestep (
    id bigint NOT NULL,
    number integer NOT NULL,
    act character varying(30) NOT NULL,
    from_state character varying(13) NOT NULL,
    to_state character varying(13) NOT NULL,
    round smallint NOT NULL,
    reason text NOT NULL,
    due_date date,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    case_id bigint NOT NULL,
    CONSTRAINT case_step_allowed CHECK (((((act)::text = 'propose_removal'::text) AND ((from_state)::text = ''::text) AND ((to_state)::text = 'proposed'::text)) OR (((act)::text = 'approve_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'termination'::text)) OR (((act)::text = 'start_assessment'::text) AND ((from_state)::text = 'proposed'::text) AND ((to_state)::text = 'assessment'::text)) OR (((act)::text = 'return_case'::text) AND ((from_state)::text = 'assessment'::text) AND ((to_state)::text = 'proposed'::text)) OR (((act)::text = 'return_case'::text) AND ((from_state)::text = 'legal_review'::text) AND ((to_state)::text = 'proposed'::text)) OR (((act)::text = 'return_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'proposed'::text)) OR (((act)::text = 'submit_to_legal'::text) AND ((from_state)::text = 'assessment'::text) AND ((to_state)::text = 'legal_review'::text)) OR (((act)::text = 'escalate_case'::text) AND ((from_state)::text = 'assessment'::text) AND ((to_state)::text = 'decision'::text)) OR (((act)::text = 'pass_legal_review'::text) AND ((from_state)::text = 'legal_review'::text) AND ((to_state)::text = 'warning'::text)) OR (((act)::text = 'issue_notice'::text) AND ((from_state)::text = 'warning'::text) AND ((to_state)::text = 'notice'::text)) OR (((act)::text = 'start_rectification'::text) AND ((from_state)::text = 'notice'::text) AND ((to_state)::text = 'rectification'::text)) OR (((act)::text = 'submit_for_decision'::text) AND ((from_state)::text = 'rectification'::text) AND ((to_state)::text = 'decision'::text)) OR (((act)::text = 'expire_rectification'::text) AND ((from_state)::text = 'rectification'::text) AND ((to_state)::text = 'decision'::text)) OR (((act)::text = 'accept_cure'::text) AND ((from_state)::text = 'warning'::text) AND ((to_state)::text = 'cured'::text)) OR (((act)::text = 'accept_cure'::text) AND ((from_state)::text = 'notice'::text) AND ((to_state)::text = 'cured'::text)) OR (((act)::text = 'accept_cure'::text) AND ((from_state)::text = 'rectification'::text) AND ((to_state)::text = 'cured'::text)) OR (((act)::text = 'accept_cure'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'cured'::text)) OR (((act)::text = 'accept_cure'::text) AND ((from_state)::text = 'reduction'::text) AND ((to_state)::text = 'cured'::text)) OR (((act)::text = 'approve_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'reduction'::text)) OR (((act)::text = 'reject_case'::text) AND ((from_state)::text = 'proposed'::text) AND ((to_state)::text = 'rejected'::text)) OR (((act)::text = 'reject_case'::text) AND ((from_state)::text = 'assessment'::text) AND ((to_state)::text = 'rejected'::text)) OR (((act)::text = 'reject_case'::text) AND ((from_state)::text = 'legal_review'::text) AND ((to_state)::text = 'rejected'::text)) OR (((act)::text = 'reject_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'rejected'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'proposed'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'assessment'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'legal_review'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'warning'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'notice'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'rectification'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'withdraw_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'withdrawn'::text)) OR (((act)::text = 'start_termination'::text) AND ((from_state)::text = 'reduction'::text) AND ((to_state)::text = 'termination'::text)) OR (((act)::text = 'start_settlement'::text) AND ((from_state)::text = 'termination'::text) AND ((to_state)::text = 'settlement'::text)) OR (((act)::text = 'close_case'::text) AND ((from_state)::text = 'settlement'::text) AND ((to_state)::text = 'closed'::text)) OR (((act)::text = 'reopen_case'::text) AND ((from_state)::text = 'cured'::text) AND ((to_state)::text = 'assessment'::text)) OR (((act)::text = 'reopen_case'::text) AND ((from_state)::text = 'withdrawn'::text) AND ((to_state)::text = 'assessment'::text)) OR (((act)::text = 'reopen_case'::text) AND ((from_state)::text = 'rejected'::text) AND ((to_state)::text = 'assessment'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'notice'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'rectification'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'decision'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'reduction'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'termination'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'settlement'::text) AND ((to_state)::text = 'overturned'::text)) OR (((act)::text = 'overturn_case'::text) AND ((from_state)::text = 'closed'::text) AND ((to_state)::text = 'overturned'::text)))),
    CONSTRAINT people_move_cases CHECK (((by_id IS NOT NULL) OR ((act)::text = 'expire_rectification'::text))),
    CONSTRAINT removal_casestep_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_casestep_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_casestep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_casestep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_checklistanswer (
    id bigint NOT NULL,
    round smallint NOT NULL,
    stage character varying(13) NOT NULL,
    code character varying(30) NOT NULL,
    answer character varying(3) NOT NULL,
    note text NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    answered_by_id bigint NOT NULL,
    case_id bigint NOT NULL,
    evidence_id bigint,
    CONSTRAINT answer_says_what_was_found CHECK ((NOT (note = ''::text))),
    CONSTRAINT legal_answers_have_evidence CHECK (((NOT ((stage)::text = 'legal_review'::text)) OR (evidence_id IS NOT NULL))),
    CONSTRAINT no_legal_item_is_left_out CHECK ((NOT (((answer)::text = 'n/a'::text) AND ((stage)::text = 'legal_review'::text)))),
    CONSTRAINT removal_checklistanswer_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_checklistanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_checklistanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_compartmentgrant (
    id bigint NOT NULL,
    from_date date NOT NULL,
    until_date date NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    revoked_at timestamp with time zone,
    approved_by_id bigint,
    person_id bigint NOT NULL,
    proposed_by_id bigint NOT NULL,
    revoked_by_id bigint,
    CONSTRAINT grant_by_two_persons CHECK ((((approved_at IS NULL) AND (approved_by_id IS NULL)) OR ((approved_at IS NOT NULL) AND (NOT ((approved_by_id = proposed_by_id) AND (approved_by_id IS NOT NULL))) AND (NOT ((approved_by_id = person_id) AND (approved_by_id IS NOT NULL)))))),
    CONSTRAINT grant_from_until CHECK ((from_date <= until_date)),
    CONSTRAINT grant_not_for_oneself CHECK ((NOT (proposed_by_id = person_id))),
    CONSTRAINT grant_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.removal_compartmentgrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_compartmentgrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_compensation (
    id bigint NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    amount numeric(18,2) NOT NULL,
    state character varying(8) NOT NULL,
    answered_date date,
    paid_date date,
    paid_reference character varying(120) NOT NULL,
    case_id bigint NOT NULL,
    decided_by_id bigint,
    proposed_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    first_approved_by_id bigint,
    CONSTRAINT compensation_by_second_person CHECK ((NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT compensation_decided_by_somebody CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'proposed'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND (NOT ((state)::text = 'proposed'::text))))),
    CONSTRAINT compensation_first_by_another CHECK (((first_approved_by_id IS NULL) OR ((NOT ((first_approved_by_id = proposed_by_id) AND (first_approved_by_id IS NOT NULL))) AND (NOT ((first_approved_by_id = responsible_id) AND (first_approved_by_id IS NOT NULL))) AND ((decided_by_id IS NULL) OR (NOT ((first_approved_by_id = decided_by_id) AND (first_approved_by_id IS NOT NULL) AND (decided_by_id IS NOT NULL))))))),
    CONSTRAINT compensation_not_by_who_answers CHECK ((NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT compensation_paid_with_reference CHECK (((NOT ((state)::text = 'paid'::text)) OR ((answered_date IS NOT NULL) AND (paid_date IS NOT NULL) AND (NOT ((paid_reference)::text = ''::text))))),
    CONSTRAINT compensation_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT compensation_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.removal_compensation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_compensation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_criterionauthor (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    criteria_id bigint NOT NULL
);

ALTER TABLE public.removal_criterionauthor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_criterionauthor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_criterionrule (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    "position" smallint NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    reason_en text NOT NULL,
    reason_zh text NOT NULL,
    ground character varying(16) NOT NULL,
    tree jsonb NOT NULL,
    criteria_id bigint NOT NULL,
    CONSTRAINT removal_criterionrule_position_check CHECK (("position" >= 0)),
    CONSTRAINT rule_in_both_languages CHECK (((NOT ((name_en)::text = ''::text)) AND (NOT ((name_zh)::text = ''::text)) AND (NOT (reason_en = ''::text)) AND (NOT (reason_zh = ''::text))))
);

ALTER TABLE public.removal_criterionrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_criterionrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_criterionset (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    note text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    published_at timestamp with time zone,
    swept_at timestamp with time zone,
    version integer NOT NULL,
    created_by_id bigint,
    published_by_id bigint,
    submitted_by_id bigint,
    CONSTRAINT criteria_not_published_by_maker CHECK (((published_by_id IS NULL) OR (created_by_id IS NULL) OR (NOT ((published_by_id = created_by_id) AND (published_by_id IS NOT NULL) AND (created_by_id IS NOT NULL))))),
    CONSTRAINT criteria_published_by_second_person CHECK (((published_by_id IS NULL) OR ((submitted_by_id IS NOT NULL) AND (NOT ((published_by_id = submitted_by_id) AND (published_by_id IS NOT NULL) AND (submitted_by_id IS NOT NULL)))))),
    CONSTRAINT criteria_published_by_somebody CHECK (((NOT ((state)::text = ANY ((ARRAY['published'::character varying, 'retired'::character varying])::text[]))) OR ((published_at IS NOT NULL) AND (published_by_id IS NOT NULL)))),
    CONSTRAINT criteria_reasoned CHECK ((((state)::text = 'draft'::text) OR (NOT (note = ''::text)))),
    CONSTRAINT removal_criterionset_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_criterionset_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_criterionset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_criterionset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_cureitem (
    id bigint NOT NULL,
    round smallint NOT NULL,
    kind character varying(8) NOT NULL,
    what character varying(300) NOT NULL,
    amount numeric(22,2),
    state character varying(9) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    checked_at timestamp with time zone,
    finding text NOT NULL,
    added_by_id bigint NOT NULL,
    case_id bigint NOT NULL,
    checked_by_id bigint,
    evidence_id bigint,
    submitted_by_id bigint,
    is_refusal boolean DEFAULT false NOT NULL,
    due_date date,
    CONSTRAINT cure_checked_by_second_person CHECK (((checked_by_id IS NULL) OR (submitted_by_id IS NULL) OR (NOT ((checked_by_id = submitted_by_id) AND (checked_by_id IS NOT NULL) AND (submitted_by_id IS NOT NULL))))),
    CONSTRAINT cure_item_says_what CHECK ((NOT ((what)::text = ''::text))),
    CONSTRAINT cure_item_state CHECK ((((checked_by_id IS NULL) AND ((state)::text = 'open'::text) AND (submitted_by_id IS NULL)) OR ((checked_by_id IS NULL) AND (evidence_id IS NOT NULL) AND ((state)::text = 'submitted'::text) AND (submitted_by_id IS NOT NULL)) OR ((checked_by_id IS NOT NULL) AND (evidence_id IS NOT NULL) AND ((state)::text = 'verified'::text) AND (submitted_by_id IS NOT NULL)) OR ((checked_by_id IS NOT NULL) AND ((state)::text = 'failed'::text)))),
    CONSTRAINT cure_payment_has_amount CHECK (((NOT ((kind)::text = 'payment'::text)) OR ((amount > (0)::numeric) AND (amount IS NOT NULL)))),
    CONSTRAINT refusal_is_shown CHECK (((NOT is_refusal) OR ((evidence_id IS NOT NULL) AND ((state)::text = 'failed'::text)))),
    CONSTRAINT removal_cureitem_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_cureitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_cureitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_deadlinenotice (
    id bigint NOT NULL,
    kind character varying(11) NOT NULL,
    due_date date NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL
);

ALTER TABLE public.removal_deadlinenotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_deadlinenotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_effectlook (
    id bigint NOT NULL,
    number integer NOT NULL,
    first_day date NOT NULL,
    final_day date NOT NULL,
    as_of date NOT NULL,
    share double precision NOT NULL,
    result jsonb,
    requested_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    requested_by_id bigint,
    run_id bigint NOT NULL,
    study_id bigint NOT NULL,
    CONSTRAINT look_days_in_order CHECK ((first_day <= final_day)),
    CONSTRAINT look_finished_with_result CHECK ((((finished_at IS NULL) AND (result IS NULL)) OR ((finished_at IS NOT NULL) AND (result IS NOT NULL)))),
    CONSTRAINT look_share CHECK (((share > (0.0)::double precision) AND (share <= (1.0)::double precision))),
    CONSTRAINT removal_effectlook_number_check CHECK ((number >= 0))
);

ALTER TABLE public.removal_effectlook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_effectlook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_effectpart (
    id bigint NOT NULL,
    number integer NOT NULL,
    rows bytea NOT NULL,
    look_id bigint NOT NULL,
    CONSTRAINT removal_effectpart_number_check CHECK ((number >= 0))
);

ALTER TABLE public.removal_effectpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_effectpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_effectstudy (
    id bigint NOT NULL,
    is_standing boolean NOT NULL,
    event character varying(9) NOT NULL,
    first_day date,
    final_day date,
    outcome character varying(10) NOT NULL,
    horizon smallint NOT NULL,
    ground character varying(12) NOT NULL,
    industry character varying(2) NOT NULL,
    design jsonb NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    registered_by_id bigint,
    team_id bigint,
    CONSTRAINT removal_effectstudy_horizon_check CHECK ((horizon >= 0)),
    CONSTRAINT study_days_in_order CHECK ((((final_day IS NULL) AND (first_day IS NULL) AND is_standing) OR ((first_day <= final_day) AND (NOT is_standing)))),
    CONSTRAINT study_event CHECK (((event)::text = ANY ((ARRAY['approval'::character varying, 'warning'::character varying, 'reduction'::character varying])::text[]))),
    CONSTRAINT study_horizon CHECK ((horizon = ANY (ARRAY[180, 365]))),
    CONSTRAINT study_registered_by_somebody CHECK ((is_standing OR (registered_by_id IS NOT NULL)))
);

ALTER TABLE public.removal_effectstudy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_effectstudy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_erasedidentifier (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    digest character varying(64) NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.removal_erasedidentifier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_erasedidentifier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_erasureitem (
    id bigint NOT NULL,
    ended_on date NOT NULL,
    due_on date NOT NULL,
    counts jsonb NOT NULL,
    state character varying(8) NOT NULL,
    held jsonb NOT NULL,
    erased jsonb NOT NULL,
    events integer NOT NULL,
    files jsonb NOT NULL,
    settled_at timestamp with time zone,
    customer_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT erasure_held_for_a_reason CHECK (((((state)::text = 'held'::text) AND (NOT (held = '[]'::jsonb))) OR ((NOT ((state)::text = 'held'::text)) AND (held = '[]'::jsonb)))),
    CONSTRAINT erasure_item_state CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'erasing'::character varying, 'erased'::character varying, 'held'::character varying, 'dropped'::character varying])::text[]))),
    CONSTRAINT removal_erasureitem_events_check CHECK ((events >= 0))
);

ALTER TABLE public.removal_erasureitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_erasureitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_erasurerun (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    as_of date NOT NULL,
    customers integer NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    first_at timestamp with time zone,
    second_at timestamp with time zone,
    rejected_at timestamp with time zone,
    rejected_because text NOT NULL,
    finished_at timestamp with time zone,
    certificate text NOT NULL,
    certificate_sha256 character varying(64) NOT NULL,
    version integer NOT NULL,
    first_by_id bigint,
    proposed_by_id bigint NOT NULL,
    rejected_by_id bigint,
    run_id bigint,
    second_by_id bigint,
    CONSTRAINT erasure_approved_by_two CHECK (((second_by_id IS NULL) OR ((first_by_id IS NOT NULL) AND (NOT ((second_by_id = first_by_id) AND (second_by_id IS NOT NULL) AND (first_by_id IS NOT NULL)))))),
    CONSTRAINT erasure_done_with_certificate CHECK ((((finished_at IS NOT NULL) AND ((state)::text = 'done'::text) AND (NOT (certificate = ''::text)) AND ((certificate_sha256)::text ~ '^[0-9a-f]{64}$'::text)) OR ((NOT ((state)::text = 'done'::text)) AND (certificate = ''::text) AND (finished_at IS NULL)))),
    CONSTRAINT erasure_first_whole CHECK ((((first_at IS NULL) AND (first_by_id IS NULL)) OR ((first_at IS NOT NULL) AND (first_by_id IS NOT NULL)))),
    CONSTRAINT erasure_not_approved_by_proposer CHECK ((((first_by_id IS NULL) OR (NOT ((first_by_id = proposed_by_id) AND (first_by_id IS NOT NULL)))) AND ((second_by_id IS NULL) OR (NOT ((second_by_id = proposed_by_id) AND (second_by_id IS NOT NULL)))))),
    CONSTRAINT erasure_of_somebody CHECK ((customers >= 1)),
    CONSTRAINT erasure_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT erasure_rejected_whole CHECK ((((rejected_at IS NOT NULL) AND (rejected_by_id IS NOT NULL) AND ((state)::text = 'rejected'::text) AND (NOT (rejected_because = ''::text))) OR ((NOT ((state)::text = 'rejected'::text)) AND (rejected_because = ''::text) AND (rejected_by_id IS NULL)))),
    CONSTRAINT erasure_runs_once_approved CHECK ((((run_id IS NOT NULL) AND (second_at IS NOT NULL) AND (second_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['approved'::character varying, 'done'::character varying])::text[]))) OR ((run_id IS NULL) AND (second_at IS NULL) AND (second_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['proposed'::character varying, 'rejected'::character varying])::text[]))))),
    CONSTRAINT erasure_state CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'approved'::character varying, 'done'::character varying, 'rejected'::character varying])::text[]))),
    CONSTRAINT removal_erasurerun_customers_check CHECK ((customers >= 0)),
    CONSTRAINT removal_erasurerun_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_erasurerun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_erasurerun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_extension (
    id bigint NOT NULL,
    round smallint NOT NULL,
    number smallint NOT NULL,
    former_date date NOT NULL,
    new_date date NOT NULL,
    reason text NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    granted_by_id bigint NOT NULL,
    CONSTRAINT extension_is_later CHECK ((new_date > former_date)),
    CONSTRAINT extension_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT removal_extension_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_extension_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_extension ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_extension_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_feedbackround (
    id bigint NOT NULL,
    title character varying(120) NOT NULL,
    asked_date date NOT NULL,
    asked integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    entered_by_id bigint NOT NULL,
    CONSTRAINT removal_feedbackround_asked_check CHECK ((asked >= 0)),
    CONSTRAINT round_asked_somebody CHECK ((asked >= 1)),
    CONSTRAINT round_has_title CHECK ((NOT ((title)::text = ''::text)))
);

ALTER TABLE public.removal_feedbackround ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_feedbackround_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_immediatereview (
    id bigint NOT NULL,
    round smallint NOT NULL,
    due_date date NOT NULL,
    outcome character varying(10) NOT NULL,
    reason text NOT NULL,
    reviewed_at timestamp with time zone,
    case_id bigint NOT NULL,
    reviewed_by_id bigint,
    CONSTRAINT immediate_review_whole CHECK (((((outcome)::text = ''::text) AND (reviewed_at IS NULL) AND (reviewed_by_id IS NULL)) OR (((outcome)::text = ANY ((ARRAY['confirmed'::character varying, 'overturned'::character varying])::text[])) AND (reviewed_at IS NOT NULL) AND (reviewed_by_id IS NOT NULL) AND (NOT (reason = ''::text))))),
    CONSTRAINT removal_immediatereview_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_immediatereview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_immediatereview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_legalreceipt (
    id bigint NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    linked_by_id bigint NOT NULL,
    recovery_id bigint NOT NULL,
    matter_id bigint NOT NULL
);

ALTER TABLE public.removal_legalreceipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_legalreceipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_legalrecovery (
    id bigint NOT NULL,
    kind character varying(11) NOT NULL,
    court character varying(200) NOT NULL,
    file_number character varying(120) NOT NULL,
    claim_amount numeric(18,2) NOT NULL,
    opened_date date NOT NULL,
    state character varying(8) NOT NULL,
    result text NOT NULL,
    ended_date date,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    case_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    CONSTRAINT claim_positive CHECK ((claim_amount > (0)::numeric)),
    CONSTRAINT matter_ends_after_it_began CHECK (((ended_date IS NULL) OR (ended_date >= opened_date))),
    CONSTRAINT matter_ends_with_result CHECK ((((ended_date IS NOT NULL) AND ((state)::text = 'ended'::text) AND (NOT (result = ''::text))) OR ((NOT ((state)::text = 'ended'::text)) AND (ended_date IS NULL)))),
    CONSTRAINT removal_legalrecovery_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_legalrecovery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_legalrecovery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_letter (
    id bigint NOT NULL,
    number integer NOT NULL,
    round integer NOT NULL,
    kind character varying(16) NOT NULL,
    language character varying(7) NOT NULL,
    facts jsonb NOT NULL,
    subject_original character varying(300) NOT NULL,
    body_original text NOT NULL,
    subject character varying(300) NOT NULL,
    body text NOT NULL,
    state character varying(10) NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    sent_back_because text NOT NULL,
    released_at timestamp with time zone,
    pdf character varying(100) NOT NULL,
    sha256 character varying(64) NOT NULL,
    sent_at timestamp with time zone,
    arrived_on date,
    is_arrival_proven boolean NOT NULL,
    cancelled_at timestamp with time zone,
    cancelled_because text NOT NULL,
    version integer NOT NULL,
    cancelled_by_id bigint,
    case_id bigint NOT NULL,
    drafted_by_id bigint NOT NULL,
    released_by_id bigint,
    responsible_id bigint NOT NULL,
    template_id bigint NOT NULL,
    CONSTRAINT letter_arrived_on_a_day CHECK ((((arrived_on IS NOT NULL) AND ((state)::text = 'arrived'::text)) OR ((NOT ((state)::text = 'arrived'::text)) AND (arrived_on IS NULL) AND (NOT is_arrival_proven)))),
    CONSTRAINT letter_cancelled_whole CHECK ((((cancelled_at IS NOT NULL) AND ((state)::text = 'cancelled'::text) AND (NOT (cancelled_because = ''::text))) OR ((NOT ((state)::text = 'cancelled'::text)) AND (cancelled_because = ''::text) AND (cancelled_by_id IS NULL)))),
    CONSTRAINT letter_released_by_second_person CHECK (((released_by_id IS NULL) OR ((NOT ((released_by_id = drafted_by_id) AND (released_by_id IS NOT NULL))) AND (NOT ((released_by_id = responsible_id) AND (released_by_id IS NOT NULL)))))),
    CONSTRAINT letter_released_whole CHECK (((((pdf)::text = ''::text) AND (released_at IS NULL) AND (released_by_id IS NULL) AND ((sha256)::text = ''::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'waiting'::character varying])::text[]))) OR ((state)::text = 'cancelled'::text) OR ((released_at IS NOT NULL) AND (released_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['released'::character varying, 'sent'::character varying, 'arrived'::character varying, 'returned'::character varying])::text[])) AND (NOT ((pdf)::text = ''::text)) AND ((sha256)::text ~ '^[0-9a-f]{64}$'::text)))),
    CONSTRAINT letter_says CHECK (((NOT ((subject)::text = ''::text)) AND (NOT (body = ''::text)))),
    CONSTRAINT removal_letter_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_letter_round_check CHECK ((round >= 0)),
    CONSTRAINT removal_letter_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_letter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_letter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_letteranswer (
    id bigint NOT NULL,
    file character varying(100) NOT NULL,
    file_name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    sha256 character varying(64) NOT NULL,
    received_on date NOT NULL,
    text text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    letter_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT letter_answer_file_whole CHECK (((((file)::text = ''::text) AND ((file_name)::text = ''::text) AND ((sha256)::text = ''::text)) OR ((NOT ((file)::text = ''::text)) AND (NOT ((file_name)::text = ''::text)) AND (NOT ((sha256)::text = ''::text))))),
    CONSTRAINT letter_answer_says CHECK ((NOT (text = ''::text)))
);

ALTER TABLE public.removal_letteranswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_letteranswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_letterdelivery (
    id bigint NOT NULL,
    file character varying(100) NOT NULL,
    file_name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    sha256 character varying(64) NOT NULL,
    number integer NOT NULL,
    channel character varying(10) NOT NULL,
    address character varying(400) NOT NULL,
    source character varying(10) NOT NULL,
    tracking_number character varying(80) NOT NULL,
    sent_at timestamp with time zone,
    arrived_on date,
    arrival character varying(6) NOT NULL,
    arrival_note character varying(300) NOT NULL,
    opened_at timestamp with time zone,
    returned_on date,
    returned_because character varying(300) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    contact_id bigint,
    contract_id bigint,
    letter_id bigint NOT NULL,
    mail_id bigint,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT delivery_arrived_whole CHECK (((((arrival)::text = ''::text) AND (arrived_on IS NULL)) OR ((arrived_on IS NOT NULL) AND (sent_at IS NOT NULL) AND (NOT ((arrival)::text = ''::text))))),
    CONSTRAINT delivery_by_hand_was_sent CHECK ((((channel)::text = 'email'::text) OR ((mail_id IS NULL) AND (sent_at IS NOT NULL)))),
    CONSTRAINT delivery_came_back_whole CHECK (((((returned_because)::text = ''::text) AND (returned_on IS NULL)) OR ((arrived_on IS NULL) AND (returned_on IS NOT NULL) AND (NOT ((returned_because)::text = ''::text))))),
    CONSTRAINT delivery_has_an_address CHECK ((NOT ((address)::text = ''::text))),
    CONSTRAINT delivery_receipt_whole CHECK (((((file)::text = ''::text) AND ((file_name)::text = ''::text) AND ((sha256)::text = ''::text)) OR ((NOT ((file)::text = ''::text)) AND (NOT ((file_name)::text = ''::text)) AND (NOT ((sha256)::text = ''::text))))),
    CONSTRAINT removal_letterdelivery_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_letterdelivery_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_letterdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_letterdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_lettertemplate (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    language character varying(7) NOT NULL,
    number integer NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    note text NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    version integer NOT NULL,
    created_by_id bigint,
    published_by_id bigint,
    CONSTRAINT letter_template_published_by_second_person CHECK (((published_by_id IS NULL) OR (created_by_id IS NULL) OR (NOT ((published_by_id = created_by_id) AND (published_by_id IS NOT NULL) AND (created_by_id IS NOT NULL))))),
    CONSTRAINT letter_template_published_whole CHECK ((((published_at IS NULL) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'review'::character varying])::text[]))) OR ((created_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['published'::character varying, 'retired'::character varying])::text[]))) OR ((published_at IS NOT NULL) AND (published_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['published'::character varying, 'retired'::character varying])::text[]))))),
    CONSTRAINT letter_template_says_something CHECK (((NOT ((subject)::text = ''::text)) AND (NOT (body = ''::text)))),
    CONSTRAINT removal_lettertemplate_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_lettertemplate_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_lettertemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_lettertemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_listappeal (
    id bigint NOT NULL,
    channel character varying(6) NOT NULL,
    appellant character varying(200) NOT NULL,
    statement text NOT NULL,
    received_date date NOT NULL,
    acknowledge_by_date date NOT NULL,
    answer_by_date date NOT NULL,
    state character varying(12) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone,
    identity_check character varying(500) NOT NULL,
    decided_at timestamp with time zone,
    answer text NOT NULL,
    version integer NOT NULL,
    acknowledged_by_id bigint,
    decided_by_id bigint,
    identity_checked_by_id bigint,
    recorded_by_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT list_appeal_acknowledged CHECK ((((acknowledged_at IS NULL) AND ((state)::text = 'received'::text)) OR ((NOT ((state)::text = 'received'::text)) AND (acknowledged_at IS NOT NULL)))),
    CONSTRAINT list_appeal_deadlines_after CHECK (((acknowledge_by_date >= received_date) AND (answer_by_date >= received_date))),
    CONSTRAINT list_appeal_decided_whole CHECK ((((answer = ''::text) AND (decided_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['received'::character varying, 'acknowledged'::character varying])::text[]))) OR (((state)::text = ANY ((ARRAY['upheld'::character varying, 'partly'::character varying, 'dismissed'::character varying])::text[])) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND (NOT (answer = ''::text)) AND (NOT ((identity_check)::text = ''::text))))),
    CONSTRAINT list_appeal_says_something CHECK (((NOT ((appellant)::text = ''::text)) AND (NOT (statement = ''::text)))),
    CONSTRAINT list_appeal_state CHECK (((state)::text = ANY ((ARRAY['received'::character varying, 'acknowledged'::character varying, 'upheld'::character varying, 'partly'::character varying, 'dismissed'::character varying])::text[]))),
    CONSTRAINT removal_listappeal_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_listappeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_listappeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_listedperson (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    role character varying(14) NOT NULL,
    reason text NOT NULL,
    screening_entry_id bigint,
    entry_id bigint NOT NULL,
    CONSTRAINT listed_person_has_own_reason CHECK (((NOT ((name)::text = ''::text)) AND (NOT (reason = ''::text))))
);

ALTER TABLE public.removal_listedperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_listedperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_listentry (
    id bigint NOT NULL,
    reason_class character varying(16) NOT NULL,
    reason text NOT NULL,
    covers_company boolean NOT NULL,
    bars character varying(10) NOT NULL,
    state character varying(8) NOT NULL,
    review_date date NOT NULL,
    review_raised_date date,
    expires_on date NOT NULL,
    most_years smallint NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    closed_at timestamp with time zone,
    version integer NOT NULL,
    case_id bigint,
    customer_id bigint NOT NULL,
    decided_by_id bigint,
    proposed_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    screening_entry_id bigint,
    CONSTRAINT listed_bars_something CHECK (((bars)::text = ANY ((ARRAY['all_trade'::character varying, 'new_credit'::character varying, 'onboarding'::character varying])::text[]))),
    CONSTRAINT listed_by_a_decision CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'proposed'::text)) OR ((NOT ((state)::text = 'proposed'::text)) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT listed_by_second_person CHECK (((decided_by_id IS NULL) OR ((NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))))),
    CONSTRAINT listed_for_a_known_reason CHECK (((reason_class)::text = ANY ((ARRAY['payment_default'::character varying, 'fraud'::character varying, 'breach'::character varying, 'insolvency'::character varying, 'sanctions'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT listed_for_some_years CHECK (((most_years >= 1) AND (most_years <= 10))),
    CONSTRAINT listed_reviewed_before_end CHECK ((review_date <= expires_on)),
    CONSTRAINT listed_state CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'active'::character varying, 'expired'::character varying, 'lifted'::character varying, 'rejected'::character varying])::text[]))),
    CONSTRAINT listed_with_reason CHECK ((NOT (reason = ''::text))),
    CONSTRAINT listing_ended_with_time CHECK ((((closed_at IS NULL) AND ((state)::text = ANY ((ARRAY['proposed'::character varying, 'active'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['proposed'::character varying, 'active'::character varying])::text[]))) AND (closed_at IS NOT NULL)))),
    CONSTRAINT removal_listentry_most_years_check CHECK ((most_years >= 0)),
    CONSTRAINT removal_listentry_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_listentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_listentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_listentryact (
    id bigint NOT NULL,
    number integer NOT NULL,
    act character varying(13) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    bars character varying(10) NOT NULL,
    review_date date NOT NULL,
    expires_on date NOT NULL,
    by_id bigint,
    entry_id bigint NOT NULL,
    CONSTRAINT list_act_by_somebody_for_a_reason CHECK (((((act)::text = ANY ((ARRAY['review_raised'::character varying, 'expired'::character varying])::text[])) AND (by_id IS NULL)) OR ((NOT ((act)::text = ANY ((ARRAY['review_raised'::character varying, 'expired'::character varying])::text[]))) AND (by_id IS NOT NULL) AND (NOT (reason = ''::text))))),
    CONSTRAINT removal_listentryact_number_check CHECK ((number >= 0))
);

ALTER TABLE public.removal_listentryact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_listentryact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_listevidence (
    id bigint NOT NULL,
    text character varying(500) NOT NULL,
    sha256 character varying(64) NOT NULL,
    document_id bigint,
    entry_id bigint NOT NULL,
    CONSTRAINT list_evidence_hashed CHECK ((((sha256)::text ~ '^[0-9a-f]{64}$'::text) AND (NOT ((text)::text = ''::text))))
);

ALTER TABLE public.removal_listevidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_listevidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_marketfeedback (
    id bigint NOT NULL,
    source character varying(9) NOT NULL,
    given_date date NOT NULL,
    respondent character varying(120) NOT NULL,
    sentiment character varying(8) NOT NULL,
    topic character varying(8) NOT NULL,
    text text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    asked_in_id bigint,
    case_id bigint,
    entered_by_id bigint NOT NULL,
    CONSTRAINT feedback_says_something CHECK ((NOT (text = ''::text))),
    CONSTRAINT feedback_sentiment CHECK (((sentiment)::text = ANY ((ARRAY['positive'::character varying, 'neutral'::character varying, 'negative'::character varying])::text[])))
);

ALTER TABLE public.removal_marketfeedback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_marketfeedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_pastmonth (
    as_of date NOT NULL,
    days smallint NOT NULL,
    horizon smallint NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT removal_pastmonth_days_check CHECK ((days >= 0)),
    CONSTRAINT removal_pastmonth_horizon_check CHECK ((horizon >= 0))
);

CREATE TABLE public.removal_pastoutcome (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    was_bad boolean NOT NULL,
    is_bad boolean NOT NULL,
    month_id date NOT NULL
);

ALTER TABLE public.removal_pastoutcome ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_pastoutcome_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_policypack (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    jurisdiction character varying(30) NOT NULL,
    kind character varying(6) NOT NULL,
    number integer NOT NULL,
    effective_from date NOT NULL,
    effective_to date,
    parameters jsonb NOT NULL,
    sha256 character varying(64) NOT NULL,
    state character varying(8) NOT NULL,
    built_in boolean NOT NULL,
    parts jsonb NOT NULL,
    reason text NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    submitted_at timestamp with time zone,
    approved_at timestamp with time zone,
    decision_reason text NOT NULL,
    version integer NOT NULL,
    approved_by_id bigint,
    based_on_id bigint,
    drafted_by_id bigint,
    CONSTRAINT pack_approved_by_second_person CHECK (((drafted_by_id IS NULL) OR (approved_by_id IS NULL) OR (NOT ((approved_by_id = drafted_by_id) AND (approved_by_id IS NOT NULL) AND (drafted_by_id IS NOT NULL))))),
    CONSTRAINT pack_decided_by_somebody CHECK ((built_in OR ((state)::text = ANY ((ARRAY['draft'::character varying, 'review'::character varying])::text[])) OR ((approved_at IS NOT NULL) AND (approved_by_id IS NOT NULL)))),
    CONSTRAINT pack_ends_after_it_began CHECK (((effective_to IS NULL) OR (effective_to >= effective_from))),
    CONSTRAINT pack_has_a_drafter CHECK ((built_in OR (drafted_by_id IS NOT NULL))),
    CONSTRAINT pack_of_a_known_business CHECK (((kind)::text = ANY ((ARRAY['seller'::character varying, 'lender'::character varying])::text[]))),
    CONSTRAINT pack_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'review'::character varying, 'in_force'::character varying, 'retired'::character varying, 'rejected'::character varying])::text[]))),
    CONSTRAINT pack_version_reasoned CHECK ((((state)::text = 'draft'::text) OR built_in OR (NOT (reason = ''::text)))),
    CONSTRAINT removal_policypack_number_check CHECK ((number >= 0)),
    CONSTRAINT removal_policypack_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_policypack ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_policypack_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_proposedwriteoff (
    id bigint NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    amount numeric(18,2) NOT NULL,
    state character varying(8) NOT NULL,
    case_id bigint NOT NULL,
    decided_by_id bigint,
    invoice_id bigint NOT NULL,
    proposed_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    write_off_id bigint,
    first_approved_by_id bigint,
    CONSTRAINT proposedwriteoff_by_second_person CHECK ((NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT proposedwriteoff_decided_by_somebody CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'proposed'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND (NOT ((state)::text = 'proposed'::text))))),
    CONSTRAINT proposedwriteoff_first_by_another CHECK (((first_approved_by_id IS NULL) OR ((NOT ((first_approved_by_id = proposed_by_id) AND (first_approved_by_id IS NOT NULL))) AND (NOT ((first_approved_by_id = responsible_id) AND (first_approved_by_id IS NOT NULL))) AND ((decided_by_id IS NULL) OR (NOT ((first_approved_by_id = decided_by_id) AND (first_approved_by_id IS NOT NULL) AND (decided_by_id IS NOT NULL))))))),
    CONSTRAINT proposedwriteoff_not_by_who_answers CHECK ((NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT proposedwriteoff_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT proposedwriteoff_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT written_off_has_its_record CHECK (((((state)::text = 'written'::text) AND (write_off_id IS NOT NULL)) OR ((NOT ((state)::text = 'written'::text)) AND (write_off_id IS NULL))))
);

ALTER TABLE public.removal_proposedwriteoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_proposedwriteoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_readmission (
    id bigint NOT NULL,
    answers jsonb NOT NULL,
    summary text NOT NULL,
    state character varying(9) NOT NULL,
    needs_prepayment boolean NOT NULL,
    most_credit numeric(18,2),
    probation_until date,
    conditions text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reason text NOT NULL,
    version integer NOT NULL,
    case_id bigint,
    customer_id bigint NOT NULL,
    decided_by_id bigint,
    entry_id bigint,
    requested_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    checklist_id bigint NOT NULL,
    CONSTRAINT readmission_credit_not_negative CHECK (((most_credit IS NULL) OR (most_credit >= (0)::numeric))),
    CONSTRAINT readmission_decided_whole CHECK ((((decided_by_id IS NULL) AND (reason = ''::text) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND (NOT (reason = ''::text))))),
    CONSTRAINT readmission_state CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'approved'::character varying, 'rejected'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT readmission_summary_given CHECK ((NOT (summary = ''::text))),
    CONSTRAINT readmitted_by_second_person CHECK ((((state)::text = ANY ((ARRAY['waiting'::character varying, 'withdrawn'::character varying])::text[])) OR ((NOT ((decided_by_id = requested_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))))),
    CONSTRAINT removal_readmission_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_readmission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_readmission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_readmissionchecklist (
    id bigint NOT NULL,
    number integer NOT NULL,
    criteria jsonb NOT NULL,
    note text NOT NULL,
    state character varying(8) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by_id bigint,
    proposed_by_id bigint,
    CONSTRAINT checklist_by_second_person CHECK ((((number = 1) AND (proposed_by_id IS NULL)) OR ((decided_by_id IS NULL) AND ((state)::text = 'proposed'::text)) OR ((decided_by_id IS NOT NULL) AND (NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL) AND (proposed_by_id IS NOT NULL)))))),
    CONSTRAINT removal_readmissionchecklist_number_check CHECK ((number >= 0))
);

ALTER TABLE public.removal_readmissionchecklist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_readmissionchecklist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_recoverycost (
    id bigint NOT NULL,
    effective_date date NOT NULL,
    what character varying(200) NOT NULL,
    amount numeric(18,2) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    matter_id bigint NOT NULL,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT cost_not_nothing CHECK ((NOT (amount = (0)::numeric)))
);

ALTER TABLE public.removal_recoverycost ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_recoverycost_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_reductionconfirmation (
    id bigint NOT NULL,
    awaited character varying(5) NOT NULL,
    outcome character varying(9) NOT NULL,
    text text NOT NULL,
    reference character varying(120) NOT NULL,
    told_at timestamp with time zone NOT NULL,
    told_by_id bigint NOT NULL,
    step_id bigint NOT NULL,
    CONSTRAINT failure_says_why CHECK ((((outcome)::text = 'confirmed'::text) OR (NOT (text = ''::text))))
);

ALTER TABLE public.removal_reductionconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_reductionconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_reductionstep (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value numeric(18,2),
    period_days smallint,
    ground character varying(13) NOT NULL,
    evidence text NOT NULL,
    evidence_sha256 character varying(64) NOT NULL,
    effective_date date NOT NULL,
    notice_days smallint NOT NULL,
    notice_date date,
    notice_text text NOT NULL,
    letter_id bigint,
    state character varying(8) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    ended_at timestamp with time zone,
    ending text NOT NULL,
    awaits character varying(5) NOT NULL,
    confirm_by_date date,
    version integer NOT NULL,
    case_id bigint NOT NULL,
    ended_by_id bigint,
    planned_by_id bigint NOT NULL,
    released_by_id bigint,
    responsible_id bigint NOT NULL,
    service_id bigint,
    CONSTRAINT nobody_behind_the_key_releases_step CHECK ((NOT ((released_by_id = responsible_id) AND (released_by_id IS NOT NULL)))),
    CONSTRAINT removal_reductionstep_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT removal_reductionstep_period_days_check CHECK ((period_days >= 0)),
    CONSTRAINT removal_reductionstep_version_check CHECK ((version >= 0)),
    CONSTRAINT step_awaits_by_a_day CHECK (((((awaits)::text = ''::text) AND (confirm_by_date IS NULL)) OR (((awaits)::text = 'apply'::text) AND (confirm_by_date IS NOT NULL) AND ((state)::text = 'released'::text)) OR (((awaits)::text = 'lift'::text) AND (confirm_by_date IS NOT NULL) AND ((state)::text = 'reversed'::text)))),
    CONSTRAINT step_ended_with_reason CHECK ((((ended_at IS NULL) AND (ended_by_id IS NULL)) OR ((ended_at IS NOT NULL) AND (ended_by_id IS NOT NULL) AND (NOT (ending = ''::text))))),
    CONSTRAINT step_has_evidence CHECK ((NOT (evidence = ''::text))),
    CONSTRAINT step_has_its_value CHECK (((((kind)::text = 'prepayment'::text) AND (value > (0)::numeric) AND (value <= (100)::numeric)) OR (((kind)::text = ANY ((ARRAY['limit'::character varying, 'terms'::character varying])::text[])) AND (value >= (0)::numeric)) OR (((kind)::text = 'deposit'::text) AND (value > (0)::numeric)) OR (((kind)::text = 'frequency'::text) AND (period_days >= 1) AND (value >= (1)::numeric)) OR (((kind)::text = ANY ((ARRAY['suspension'::character varying, 'shipment'::character varying, 'identity'::character varying])::text[])) AND (value IS NULL)))),
    CONSTRAINT step_released_after_notice CHECK (((NOT ((state)::text = ANY ((ARRAY['released'::character varying, 'reversed'::character varying])::text[]))) OR (notice_days = 0) OR (notice_date IS NOT NULL))),
    CONSTRAINT step_released_by_second_person CHECK ((NOT ((released_by_id = planned_by_id) AND (released_by_id IS NOT NULL)))),
    CONSTRAINT step_released_with_time CHECK ((((released_at IS NULL) AND (released_by_id IS NULL)) OR ((released_at IS NOT NULL) AND (released_by_id IS NOT NULL)))),
    CONSTRAINT step_state_has_its_people CHECK ((((ended_at IS NULL) AND (released_by_id IS NULL) AND ((state)::text = 'planned'::text)) OR ((ended_at IS NULL) AND (released_at IS NOT NULL) AND ((state)::text = 'released'::text)) OR ((ended_at IS NOT NULL) AND (released_at IS NOT NULL) AND ((state)::text = 'reversed'::text)) OR ((ended_at IS NOT NULL) AND (released_by_id IS NULL) AND ((state)::text = 'dropped'::text)))),
    CONSTRAINT step_waits_for_its_notice CHECK (((notice_date IS NULL) OR (notice_days = 0) OR (effective_date >= (notice_date + (notice_days)::integer))))
);

ALTER TABLE public.removal_reductionstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_reductionstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_removalcase (
    id bigint NOT NULL,
    state character varying(13) NOT NULL,
    summary text NOT NULL,
    reasons jsonb NOT NULL,
    score_row bigint,
    score numeric(5,1),
    tier character varying(8) NOT NULL,
    exposure numeric(22,2),
    proposed_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    version integer NOT NULL,
    customer_id bigint NOT NULL,
    proposed_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    overdue numeric(22,2),
    taken_over_at timestamp with time zone,
    taken_over_by_id bigint,
    approvals_needed smallint NOT NULL,
    clause character varying(300) NOT NULL,
    due_date date,
    facts text NOT NULL,
    ground character varying(12) NOT NULL,
    known_since date,
    needs_higher_role boolean NOT NULL,
    owner_id bigint,
    round smallint NOT NULL,
    stage_since timestamp with time zone NOT NULL,
    lapse_date date,
    pack_id bigint,
    CONSTRAINT case_approvals_needed CHECK ((approvals_needed = ANY (ARRAY[1, 2]))),
    CONSTRAINT case_closed_with_time CHECK ((((closed_at IS NULL) AND (due_date IS NOT NULL) AND ((state)::text = ANY ((ARRAY['proposed'::character varying, 'assessment'::character varying, 'legal_review'::character varying, 'warning'::character varying, 'notice'::character varying, 'rectification'::character varying, 'decision'::character varying, 'reduction'::character varying, 'termination'::character varying, 'settlement'::character varying])::text[]))) OR ((closed_at IS NOT NULL) AND (due_date IS NULL) AND ((state)::text = ANY ((ARRAY['closed'::character varying, 'cured'::character varying, 'withdrawn'::character varying, 'rejected'::character varying, 'overturned'::character varying])::text[]))))),
    CONSTRAINT case_ground CHECK (((ground)::text = ANY ((ARRAY[''::character varying, 'late_payment'::character varying, 'breach'::character varying, 'credit'::character varying, 'ordinary'::character varying, 'insolvency'::character varying, 'sanctions'::character varying, 'fraud'::character varying, 'violence'::character varying])::text[]))),
    CONSTRAINT case_state CHECK (((state)::text = ANY ((ARRAY['proposed'::character varying, 'assessment'::character varying, 'legal_review'::character varying, 'warning'::character varying, 'notice'::character varying, 'rectification'::character varying, 'decision'::character varying, 'reduction'::character varying, 'termination'::character varying, 'settlement'::character varying, 'closed'::character varying, 'cured'::character varying, 'withdrawn'::character varying, 'rejected'::character varying, 'overturned'::character varying])::text[]))),
    CONSTRAINT case_summary_given CHECK ((NOT (summary = ''::text))),
    CONSTRAINT removal_removalcase_approvals_needed_check CHECK ((approvals_needed >= 0)),
    CONSTRAINT removal_removalcase_round_check CHECK ((round >= 0)),
    CONSTRAINT removal_removalcase_version_check CHECK ((version >= 0))
);

ALTER TABLE public.removal_removalcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_removalcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_removaldecision (
    id bigint NOT NULL,
    round smallint NOT NULL,
    outcome character varying(10) NOT NULL,
    reason text NOT NULL,
    exposure numeric(22,2),
    decided_at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    decided_by_id bigint NOT NULL,
    requested_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    CONSTRAINT decided_by_second_person CHECK ((NOT (decided_by_id = requested_by_id))),
    CONSTRAINT decision_outcome CHECK (((outcome)::text = ANY ((ARRAY['approved'::character varying, 'rejected'::character varying])::text[]))),
    CONSTRAINT decision_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT nobody_behind_the_key_decides CHECK ((NOT (decided_by_id = responsible_id))),
    CONSTRAINT removal_removaldecision_round_check CHECK ((round >= 0))
);

ALTER TABLE public.removal_removaldecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_removaldecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_restrictedmatter (
    id uuid NOT NULL,
    customer_key bigint NOT NULL,
    customer_number character varying(40) NOT NULL,
    customer_name character varying(200) NOT NULL,
    kind character varying(10) NOT NULL,
    facts text NOT NULL,
    reference character varying(80) NOT NULL,
    filed_date date,
    state character varying(6) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    closed_at timestamp with time zone,
    closed_by_id bigint,
    opened_by_id bigint NOT NULL,
    CONSTRAINT matter_closed_whole CHECK ((((closed_at IS NULL) AND (closed_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((closed_at IS NOT NULL) AND (closed_by_id IS NOT NULL) AND ((state)::text = 'closed'::text) AND (NOT (outcome = ''::text))))),
    CONSTRAINT matter_facts_given CHECK ((NOT (facts = ''::text))),
    CONSTRAINT matter_state CHECK (((state)::text = ANY ((ARRAY['open'::character varying, 'closed'::character varying])::text[])))
);

CREATE TABLE public.removal_restrictednote (
    id bigint NOT NULL,
    text text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    matter_id uuid NOT NULL,
    written_by_id bigint NOT NULL,
    CONSTRAINT matter_note_given CHECK ((NOT (text = ''::text)))
);

ALTER TABLE public.removal_restrictednote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_restrictednote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_runoff (
    case_id bigint NOT NULL,
    started_date date NOT NULL,
    opening numeric(22,2) NOT NULL,
    without_rate integer NOT NULL,
    invoiced_before numeric(22,2) NOT NULL,
    paid_before numeric(22,2) NOT NULL,
    credited_before numeric(22,2) NOT NULL,
    written_off_before numeric(22,2) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by_id bigint NOT NULL,
    CONSTRAINT removal_runoff_without_rate_check CHECK ((without_rate >= 0))
);

CREATE TABLE public.removal_runoffitem (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    text character varying(300) NOT NULL,
    amount numeric(18,2),
    due_date date NOT NULL,
    state character varying(7) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    result text NOT NULL,
    case_id bigint NOT NULL,
    closed_by_id bigint,
    planned_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    CONSTRAINT run_off_item_closed_with_result CHECK ((((closed_at IS NULL) AND ((state)::text = 'open'::text)) OR ((closed_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['done'::character varying, 'dropped'::character varying])::text[])) AND (NOT (result = ''::text))))),
    CONSTRAINT run_off_item_positive CHECK (((amount IS NULL) OR (amount > (0)::numeric)))
);

ALTER TABLE public.removal_runoffitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_runoffitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_sealedentry (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(40) NOT NULL,
    actor_id character varying(40) NOT NULL,
    body text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.removal_sealedhead (
    id bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    salt bytea NOT NULL,
    event_id bigint NOT NULL
);

ALTER TABLE public.removal_sealedhead ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_sealedhead_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_securityoffer (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount numeric(18,2) NOT NULL,
    given_by character varying(200) NOT NULL,
    offered_date date NOT NULL,
    valid_until date,
    text text NOT NULL,
    state character varying(8) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    decided_by_id bigint,
    recorded_by_id bigint NOT NULL,
    security_id bigint,
    step_id bigint NOT NULL,
    CONSTRAINT accepted_offer_has_its_security CHECK ((((security_id IS NOT NULL) AND ((state)::text = 'accepted'::text)) OR ((NOT ((state)::text = 'accepted'::text)) AND (security_id IS NULL)))),
    CONSTRAINT offer_decided_by_second_person CHECK ((NOT ((decided_by_id = recorded_by_id) AND (decided_by_id IS NOT NULL)))),
    CONSTRAINT offer_decided_with_reason CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'offered'::text)) OR ((decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['accepted'::character varying, 'refused'::character varying])::text[])) AND (decided_at IS NOT NULL) AND (NOT (decision = ''::text))))),
    CONSTRAINT offer_positive CHECK ((amount > (0)::numeric))
);

ALTER TABLE public.removal_securityoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_securityoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_sendclearance (
    id bigint NOT NULL,
    case_key bigint NOT NULL,
    decision character varying(5) NOT NULL,
    not_before date,
    reason text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    decided_by_id bigint NOT NULL,
    CONSTRAINT clearance_decision CHECK ((((decision)::text = 'clear'::text) OR (((decision)::text = 'hold'::text) AND (not_before IS NULL)))),
    CONSTRAINT clearance_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.removal_sendclearance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_sendclearance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_subjectrequest (
    id bigint NOT NULL,
    kind character varying(11) NOT NULL,
    channel character varying(6) NOT NULL,
    subject character varying(200) NOT NULL,
    question text NOT NULL,
    received_date date NOT NULL,
    deadline_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    identity_check character varying(500) NOT NULL,
    state character varying(7) NOT NULL,
    answer text NOT NULL,
    exemption character varying(500) NOT NULL,
    answered_date date,
    version integer NOT NULL,
    answered_by_id bigint,
    customer_id bigint,
    identity_checked_by_id bigint,
    recorded_by_id bigint NOT NULL,
    CONSTRAINT removal_subjectrequest_version_check CHECK ((version >= 0)),
    CONSTRAINT subject_request_answered_whole CHECK ((((answer = ''::text) AND (answered_by_id IS NULL) AND ((state)::text = 'open'::text)) OR (((state)::text = ANY ((ARRAY['granted'::character varying, 'partly'::character varying, 'refused'::character varying])::text[])) AND (answered_by_id IS NOT NULL) AND (answered_date IS NOT NULL) AND (NOT (answer = ''::text)) AND (NOT ((identity_check)::text = ''::text))))),
    CONSTRAINT subject_request_deadline_after CHECK ((deadline_date >= received_date)),
    CONSTRAINT subject_request_kind CHECK (((kind)::text = ANY ((ARRAY['access'::character varying, 'correction'::character varying, 'explanation'::character varying, 'objection'::character varying, 'erasure'::character varying])::text[]))),
    CONSTRAINT subject_request_refused_for_a_reason CHECK ((((state)::text = ANY ((ARRAY['open'::character varying, 'granted'::character varying])::text[])) OR (NOT ((exemption)::text = ''::text)))),
    CONSTRAINT subject_request_says_something CHECK (((NOT ((subject)::text = ''::text)) AND (NOT (question = ''::text))))
);

ALTER TABLE public.removal_subjectrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_subjectrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_suggestion (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    lapsed_because character varying(12) NOT NULL,
    exposure numeric(22,2) NOT NULL,
    tier character varying(8) NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    latest_seen_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    reason text NOT NULL,
    pause_until date,
    version integer NOT NULL,
    case_id bigint,
    closed_by_id bigint,
    criteria_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT removal_suggestion_version_check CHECK ((version >= 0)),
    CONSTRAINT suggestion_closed_with_time CHECK ((((closed_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (closed_at IS NOT NULL)))),
    CONSTRAINT suggestion_dismissed_with_reason CHECK (((NOT ((state)::text = 'dismissed'::text)) OR ((closed_by_id IS NOT NULL) AND (NOT (reason = ''::text))))),
    CONSTRAINT suggestion_lapsed_because CHECK ((((closed_by_id IS NULL) AND ((state)::text = 'lapsed'::text) AND (NOT ((lapsed_because)::text = ''::text))) OR ((NOT ((state)::text = 'lapsed'::text)) AND ((lapsed_because)::text = ''::text)))),
    CONSTRAINT suggestion_taken_up_with_case CHECK ((((case_id IS NOT NULL) AND (closed_by_id IS NOT NULL) AND ((state)::text = 'taken_up'::text)) OR ((NOT ((state)::text = 'taken_up'::text)) AND (case_id IS NULL))))
);

ALTER TABLE public.removal_suggestion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_suggestion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.removal_suggestionevidence (
    id bigint NOT NULL,
    figures jsonb NOT NULL,
    is_met boolean NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    latest_seen_at timestamp with time zone NOT NULL,
    rule_id bigint NOT NULL,
    suggestion_id bigint NOT NULL
);

ALTER TABLE public.removal_suggestionevidence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.removal_suggestionevidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_backtest (
    id bigint NOT NULL,
    first_month date NOT NULL,
    final_month date NOT NULL,
    days smallint NOT NULL,
    horizon smallint NOT NULL,
    result jsonb,
    requested_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    card_version_id bigint NOT NULL,
    challenger_id bigint,
    requested_by_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT backtest_challenger_is_another CHECK (((challenger_id IS NULL) OR (NOT ((challenger_id = card_version_id) AND (challenger_id IS NOT NULL))))),
    CONSTRAINT backtest_finished_with_result CHECK ((((finished_at IS NULL) AND (result IS NULL)) OR ((finished_at IS NOT NULL) AND (result IS NOT NULL)))),
    CONSTRAINT backtest_label CHECK (((days <= 365) AND ((horizon >= 1) AND (horizon <= 1095)))),
    CONSTRAINT backtest_months_in_order CHECK ((first_month <= final_month)),
    CONSTRAINT scoring_backtest_days_check CHECK ((days >= 0)),
    CONSTRAINT scoring_backtest_horizon_check CHECK ((horizon >= 0))
);

ALTER TABLE public.scoring_backtest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_backtest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_backtestpart (
    id bigint NOT NULL,
    number integer NOT NULL,
    customers integer NOT NULL,
    rows bytea NOT NULL,
    back_test_id bigint NOT NULL,
    CONSTRAINT scoring_backtestpart_customers_check CHECK ((customers >= 0)),
    CONSTRAINT scoring_backtestpart_number_check CHECK ((number >= 0))
);

ALTER TABLE public.scoring_backtestpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_backtestpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_championproposal (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decision_reason text DEFAULT ''::text NOT NULL,
    decided_by_id bigint,
    proposed_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    scorecard_id bigint NOT NULL,
    CONSTRAINT champion_decided_by_second_person CHECK (((decided_by_id IS NULL) OR ((NOT ((decided_by_id = proposed_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))))),
    CONSTRAINT champion_decision_whole CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['approved'::character varying, 'rejected'::character varying])::text[])) AND (NOT (decision_reason = ''::text))))),
    CONSTRAINT champion_reason_given CHECK ((NOT (reason = ''::text)))
);

ALTER TABLE public.scoring_championproposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_championproposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_creditchange (
    id bigint NOT NULL,
    "position" bigint,
    kind character varying(9) NOT NULL,
    check_id bigint,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint
);

ALTER TABLE public.scoring_creditchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_creditchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_creditcheck (
    id bigint NOT NULL,
    reference character varying(80) NOT NULL,
    amount numeric(18,2) NOT NULL,
    currency character varying(3) NOT NULL,
    base_amount numeric(18,2),
    verdict character varying(6) NOT NULL,
    reasons jsonb NOT NULL,
    prepayment numeric(18,2),
    payment_days smallint,
    ledger numeric(22,2) NOT NULL,
    unbilled numeric(22,2) NOT NULL,
    reserved numeric(22,2) NOT NULL,
    unknown integer NOT NULL,
    agreed_limit numeric(18,2),
    limit_factor numeric(6,2) NOT NULL,
    allowed numeric(22,2),
    order_limit numeric(18,2),
    group_limit numeric(18,2),
    group_exposure numeric(22,2),
    sector_limit numeric(18,2),
    sector_exposure numeric(26,2),
    tier character varying(8) NOT NULL,
    score numeric(5,1),
    score_as_of date,
    card_version_id bigint,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    wants_reservation boolean NOT NULL,
    waits boolean NOT NULL,
    asked_by_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    policy_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    under_id bigint,
    deposit numeric(22,2),
    restrictions jsonb,
    service character varying(40) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT check_amount_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT check_verdict CHECK (((verdict)::text = ANY ((ARRAY['allow'::character varying, 'prepay'::character varying, 'hold'::character varying, 'deny'::character varying])::text[]))),
    CONSTRAINT only_held_documents_wait CHECK (((NOT waits) OR (((verdict)::text = 'hold'::text) AND (NOT ((reference)::text = ''::text))))),
    CONSTRAINT scoring_creditcheck_payment_days_check CHECK ((payment_days >= 0)),
    CONSTRAINT scoring_creditcheck_unknown_check CHECK ((unknown >= 0)),
    CONSTRAINT unknown_amounts_are_held CHECK ((((verdict)::text = ANY ((ARRAY['hold'::character varying, 'deny'::character varying])::text[])) OR ((base_amount IS NOT NULL) AND (unknown = 0)) OR (under_id IS NOT NULL)))
);

ALTER TABLE public.scoring_creditcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_creditcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_customertreatment (
    customer_id bigint NOT NULL,
    since date NOT NULL,
    review_date date NOT NULL,
    agreed_days smallint,
    decided_by_id bigint,
    treatment_id bigint NOT NULL,
    reviewed_by_id bigint,
    reviewed_at timestamp with time zone,
    review_note text DEFAULT ''::text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT scoring_customertreatment_agreed_days_check CHECK ((agreed_days >= 0)),
    CONSTRAINT scoring_customertreatment_version_check CHECK ((version >= 0)),
    CONSTRAINT treatment_reviewed_whole CHECK ((((review_note = ''::text) AND (reviewed_at IS NULL) AND (reviewed_by_id IS NULL)) OR ((reviewed_at IS NOT NULL) AND (reviewed_by_id IS NOT NULL) AND (NOT (review_note = ''::text)))))
);

CREATE TABLE public.scoring_driftmonth (
    id bigint NOT NULL,
    as_of date NOT NULL,
    counts jsonb NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    card_version_id bigint NOT NULL,
    overrides jsonb
);

ALTER TABLE public.scoring_driftmonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_driftmonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_fitting (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    source character varying(8) NOT NULL,
    days smallint NOT NULL,
    horizon smallint NOT NULL,
    first_month date,
    final_month date,
    cut_off date,
    true_rate numeric(7,4),
    candidates jsonb NOT NULL,
    columns jsonb NOT NULL,
    preview jsonb NOT NULL,
    file character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    result jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    card_version_id bigint,
    requested_by_id bigint NOT NULL,
    run_id bigint,
    base_score numeric(6,2) DEFAULT 600 NOT NULL,
    base_odds numeric(7,2) DEFAULT 50 NOT NULL,
    pdo numeric(6,2) DEFAULT 20 NOT NULL,
    with_challenger boolean DEFAULT true NOT NULL,
    CONSTRAINT card_of_a_finished_fitting CHECK (((card_version_id IS NULL) OR ((state)::text = 'done'::text))),
    CONSTRAINT fitting_has_a_scale CHECK (((base_odds >= 0.01) AND (base_score >= (0)::numeric) AND (pdo >= (1)::numeric))),
    CONSTRAINT fitting_looks_ahead CHECK ((horizon >= 1)),
    CONSTRAINT fitting_state CHECK (((state)::text = ANY ((ARRAY['uploaded'::character varying, 'waiting'::character varying, 'done'::character varying, 'refused'::character varying])::text[]))),
    CONSTRAINT scoring_fitting_days_check CHECK ((days >= 0)),
    CONSTRAINT scoring_fitting_horizon_check CHECK ((horizon >= 0))
);

ALTER TABLE public.scoring_fitting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_fitting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_override (
    id bigint NOT NULL,
    tier character varying(8) NOT NULL,
    computed_tier character varying(8) NOT NULL,
    score numeric(5,1),
    reason character varying(10) NOT NULL,
    text text NOT NULL,
    evidence text NOT NULL,
    state character varying(10) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    from_date date NOT NULL,
    expires_on date NOT NULL,
    decided_at timestamp with time zone,
    decision text NOT NULL,
    ended_at timestamp with time zone,
    ending text NOT NULL,
    version integer NOT NULL,
    customer_id bigint NOT NULL,
    decided_by_id bigint,
    ended_by_id bigint,
    requested_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    CONSTRAINT override_decided_by_second_person CHECK (((decided_by_id IS NULL) OR ((NOT ((decided_by_id = requested_by_id) AND (decided_by_id IS NOT NULL))) AND (NOT ((decided_by_id = responsible_id) AND (decided_by_id IS NOT NULL)))))),
    CONSTRAINT override_decided_whole CHECK ((((decided_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'withdrawn'::character varying])::text[]))) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['in_force'::character varying, 'rejected'::character varying, 'lifted'::character varying, 'expired'::character varying])::text[]))))),
    CONSTRAINT override_for_a_while CHECK (((expires_on >= from_date) AND (expires_on <= (from_date + '90 days'::interval)))),
    CONSTRAINT override_rates CHECK ((NOT ((tier)::text = 'unrated'::text))),
    CONSTRAINT override_told CHECK (((NOT (text = ''::text)) AND (NOT (evidence = ''::text)))),
    CONSTRAINT scoring_override_version_check CHECK ((version >= 0))
);

ALTER TABLE public.scoring_override ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_override_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_peerfigure (
    id bigint NOT NULL,
    figure character varying(20) NOT NULL,
    part character varying(120) NOT NULL,
    value numeric(24,8) NOT NULL,
    count integer NOT NULL,
    as_of date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    computed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.scoring_peerfigure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_peerfigure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_provisionmatrix (
    id bigint NOT NULL,
    first_day date NOT NULL,
    final_day date NOT NULL,
    loss_given_default numeric(5,2) NOT NULL,
    rates jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    adopted_at timestamp with time zone,
    adopted_by_id bigint,
    requested_by_id bigint,
    run_id bigint NOT NULL,
    CONSTRAINT matrix_adopted_by_second_person CHECK (((adopted_by_id IS NULL) OR (requested_by_id IS NULL) OR (NOT ((adopted_by_id = requested_by_id) AND (adopted_by_id IS NOT NULL) AND (requested_by_id IS NOT NULL))))),
    CONSTRAINT matrix_adopted_whole CHECK ((((adopted_at IS NULL) AND (adopted_by_id IS NULL)) OR ((adopted_at IS NOT NULL) AND (adopted_by_id IS NOT NULL))))
);

ALTER TABLE public.scoring_provisionmatrix ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_provisionmatrix_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_rating (
    customer_id bigint NOT NULL,
    tier character varying(8) NOT NULL,
    computed_tier character varying(8) NOT NULL,
    below_since date,
    score numeric(5,1),
    points numeric(10,4) NOT NULL,
    change numeric(5,1),
    score_row bigint,
    as_of date,
    tier_since date,
    rated_tier character varying(8) DEFAULT 'unrated'::character varying NOT NULL,
    danger numeric(18,4) GENERATED ALWAYS AS (((COALESCE(score, round(points, 1)) * (1000000)::numeric) + points)) STORED,
    pd numeric(7,4),
    card_tier character varying(8) DEFAULT 'unrated'::character varying NOT NULL,
    expected_loss numeric(22,2)
)
WITH (fillfactor='70');

CREATE TABLE public.scoring_ratingchange (
    id bigint NOT NULL,
    from_tier character varying(8) NOT NULL,
    to_tier character varying(8) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.scoring_ratingchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_ratingchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_ratinghistory (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    as_of date NOT NULL,
    tier character varying(8) NOT NULL,
    card_tier character varying(8) NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.scoring_ratinghistory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_ratinghistory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_reading (
    customer_id bigint NOT NULL,
    as_of date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    exposure numeric(22,2) NOT NULL,
    overdue numeric(22,2) NOT NULL,
    unallocated numeric(22,2),
    oldest_days integer NOT NULL,
    credit_limit numeric(18,2),
    not_due numeric(22,2) NOT NULL,
    due_1_30 numeric(22,2) NOT NULL,
    due_31_60 numeric(22,2) NOT NULL,
    due_61_90 numeric(22,2) NOT NULL,
    due_91_180 numeric(22,2) NOT NULL,
    due_181_365 numeric(22,2) NOT NULL,
    due_over_365 numeric(22,2) NOT NULL,
    no_due_date numeric(22,2) NOT NULL,
    open_without_rate integer NOT NULL,
    dbt_paid numeric(18,4),
    dbt_open numeric(18,4),
    payment_index numeric(18,4),
    late_frequency numeric(18,4),
    overdue_ratio numeric(18,4),
    over_90_ratio numeric(18,4),
    max_dpd numeric(18,4),
    consecutive_late numeric(18,4),
    dso numeric(18,4),
    average_days_delinquent numeric(18,4),
    utilisation numeric(18,4),
    over_limit_days numeric(18,4),
    invoice_surge numeric(18,4),
    activity_drop numeric(18,4),
    tenure numeric(18,4),
    altman_manufacturer numeric(18,4),
    altman_other numeric(18,4),
    best_possible_dso numeric(18,4),
    book_share numeric(18,4),
    broken_promises numeric(18,4),
    claims_ratio numeric(18,4),
    collection_effectiveness numeric(18,4),
    company_age numeric(18,4),
    complaints_about numeric(18,4),
    complaints_by numeric(18,4),
    contact_changes numeric(18,4),
    count_back_dso numeric(18,4),
    counterparty_share numeric(18,4),
    dbt_signed numeric(18,4),
    deduction_rate numeric(18,4),
    dishonoured_count numeric(18,4),
    dishonoured_ratio numeric(18,4),
    dispute_rate numeric(18,4),
    disputes_won numeric(18,4),
    external_pd numeric(18,4),
    industry_risk numeric(18,4),
    insolvency numeric(18,4),
    large_transactions numeric(18,4),
    list_hits numeric(18,4),
    litigation numeric(18,4),
    negative_news numeric(18,4),
    payment_anomalies numeric(18,4),
    payment_method_changes numeric(18,4),
    recorded_defaults numeric(18,4),
    region_grade numeric(18,4),
    region_risk numeric(18,4),
    return_rate numeric(18,4),
    return_rate_to_peers numeric(18,4),
    roll_forward numeric(18,4),
    sanctions_hits numeric(18,4),
    unbilled numeric(22,2),
    disputed numeric(22,2),
    covered numeric(22,2)
)
WITH (fillfactor='70');

CREATE TABLE public.scoring_regiongrade (
    id bigint NOT NULL,
    country character varying(2) NOT NULL,
    region character varying(80) NOT NULL,
    grade smallint,
    source character varying(200) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    entered_by_id bigint,
    CONSTRAINT region_grade_range CHECK (((grade IS NULL) OR ((grade >= 1) AND (grade <= 5)))),
    CONSTRAINT scoring_regiongrade_grade_check CHECK ((grade >= 0))
);

ALTER TABLE public.scoring_regiongrade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_regiongrade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_release (
    check_row_id bigint NOT NULL,
    reason text NOT NULL,
    released_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    asked_by_id bigint NOT NULL,
    released_by_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    CONSTRAINT nobody_behind_the_key_releases CHECK ((NOT (released_by_id = responsible_id))),
    CONSTRAINT release_ends_later CHECK ((expires_at > released_at)),
    CONSTRAINT release_reason_given CHECK ((NOT (reason = ''::text))),
    CONSTRAINT released_by_second_person CHECK ((NOT (released_by_id = asked_by_id)))
);

CREATE TABLE public.scoring_reservation (
    id bigint NOT NULL,
    reference character varying(80) NOT NULL,
    base_amount numeric(18,2) NOT NULL,
    reserved_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    closed_at timestamp with time zone,
    check_row_id bigint NOT NULL,
    closed_by_id bigint,
    customer_id bigint NOT NULL,
    CONSTRAINT reservation_closed_with_time CHECK ((((closed_at IS NULL) AND ((state)::text = 'live'::text)) OR ((closed_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['settled'::character varying, 'cancelled'::character varying, 'replaced'::character varying])::text[]))))),
    CONSTRAINT reservation_ends_later CHECK ((expires_at > reserved_at)),
    CONSTRAINT reservation_of_a_document CHECK ((NOT ((reference)::text = ''::text))),
    CONSTRAINT reservation_positive CHECK ((base_amount > (0)::numeric))
);

ALTER TABLE public.scoring_reservation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_reservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_riskscore (
    id bigint NOT NULL,
    customer_id bigint NOT NULL,
    card_version_id bigint NOT NULL,
    as_of date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    points numeric(10,4),
    score numeric(5,1),
    tier character varying(8) NOT NULL,
    coverage numeric(5,4) NOT NULL,
    contributions jsonb NOT NULL,
    knock_outs jsonb NOT NULL,
    reason_method character varying(1) NOT NULL,
    run_id bigint,
    scored_at timestamp with time zone NOT NULL,
    pd numeric(7,4),
    formulas character varying(12) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.scoring_riskscore ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_riskscore_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_scorecard (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name_en character varying(120) NOT NULL,
    name_zh character varying(120) NOT NULL,
    is_champion boolean NOT NULL
);

ALTER TABLE public.scoring_scorecard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_scorecard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_scorecardauthor (
    id bigint NOT NULL,
    card_version_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.scoring_scorecardauthor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_scorecardauthor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_scorecardversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    definition jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    created_by_id bigint,
    published_by_id bigint,
    scorecard_id bigint NOT NULL,
    based_on_id bigint,
    evidence text DEFAULT ''::text NOT NULL,
    limits text DEFAULT ''::text NOT NULL,
    monitoring text DEFAULT ''::text NOT NULL,
    purpose text DEFAULT ''::text NOT NULL,
    restrictions text DEFAULT ''::text NOT NULL,
    retired_at timestamp with time zone,
    submit_note text DEFAULT ''::text NOT NULL,
    submitted_at timestamp with time zone,
    submitted_by_id bigint,
    version integer DEFAULT 1 NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    materiality text DEFAULT ''::text NOT NULL,
    lineage text DEFAULT ''::text NOT NULL,
    validation text DEFAULT ''::text NOT NULL,
    CONSTRAINT card_published_by_other_than_submitter CHECK (((published_by_id IS NULL) OR (submitted_by_id IS NULL) OR (NOT ((published_by_id = submitted_by_id) AND (published_by_id IS NOT NULL) AND (submitted_by_id IS NOT NULL))))),
    CONSTRAINT card_review_says_who_and_why CHECK (((NOT ((state)::text = 'review'::text)) OR ((submitted_at IS NOT NULL) AND (submitted_by_id IS NOT NULL) AND (NOT (submit_note = ''::text))))),
    CONSTRAINT card_version_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'review'::character varying, 'published'::character varying, 'retired'::character varying])::text[]))),
    CONSTRAINT published_by_second_person CHECK (((published_by_id IS NULL) OR (created_by_id IS NULL) OR (NOT ((published_by_id = created_by_id) AND (published_by_id IS NOT NULL) AND (created_by_id IS NOT NULL))))),
    CONSTRAINT scoring_scorecardversion_number_check CHECK ((number >= 0)),
    CONSTRAINT scoring_scorecardversion_version_check CHECK ((version >= 0))
);

ALTER TABLE public.scoring_scorecardversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_scorecardversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_scoretable (
    id bigint NOT NULL,
    provider character varying(80) NOT NULL,
    direction character varying(8) NOT NULL,
    source character varying(200) NOT NULL,
    effective_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    entered_by_id bigint
);

ALTER TABLE public.scoring_scoretable ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_scoretable_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_scoretableline (
    id bigint NOT NULL,
    score_from numeric(10,2) NOT NULL,
    default_probability numeric(7,4) NOT NULL,
    table_id bigint NOT NULL,
    CONSTRAINT score_line_in_range CHECK (((default_probability >= (0)::numeric) AND (default_probability <= (100)::numeric)))
);

ALTER TABLE public.scoring_scoretableline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_scoretableline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_sectorexposure (
    industry character varying(80) NOT NULL,
    owed numeric(26,2) NOT NULL,
    unknown integer NOT NULL,
    read_at timestamp with time zone NOT NULL,
    CONSTRAINT scoring_sectorexposure_unknown_check CHECK ((unknown >= 0))
);

CREATE TABLE public.scoring_sectorlimit (
    id bigint NOT NULL,
    industry character varying(80) NOT NULL,
    "limit" numeric(18,2) NOT NULL,
    policy_id bigint NOT NULL,
    CONSTRAINT sector_limit_not_negative CHECK (("limit" >= (0)::numeric))
);

ALTER TABLE public.scoring_sectorlimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_sectorlimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_snapshot (
    id bigint NOT NULL,
    as_of date NOT NULL,
    known_at timestamp with time zone NOT NULL,
    exposure numeric(22,2) NOT NULL,
    overdue numeric(22,2) NOT NULL,
    unallocated numeric(22,2),
    oldest_days integer NOT NULL,
    credit_limit numeric(18,2),
    not_due numeric(22,2) NOT NULL,
    due_1_30 numeric(22,2) NOT NULL,
    due_31_60 numeric(22,2) NOT NULL,
    due_61_90 numeric(22,2) NOT NULL,
    due_91_180 numeric(22,2) NOT NULL,
    due_181_365 numeric(22,2) NOT NULL,
    due_over_365 numeric(22,2) NOT NULL,
    no_due_date numeric(22,2) NOT NULL,
    open_without_rate integer NOT NULL,
    dbt_paid numeric(18,4),
    dbt_open numeric(18,4),
    dbt_signed numeric(18,4),
    payment_index numeric(18,4),
    late_frequency numeric(18,4),
    overdue_ratio numeric(18,4),
    over_90_ratio numeric(18,4),
    max_dpd numeric(18,4),
    consecutive_late numeric(18,4),
    roll_forward numeric(18,4),
    collection_effectiveness numeric(18,4),
    broken_promises numeric(18,4),
    dishonoured_count numeric(18,4),
    dishonoured_ratio numeric(18,4),
    deduction_rate numeric(18,4),
    payment_method_changes numeric(18,4),
    payment_anomalies numeric(18,4),
    dso numeric(18,4),
    count_back_dso numeric(18,4),
    best_possible_dso numeric(18,4),
    average_days_delinquent numeric(18,4),
    utilisation numeric(18,4),
    over_limit_days numeric(18,4),
    book_share numeric(18,4),
    invoice_surge numeric(18,4),
    large_transactions numeric(18,4),
    activity_drop numeric(18,4),
    tenure numeric(18,4),
    counterparty_share numeric(18,4),
    return_rate numeric(18,4),
    return_rate_to_peers numeric(18,4),
    dispute_rate numeric(18,4),
    disputes_won numeric(18,4),
    complaints_about numeric(18,4),
    complaints_by numeric(18,4),
    contact_changes numeric(18,4),
    external_pd numeric(18,4),
    altman_manufacturer numeric(18,4),
    altman_other numeric(18,4),
    negative_news numeric(18,4),
    list_hits numeric(18,4),
    sanctions_hits numeric(18,4),
    litigation numeric(18,4),
    claims_ratio numeric(18,4),
    insolvency numeric(18,4),
    recorded_defaults numeric(18,4),
    company_age numeric(18,4),
    industry_risk numeric(18,4),
    region_risk numeric(18,4),
    region_grade numeric(18,4),
    customer_id bigint NOT NULL,
    unbilled numeric(22,2),
    disputed numeric(22,2),
    covered numeric(22,2)
);

ALTER TABLE public.scoring_snapshot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_snapshot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_treatment (
    id bigint NOT NULL,
    tier character varying(8) NOT NULL,
    verdict character varying(6) NOT NULL,
    over_limit_verdict character varying(6) NOT NULL,
    limit_factor numeric(6,2) NOT NULL,
    order_limit numeric(18,2),
    payment_days smallint,
    prepayment_share numeric(5,2) NOT NULL,
    deposit_share numeric(5,2) NOT NULL,
    review_days smallint NOT NULL,
    policy_id bigint NOT NULL,
    overdue_days smallint DEFAULT 0 NOT NULL,
    is_automatic boolean DEFAULT false NOT NULL,
    CONSTRAINT scoring_treatment_overdue_days_check CHECK ((overdue_days >= 0)),
    CONSTRAINT scoring_treatment_payment_days_check CHECK ((payment_days >= 0)),
    CONSTRAINT scoring_treatment_review_days_check CHECK ((review_days >= 0)),
    CONSTRAINT treatment_in_range CHECK ((((deposit_share >= (0)::numeric) AND (deposit_share <= (100)::numeric)) AND ((limit_factor >= (0)::numeric) AND (limit_factor <= (500)::numeric)) AND ((prepayment_share >= (0)::numeric) AND (prepayment_share <= (100)::numeric))))
);

ALTER TABLE public.scoring_treatment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_treatment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_treatmentauthor (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    policy_id bigint NOT NULL
);

ALTER TABLE public.scoring_treatmentauthor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_treatmentauthor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_treatmentdue (
    id bigint NOT NULL,
    customer_id bigint NOT NULL
);

ALTER TABLE public.scoring_treatmentdue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_treatmentdue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_treatmentpolicy (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    loss_given_default numeric(5,2) NOT NULL,
    capital_cost numeric(5,2) NOT NULL,
    check_hours smallint NOT NULL,
    note text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    version integer NOT NULL,
    created_by_id bigint,
    published_by_id bigint,
    applied_to bigint DEFAULT 0,
    servicing_cost numeric(18,2) DEFAULT 0 NOT NULL,
    submitted_at timestamp with time zone,
    submitted_by_id bigint,
    CONSTRAINT scoring_treatmentpolicy_check_hours_check CHECK ((check_hours >= 0)),
    CONSTRAINT scoring_treatmentpolicy_number_check CHECK ((number >= 0)),
    CONSTRAINT scoring_treatmentpolicy_version_check CHECK ((version >= 0)),
    CONSTRAINT treatment_policy_reasoned CHECK ((((state)::text = 'draft'::text) OR (created_by_id IS NULL) OR (NOT (note = ''::text)))),
    CONSTRAINT treatment_published_by_second_person CHECK (((published_by_id IS NULL) OR (created_by_id IS NULL) OR (NOT ((published_by_id = created_by_id) AND (published_by_id IS NOT NULL) AND (created_by_id IS NOT NULL))))),
    CONSTRAINT treatment_servicing_not_negative CHECK ((servicing_cost >= (0)::numeric)),
    CONSTRAINT treatment_shares_in_range CHECK ((((capital_cost >= (0)::numeric) AND (capital_cost <= (100)::numeric)) AND ((loss_given_default >= (0)::numeric) AND (loss_given_default <= (100)::numeric))))
);

ALTER TABLE public.scoring_treatmentpolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_treatmentpolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_treatmentproposal (
    id bigint NOT NULL,
    former_days smallint,
    proposed_days smallint,
    direction character varying(8) NOT NULL,
    state character varying(9) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reason text NOT NULL,
    version integer NOT NULL,
    customer_id bigint NOT NULL,
    decided_by_id bigint,
    former_id bigint,
    proposed_id bigint NOT NULL,
    CONSTRAINT declined_with_a_reason CHECK (((NOT ((state)::text = 'declined'::text)) OR (NOT (reason = ''::text)))),
    CONSTRAINT scoring_treatmentproposal_former_days_check CHECK ((former_days >= 0)),
    CONSTRAINT scoring_treatmentproposal_proposed_days_check CHECK ((proposed_days >= 0)),
    CONSTRAINT scoring_treatmentproposal_version_check CHECK ((version >= 0)),
    CONSTRAINT treatment_proposal_decided_whole CHECK ((((decided_at IS NULL) AND (decided_by_id IS NULL) AND ((state)::text = 'open'::text)) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NULL) AND ((state)::text = ANY ((ARRAY['overtaken'::character varying, 'applied'::character varying])::text[]))) OR ((decided_at IS NOT NULL) AND (decided_by_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['accepted'::character varying, 'declined'::character varying])::text[])))))
);

ALTER TABLE public.scoring_treatmentproposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scoring_treatmentproposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.scoring_unscorable (
    customer_id bigint NOT NULL,
    error text NOT NULL,
    attempts integer NOT NULL,
    since timestamp with time zone NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    CONSTRAINT scoring_unscorable_attempts_check CHECK ((attempts >= 0))
);

CREATE TABLE public.web_defaultview (
    id bigint NOT NULL,
    person_id bigint NOT NULL,
    list character varying(100) NOT NULL,
    view_id bigint NOT NULL
);

ALTER TABLE public.web_defaultview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_defaultview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.web_export (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    title character varying(200) NOT NULL,
    address text NOT NULL,
    format character varying(4) NOT NULL,
    language character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    total bigint,
    done bigint NOT NULL,
    file character varying(200) NOT NULL,
    error text NOT NULL,
    attempts smallint NOT NULL,
    claimed_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT export_format CHECK (((format)::text = ANY ((ARRAY['csv'::character varying, 'xlsx'::character varying])::text[]))),
    CONSTRAINT export_state CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT web_export_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.web_export ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_export_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.web_holiday (
    id bigint NOT NULL,
    calendar character varying(2) NOT NULL,
    date date NOT NULL,
    name character varying(120) NOT NULL,
    is_worked boolean NOT NULL,
    CONSTRAINT holiday_calendar_code CHECK (((calendar)::text ~ '^[A-Z]{2}$'::text))
);

ALTER TABLE public.web_holiday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_holiday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.web_idempotentrequest (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    key character varying(255) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint NOT NULL,
    body text NOT NULL,
    headers jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT web_idempotentrequest_status_check CHECK ((status >= 0))
);

ALTER TABLE public.web_idempotentrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_idempotentrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.web_savedview (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    team_id bigint,
    list character varying(100) NOT NULL,
    name character varying(60) NOT NULL,
    query text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT saved_view_says_something CHECK (((NOT ((name)::text = ''::text)) AND (NOT (query = ''::text)))),
    CONSTRAINT web_savedview_version_check CHECK ((version >= 0))
);

ALTER TABLE public.web_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.web_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_absence
    ADD CONSTRAINT accounts_absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_prefix_key UNIQUE (prefix);

ALTER TABLE ONLY public.accounts_policyacknowledgement
    ADD CONSTRAINT accounts_policyacknowledgement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_policydocument
    ADD CONSTRAINT accounts_policydocument_code_key UNIQUE (code);

ALTER TABLE ONLY public.accounts_policydocument
    ADD CONSTRAINT accounts_policydocument_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_policyversion
    ADD CONSTRAINT accounts_policyversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rightlimit
    ADD CONSTRAINT accounts_rightlimit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_code_key UNIQUE (code);

ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.audit_block
    ADD CONSTRAINT audit_block_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_erasure
    ADD CONSTRAINT audit_erasure_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_eventpayload
    ADD CONSTRAINT audit_eventpayload_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.audit_verification
    ADD CONSTRAINT audit_verification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scorecardauthor
    ADD CONSTRAINT author_once UNIQUE (card_version_id, person_id);

ALTER TABLE ONLY public.monitoring_badcustomer
    ADD CONSTRAINT bad_once_a_quarter UNIQUE (quarter, customer_id);

ALTER TABLE ONLY public.removal_casestep
    ADD CONSTRAINT case_steps_in_order UNIQUE (case_id, number);

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT case_with_proposer UNIQUE (id, proposed_by_id);

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT case_with_responsible UNIQUE (id, proposed_by_id, responsible_id);

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT check_with_responsible UNIQUE (id, asked_by_id, responsible_id);

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_ageingrefresh
    ADD CONSTRAINT customers_ageingrefresh_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocationrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_arrears
    ADD CONSTRAINT customers_arrears_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.customers_arrearssweep
    ADD CONSTRAINT customers_arrearssweep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_attachment
    ADD CONSTRAINT customers_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_authorityrequest
    ADD CONSTRAINT customers_authorityrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_bankstatement
    ADD CONSTRAINT customers_bankstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_bookbalance
    ADD CONSTRAINT customers_bookbalance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_breach
    ADD CONSTRAINT customers_breach_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_collectionsettings
    ADD CONSTRAINT customers_collectionsettings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_collectionstep
    ADD CONSTRAINT customers_collectionstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_complaint
    ADD CONSTRAINT customers_complaint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_contact
    ADD CONSTRAINT customers_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT customers_contactchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_contract
    ADD CONSTRAINT customers_contract_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_contractclause
    ADD CONSTRAINT customers_contractclause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_creditnote
    ADD CONSTRAINT customers_creditnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_creditreference
    ADD CONSTRAINT customers_creditreference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_creditreport
    ADD CONSTRAINT customers_creditreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_creditrestriction
    ADD CONSTRAINT customers_creditrestriction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_creditterms
    ADD CONSTRAINT customers_creditterms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_number_key UNIQUE (number);

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customerchange
    ADD CONSTRAINT customers_customerchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customergroup
    ADD CONSTRAINT customers_customergroup_code_key UNIQUE (code);

ALTER TABLE ONLY public.customers_customergroup
    ADD CONSTRAINT customers_customergroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customerkeys
    ADD CONSTRAINT customers_customerkeys_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customermerge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customerrevision
    ADD CONSTRAINT customers_customerrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customfield
    ADD CONSTRAINT customers_customfield_code_key UNIQUE (code);

ALTER TABLE ONLY public.customers_customfield
    ADD CONSTRAINT customers_customfield_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_customvalue
    ADD CONSTRAINT customers_customvalue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_dishonouredpayment
    ADD CONSTRAINT customers_dishonouredpayment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_dispute
    ADD CONSTRAINT customers_dispute_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_duplicatepair
    ADD CONSTRAINT customers_duplicatepair_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_exchangerate
    ADD CONSTRAINT customers_exchangerate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_factrevision
    ADD CONSTRAINT customers_factrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_financialstatement
    ADD CONSTRAINT customers_financialstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_goodsreturn
    ADD CONSTRAINT customers_goodsreturn_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_groupbalance
    ADD CONSTRAINT customers_groupbalance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_groupday
    ADD CONSTRAINT customers_groupday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_groupmembership
    ADD CONSTRAINT customers_groupmembership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_importedrows
    ADD CONSTRAINT customers_importedrows_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_importfile
    ADD CONSTRAINT customers_importfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_importmapping
    ADD CONSTRAINT customers_importmapping_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_importstop
    ADD CONSTRAINT customers_importstop_import_file_id_key UNIQUE (import_file_id);

ALTER TABLE ONLY public.customers_importstop
    ADD CONSTRAINT customers_importstop_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_importundo
    ADD CONSTRAINT customers_importundo_import_file_id_key UNIQUE (import_file_id);

ALTER TABLE ONLY public.customers_importundo
    ADD CONSTRAINT customers_importundo_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_instalment
    ADD CONSTRAINT customers_instalment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_interaction
    ADD CONSTRAINT customers_interaction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_invoice
    ADD CONSTRAINT customers_invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_invoicerevision
    ADD CONSTRAINT customers_invoicerevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_loan
    ADD CONSTRAINT customers_loan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_lossrate
    ADD CONSTRAINT customers_lossrate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_marketevent
    ADD CONSTRAINT customers_marketevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_marketnote
    ADD CONSTRAINT customers_marketnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_mention
    ADD CONSTRAINT customers_mention_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_obligation
    ADD CONSTRAINT customers_obligation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_onboardingcheck
    ADD CONSTRAINT customers_onboardingcheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_onboardingitem
    ADD CONSTRAINT customers_onboardingitem_code_key UNIQUE (code);

ALTER TABLE ONLY public.customers_onboardingitem
    ADD CONSTRAINT customers_onboardingitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT customers_opencredit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_openday
    ADD CONSTRAINT customers_openday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_openitem
    ADD CONSTRAINT customers_openitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_order
    ADD CONSTRAINT customers_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_payment
    ADD CONSTRAINT customers_payment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_paymentrevision
    ADD CONSTRAINT customers_paymentrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_plan
    ADD CONSTRAINT customers_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_policyviolation
    ADD CONSTRAINT customers_policyviolation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_previewrow
    ADD CONSTRAINT customers_previewrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_promisetopay
    ADD CONSTRAINT customers_promisetopay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_receivablechange
    ADD CONSTRAINT customers_receivablechange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_recovery
    ADD CONSTRAINT customers_recovery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT customers_relatedparty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_relatedpartyrevision
    ADD CONSTRAINT customers_relatedpartyrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_reminder
    ADD CONSTRAINT customers_reminder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_reminderitem
    ADD CONSTRAINT customers_reminderitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_reminderlevel
    ADD CONSTRAINT customers_reminderlevel_days_key UNIQUE (days);

ALTER TABLE ONLY public.customers_reminderlevel
    ADD CONSTRAINT customers_reminderlevel_number_key UNIQUE (number);

ALTER TABLE ONLY public.customers_reminderlevel
    ADD CONSTRAINT customers_reminderlevel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_reminderrun
    ADD CONSTRAINT customers_reminderrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_reminderrun
    ADD CONSTRAINT customers_reminderrun_run_id_key UNIQUE (run_id);

ALTER TABLE ONLY public.customers_screeningdecision
    ADD CONSTRAINT customers_screeningdecision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeningdue
    ADD CONSTRAINT customers_screeningdue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeningentry
    ADD CONSTRAINT customers_screeningentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeningentryrevision
    ADD CONSTRAINT customers_screeningentryrevision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeninghit
    ADD CONSTRAINT customers_screeninghit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeninglist
    ADD CONSTRAINT customers_screeninglist_code_key UNIQUE (code);

ALTER TABLE ONLY public.customers_screeninglist
    ADD CONSTRAINT customers_screeninglist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_screeninglistversion
    ADD CONSTRAINT customers_screeninglistversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_security
    ADD CONSTRAINT customers_security_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_servicekind
    ADD CONSTRAINT customers_servicekind_code_key UNIQUE (code);

ALTER TABLE ONLY public.customers_servicekind
    ADD CONSTRAINT customers_servicekind_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_steptemplate
    ADD CONSTRAINT customers_steptemplate_name_en_key UNIQUE (name_en);

ALTER TABLE ONLY public.customers_steptemplate
    ADD CONSTRAINT customers_steptemplate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_systemkey
    ADD CONSTRAINT customers_systemkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_task
    ADD CONSTRAINT customers_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_templatestep
    ADD CONSTRAINT customers_templatestep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customers_writeoff
    ADD CONSTRAINT customers_writeoff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.removal_erasureitem
    ADD CONSTRAINT erased_once_in_a_run UNIQUE (run_id, customer_id);

ALTER TABLE ONLY public.removal_extension
    ADD CONSTRAINT extensions_in_order UNIQUE (case_id, round, number);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT head_noted_once UNIQUE (block, hash);

ALTER TABLE ONLY public.monitoring_populationrow
    ADD CONSTRAINT in_population_once UNIQUE (test_id, kind, row_id);

ALTER TABLE ONLY public.jobs_chunk
    ADD CONSTRAINT jobs_chunk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs_heartbeat
    ADD CONSTRAINT jobs_heartbeat_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.jobs_item
    ADD CONSTRAINT jobs_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs_outgoingmail
    ADD CONSTRAINT jobs_outgoingmail_key_key UNIQUE (key);

ALTER TABLE ONLY public.jobs_outgoingmail
    ADD CONSTRAINT jobs_outgoingmail_message_id_key UNIQUE (message_id);

ALTER TABLE ONLY public.jobs_outgoingmail
    ADD CONSTRAINT jobs_outgoingmail_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs_run
    ADD CONSTRAINT jobs_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs_slot
    ADD CONSTRAINT jobs_slot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listedperson
    ADD CONSTRAINT listed_once_by_name UNIQUE (entry_id, name);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_acknowledgement
    ADD CONSTRAINT monitoring_acknowledgement_pkey PRIMARY KEY (alert_id);

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_activationentry
    ADD CONSTRAINT monitoring_activationentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_ageingcell
    ADD CONSTRAINT monitoring_ageingcell_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_ageingmonth
    ADD CONSTRAINT monitoring_ageingmonth_pkey PRIMARY KEY (month_end);

ALTER TABLE ONLY public.monitoring_alert
    ADD CONSTRAINT monitoring_alert_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertbreach
    ADD CONSTRAINT monitoring_alertbreach_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertclosure
    ADD CONSTRAINT monitoring_alertclosure_pkey PRIMARY KEY (alert_id);

ALTER TABLE ONLY public.monitoring_alertescalation
    ADD CONSTRAINT monitoring_alertescalation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertevidence
    ADD CONSTRAINT monitoring_alertevidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertnews
    ADD CONSTRAINT monitoring_alertnews_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertresult
    ADD CONSTRAINT monitoring_alertresult_pkey PRIMARY KEY (alert_id);

ALTER TABLE ONLY public.monitoring_alertrule
    ADD CONSTRAINT monitoring_alertrule_code_key UNIQUE (code);

ALTER TABLE ONLY public.monitoring_alertrule
    ADD CONSTRAINT monitoring_alertrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_alertsnooze
    ADD CONSTRAINT monitoring_alertsnooze_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_badcustomer
    ADD CONSTRAINT monitoring_badcustomer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_bookday
    ADD CONSTRAINT monitoring_bookday_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.monitoring_bookdaycell
    ADD CONSTRAINT monitoring_bookdaycell_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_bookdaypart
    ADD CONSTRAINT monitoring_bookdaypart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT monitoring_bookdaytop_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_bookreading
    ADD CONSTRAINT monitoring_bookreading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_bookrefresh
    ADD CONSTRAINT monitoring_bookrefresh_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_completion
    ADD CONSTRAINT monitoring_completion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_control
    ADD CONSTRAINT monitoring_control_code_key UNIQUE (code);

ALTER TABLE ONLY public.monitoring_control
    ADD CONSTRAINT monitoring_control_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controltest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controltest_redraws_id_key UNIQUE (redraws_id);

ALTER TABLE ONLY public.monitoring_course
    ADD CONSTRAINT monitoring_course_code_key UNIQUE (code);

ALTER TABLE ONLY public.monitoring_course
    ADD CONSTRAINT monitoring_course_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_coursematerial
    ADD CONSTRAINT monitoring_coursematerial_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_coursestatement
    ADD CONSTRAINT monitoring_coursestatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_courseversion
    ADD CONSTRAINT monitoring_courseversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_desktake
    ADD CONSTRAINT monitoring_desktake_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_digest
    ADD CONSTRAINT monitoring_digest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_drill_participants
    ADD CONSTRAINT monitoring_drill_participants_drill_id_user_id_1bb6c543_uniq UNIQUE (drill_id, user_id);

ALTER TABLE ONLY public.monitoring_drill_participants
    ADD CONSTRAINT monitoring_drill_participants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_drill
    ADD CONSTRAINT monitoring_drill_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_drillfinding
    ADD CONSTRAINT monitoring_drillfinding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_drilltime
    ADD CONSTRAINT monitoring_drilltime_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_dryrun
    ADD CONSTRAINT monitoring_dryrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_dryrunhit
    ADD CONSTRAINT monitoring_dryrunhit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_emergencyplan
    ADD CONSTRAINT monitoring_emergencyplan_code_key UNIQUE (code);

ALTER TABLE ONLY public.monitoring_emergencyplan
    ADD CONSTRAINT monitoring_emergencyplan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_enrolment
    ADD CONSTRAINT monitoring_enrolment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_followup
    ADD CONSTRAINT monitoring_followup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT monitoring_groupageingcell_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_highriskdesk
    ADD CONSTRAINT monitoring_highriskdesk_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_krilimit
    ADD CONSTRAINT monitoring_krilimit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_krivalue
    ADD CONSTRAINT monitoring_krivalue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_monthreport
    ADD CONSTRAINT monitoring_monthreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_notice
    ADD CONSTRAINT monitoring_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_noticesettings
    ADD CONSTRAINT monitoring_noticesettings_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.monitoring_peermedian
    ADD CONSTRAINT monitoring_peermedian_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_planmessage
    ADD CONSTRAINT monitoring_planmessage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_planrole
    ADD CONSTRAINT monitoring_planrole_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_plansection
    ADD CONSTRAINT monitoring_plansection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_planstep
    ADD CONSTRAINT monitoring_planstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT monitoring_planversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_populationrow
    ADD CONSTRAINT monitoring_populationrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_review
    ADD CONSTRAINT monitoring_review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_reviewcause
    ADD CONSTRAINT monitoring_reviewcause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_risklead
    ADD CONSTRAINT monitoring_risklead_pkey PRIMARY KEY (team_id);

ALTER TABLE ONLY public.monitoring_rulequality
    ADD CONSTRAINT monitoring_rulequality_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_rulesweep
    ADD CONSTRAINT monitoring_rulesweep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT monitoring_ruleversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_sampleitem
    ADD CONSTRAINT monitoring_sampleitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_sampleitem
    ADD CONSTRAINT monitoring_sampleitem_row_id_key UNIQUE (row_id);

ALTER TABLE ONLY public.monitoring_studiedcase
    ADD CONSTRAINT monitoring_studiedcase_lesson_of_id_key UNIQUE (lesson_of_id);

ALTER TABLE ONLY public.monitoring_studiedcase
    ADD CONSTRAINT monitoring_studiedcase_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_webhookattempt
    ADD CONSTRAINT monitoring_webhookattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_webhookcursor
    ADD CONSTRAINT monitoring_webhookcursor_pkey PRIMARY KEY (feed);

ALTER TABLE ONLY public.monitoring_webhookendpoint
    ADD CONSTRAINT monitoring_webhookendpoint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_webhookmessage
    ADD CONSTRAINT monitoring_webhookmessage_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_webhooksecret
    ADD CONSTRAINT monitoring_webhooksecret_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_absence
    ADD CONSTRAINT one_absence_at_a_time EXCLUDE USING gist (int8range(person_id, person_id, '[]'::text) WITH &&, daterange(from_date, until_date, '[]'::text) WITH &&) WHERE ((taken_back_at IS NULL));

ALTER TABLE ONLY public.removal_listentryact
    ADD CONSTRAINT one_act_per_entry_version UNIQUE (entry_id, number);

ALTER TABLE ONLY public.monitoring_ageingcell
    ADD CONSTRAINT one_ageing_cell_per_month UNIQUE NULLS NOT DISTINCT (month_id, team_id, manager_id);

ALTER TABLE ONLY public.monitoring_alert
    ADD CONSTRAINT one_alert_per_episode UNIQUE (customer_id, rule_id, episode);

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT one_allocation_state_at_a_time UNIQUE (customer_id, allocation_id, superseded_at);

ALTER TABLE ONLY public.removal_checklistanswer
    ADD CONSTRAINT one_answer_per_item UNIQUE (case_id, round, stage, code);

ALTER TABLE ONLY public.web_idempotentrequest
    ADD CONSTRAINT one_answer_per_key UNIQUE (user_id, key);

ALTER TABLE ONLY public.removal_criterionauthor
    ADD CONSTRAINT one_author_per_criteria UNIQUE (criteria_id, person_id);

ALTER TABLE ONLY public.scoring_treatmentauthor
    ADD CONSTRAINT one_author_per_policy UNIQUE (policy_id, person_id);

ALTER TABLE ONLY public.customers_bankstatement
    ADD CONSTRAINT one_bankstatement_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_bookbalance
    ADD CONSTRAINT one_book_balance UNIQUE NULLS NOT DISTINCT (team_id, manager_id);

ALTER TABLE ONLY public.monitoring_bookdaycell
    ADD CONSTRAINT one_book_day_cell UNIQUE NULLS NOT DISTINCT (day_id, team_id, manager_id, tier);

ALTER TABLE ONLY public.monitoring_bookdaypart
    ADD CONSTRAINT one_book_day_part UNIQUE NULLS NOT DISTINCT (day_id, kind, code, team_id, manager_id);

ALTER TABLE ONLY public.monitoring_bookreading
    ADD CONSTRAINT one_book_reading_per_cell UNIQUE NULLS NOT DISTINCT (team_id, manager_id, tier);

ALTER TABLE ONLY public.monitoring_alertbreach
    ADD CONSTRAINT one_breach_per_deadline UNIQUE (alert_id, deadline);

ALTER TABLE ONLY public.customers_breach
    ADD CONSTRAINT one_breach_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_onboardingcheck
    ADD CONSTRAINT one_check_per_item UNIQUE (customer_id, item_id);

ALTER TABLE ONLY public.jobs_chunk
    ADD CONSTRAINT one_chunk_per_number UNIQUE (run_id, number);

ALTER TABLE ONLY public.customers_collectionstep
    ADD CONSTRAINT one_collectionstep_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_complaint
    ADD CONSTRAINT one_complaint_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT one_contact_change_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_contact
    ADD CONSTRAINT one_contact_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_contract
    ADD CONSTRAINT one_contract_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_contractclause
    ADD CONSTRAINT one_contractclause_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.monitoring_courseversion
    ADD CONSTRAINT one_course_version_per_number UNIQUE (course_id, number);

ALTER TABLE ONLY public.customers_creditnote
    ADD CONSTRAINT one_creditnote_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_creditreference
    ADD CONSTRAINT one_creditreference_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_creditreport
    ADD CONSTRAINT one_creditreport_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_customvalue
    ADD CONSTRAINT one_custom_value UNIQUE (customer_id, field_id);

ALTER TABLE ONLY public.customers_systemkey
    ADD CONSTRAINT one_customer_per_system_key UNIQUE (system, key);

ALTER TABLE ONLY public.customers_customerrevision
    ADD CONSTRAINT one_customer_state_per_version UNIQUE (customer_id, version);

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT one_decision_per_person UNIQUE (case_id, round, decided_by_id);

ALTER TABLE ONLY public.web_defaultview
    ADD CONSTRAINT one_default_view_per_list UNIQUE (person_id, list);

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT one_delivery_per_number UNIQUE (letter_id, number);

ALTER TABLE ONLY public.removal_erasedidentifier
    ADD CONSTRAINT one_digest_of_a_kind UNIQUE (digest, customer_id, kind);

ALTER TABLE ONLY public.monitoring_digest
    ADD CONSTRAINT one_digest_per_slot UNIQUE (person_id, slot);

ALTER TABLE ONLY public.customers_dishonouredpayment
    ADD CONSTRAINT one_dishonouredpayment_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_dispute
    ADD CONSTRAINT one_dispute_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.scoring_driftmonth
    ADD CONSTRAINT one_drift_per_month UNIQUE (card_version_id, as_of);

ALTER TABLE ONLY public.monitoring_drilltime
    ADD CONSTRAINT one_drill_time_per_step UNIQUE (drill_id, step_id);

ALTER TABLE ONLY public.monitoring_dryrun
    ADD CONSTRAINT one_dry_run_per_content UNIQUE (version_id, content);

ALTER TABLE ONLY public.removal_effectpart
    ADD CONSTRAINT one_effect_part_per_chunk UNIQUE (look_id, number);

ALTER TABLE ONLY public.monitoring_enrolment
    ADD CONSTRAINT one_enrolment_per_course UNIQUE (course_id, person_id);

ALTER TABLE ONLY public.monitoring_alertescalation
    ADD CONSTRAINT one_escalation_per_level UNIQUE (alert_id, level);

ALTER TABLE ONLY public.monitoring_alertevidence
    ADD CONSTRAINT one_evidence_per_reading UNIQUE NULLS NOT DISTINCT (alert_id, as_of, value, to_tier);

ALTER TABLE ONLY public.removal_suggestionevidence
    ADD CONSTRAINT one_evidence_per_rule UNIQUE (suggestion_id, rule_id);

ALTER TABLE ONLY public.customers_factrevision
    ADD CONSTRAINT one_fact_state_at_a_time UNIQUE (customer_id, kind, fact_id, superseded_at);

ALTER TABLE ONLY public.customers_financialstatement
    ADD CONSTRAINT one_financialstatement_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_goodsreturn
    ADD CONSTRAINT one_goodsreturn_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_groupbalance
    ADD CONSTRAINT one_group_balance UNIQUE NULLS NOT DISTINCT (group_id, team_id, manager_id);

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT one_group_cell_per_month UNIQUE NULLS NOT DISTINCT (month_id, group_id, team_id, manager_id);

ALTER TABLE ONLY public.customers_groupday
    ADD CONSTRAINT one_group_day UNIQUE NULLS NOT DISTINCT (group_id, team_id, manager_id, due_date);

ALTER TABLE ONLY public.monitoring_dryrunhit
    ADD CONSTRAINT one_hit_per_customer_and_day UNIQUE (dry_run_id, customer_id, day);

ALTER TABLE ONLY public.customers_screeninghit
    ADD CONSTRAINT one_hit_per_names_seen UNIQUE (customer_id, entry_id, customer_name, entry_name);

ALTER TABLE ONLY public.web_holiday
    ADD CONSTRAINT one_holiday_per_day UNIQUE (calendar, date);

ALTER TABLE ONLY public.customers_instalment
    ADD CONSTRAINT one_instalment_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_interaction
    ADD CONSTRAINT one_interaction_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_invoice
    ADD CONSTRAINT one_invoice_per_number UNIQUE (customer_id, number);

ALTER TABLE ONLY public.customers_invoicerevision
    ADD CONSTRAINT one_invoice_state_at_a_time UNIQUE (customer_id, invoice_id, superseded_at);

ALTER TABLE ONLY public.jobs_item
    ADD CONSTRAINT one_item_per_object UNIQUE (run_id, object_id);

ALTER TABLE ONLY public.jobs_item
    ADD CONSTRAINT one_item_per_position UNIQUE (run_id, "position");

ALTER TABLE ONLY public.monitoring_krivalue
    ADD CONSTRAINT one_kri_a_day UNIQUE (day_id, code);

ALTER TABLE ONLY public.monitoring_krilimit
    ADD CONSTRAINT one_kri_version UNIQUE (code, version);

ALTER TABLE ONLY public.removal_caselesson
    ADD CONSTRAINT one_lesson_per_round UNIQUE (case_id, round);

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT one_letter_per_number UNIQUE (case_id, number);

ALTER TABLE ONLY public.removal_lettertemplate
    ADD CONSTRAINT one_letter_template_per_number UNIQUE (kind, language, number);

ALTER TABLE ONLY public.accounts_rightlimit
    ADD CONSTRAINT one_limit_per_right_and_source UNIQUE (person_id, permission, source);

ALTER TABLE ONLY public.scoring_sectorlimit
    ADD CONSTRAINT one_limit_per_sector UNIQUE (policy_id, industry);

ALTER TABLE ONLY public.customers_screeningentry
    ADD CONSTRAINT one_list_entry_per_key UNIQUE (of_list_id, source_key);

ALTER TABLE ONLY public.customers_screeningentryrevision
    ADD CONSTRAINT one_list_entry_state_per_version UNIQUE (entry_id, version);

ALTER TABLE ONLY public.customers_screeninglistversion
    ADD CONSTRAINT one_list_version_per_number UNIQUE (of_list_id, number);

ALTER TABLE ONLY public.customers_loan
    ADD CONSTRAINT one_loan_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT one_look_per_number UNIQUE (study_id, number);

ALTER TABLE ONLY public.customers_lossrate
    ADD CONSTRAINT one_loss_rate_at_a_time UNIQUE (bucket, effective_date, recorded_at);

ALTER TABLE ONLY public.customers_importmapping
    ADD CONSTRAINT one_mapping_per_owner_and_name UNIQUE (owner_id, kind, name);

ALTER TABLE ONLY public.customers_marketevent
    ADD CONSTRAINT one_marketevent_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_marketnote
    ADD CONSTRAINT one_marketnote_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_groupmembership
    ADD CONSTRAINT one_membership_from_a_day UNIQUE (customer_id, from_date);

ALTER TABLE ONLY public.customers_mention
    ADD CONSTRAINT one_mention_per_fact UNIQUE (customer_id, kind, fact_id, person_id);

ALTER TABLE ONLY public.monitoring_webhookmessage
    ADD CONSTRAINT one_message_per_event UNIQUE (endpoint_id, key);

ALTER TABLE ONLY public.monitoring_webhookmessage
    ADD CONSTRAINT one_message_per_id UNIQUE (message_id);

ALTER TABLE ONLY public.monitoring_monthreport
    ADD CONSTRAINT one_month_report UNIQUE (month_end, language);

ALTER TABLE ONLY public.removal_deadlinenotice
    ADD CONSTRAINT one_notice_per_deadline UNIQUE (case_id, kind, due_date);

ALTER TABLE ONLY public.monitoring_notice
    ADD CONSTRAINT one_notice_per_key UNIQUE (person_id, key);

ALTER TABLE ONLY public.customers_obligation
    ADD CONSTRAINT one_obligation_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT one_open_credit_per_source UNIQUE NULLS NOT DISTINCT (customer_id, payment_id, credit_note_id, write_off_id);

ALTER TABLE ONLY public.customers_openday
    ADD CONSTRAINT one_open_day UNIQUE NULLS NOT DISTINCT (team_id, manager_id, due_date);

ALTER TABLE ONLY public.customers_openitem
    ADD CONSTRAINT one_open_item_per_invoice UNIQUE (customer_id, invoice_id);

ALTER TABLE ONLY public.customers_order
    ADD CONSTRAINT one_order_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.removal_policypack
    ADD CONSTRAINT one_pack_per_number UNIQUE (code, number);

ALTER TABLE ONLY public.customers_duplicatepair
    ADD CONSTRAINT one_pair_of_two UNIQUE (first_id, second_id);

ALTER TABLE ONLY public.scoring_backtestpart
    ADD CONSTRAINT one_part_per_chunk UNIQUE (back_test_id, number);

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT one_party_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_relatedpartyrevision
    ADD CONSTRAINT one_party_state_at_a_time UNIQUE (customer_id, party_id, superseded_at);

ALTER TABLE ONLY public.removal_pastoutcome
    ADD CONSTRAINT one_past_outcome UNIQUE (month_id, customer_id);

ALTER TABLE ONLY public.customers_payment
    ADD CONSTRAINT one_payment_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_paymentrevision
    ADD CONSTRAINT one_payment_state_at_a_time UNIQUE (customer_id, payment_id, superseded_at);

ALTER TABLE ONLY public.scoring_peerfigure
    ADD CONSTRAINT one_peer_figure_a_round UNIQUE (figure, as_of, known_at, part);

ALTER TABLE ONLY public.monitoring_peermedian
    ADD CONSTRAINT one_peer_median UNIQUE (subject, industry);

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT one_place_among_largest UNIQUE (day_id, customer_id);

ALTER TABLE ONLY public.customers_plan
    ADD CONSTRAINT one_plan_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.monitoring_planrole
    ADD CONSTRAINT one_plan_role_per_code UNIQUE (version_id, code);

ALTER TABLE ONLY public.monitoring_plansection
    ADD CONSTRAINT one_plan_section_per_kind UNIQUE (version_id, kind);

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT one_plan_version_per_number UNIQUE (plan_id, number);

ALTER TABLE ONLY public.accounts_policyversion
    ADD CONSTRAINT one_policy_version_per_number UNIQUE (document_id, number);

ALTER TABLE ONLY public.customers_policyviolation
    ADD CONSTRAINT one_policyviolation_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_previewrow
    ADD CONSTRAINT one_preview_per_line UNIQUE (import_file_id, outcome, line);

ALTER TABLE ONLY public.customers_promisetopay
    ADD CONSTRAINT one_promisetopay_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.monitoring_rulequality
    ADD CONSTRAINT one_quality_per_quarter UNIQUE NULLS NOT DISTINCT (rule_id, quarter);

ALTER TABLE ONLY public.customers_exchangerate
    ADD CONSTRAINT one_rate_at_a_time UNIQUE (currency, effective_date, recorded_at);

ALTER TABLE ONLY public.customers_recovery
    ADD CONSTRAINT one_recovery_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.scoring_regiongrade
    ADD CONSTRAINT one_region_grade_at_a_time UNIQUE (country, region, effective_date, recorded_at);

ALTER TABLE ONLY public.customers_reminderitem
    ADD CONSTRAINT one_reminder_item_per_invoice UNIQUE (customer_id, reminder_id, invoice_id);

ALTER TABLE ONLY public.customers_reminder
    ADD CONSTRAINT one_reminder_per_run UNIQUE (customer_id, run_id);

ALTER TABLE ONLY public.customers_authorityrequest
    ADD CONSTRAINT one_request_per_file UNIQUE (authority, reference);

ALTER TABLE ONLY public.removal_immediatereview
    ADD CONSTRAINT one_review_per_round UNIQUE (case_id, round);

ALTER TABLE ONLY public.removal_criterionrule
    ADD CONSTRAINT one_rule_per_code UNIQUE (criteria_id, code);

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT one_rule_version UNIQUE (rule_id, number);

ALTER TABLE ONLY public.web_savedview
    ADD CONSTRAINT one_saved_view_per_name UNIQUE (owner_id, list, name);

ALTER TABLE ONLY public.scoring_scoretableline
    ADD CONSTRAINT one_score_line_per_bound UNIQUE (table_id, score_from);

ALTER TABLE ONLY public.scoring_scoretable
    ADD CONSTRAINT one_score_table_at_a_time UNIQUE (provider, effective_date, recorded_at);

ALTER TABLE ONLY public.customers_security
    ADD CONSTRAINT one_security_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.scoring_snapshot
    ADD CONSTRAINT one_snapshot_a_day UNIQUE (as_of, customer_id);

ALTER TABLE ONLY public.monitoring_coursestatement
    ADD CONSTRAINT one_statement_per_place UNIQUE (version_id, "position");

ALTER TABLE ONLY public.jobs_slot
    ADD CONSTRAINT one_take_per_slot UNIQUE (job, slot);

ALTER TABLE ONLY public.customers_task
    ADD CONSTRAINT one_task_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.customers_templatestep
    ADD CONSTRAINT one_template_step_per_day UNIQUE (template_id, days, how);

ALTER TABLE ONLY public.customers_creditterms
    ADD CONSTRAINT one_terms_per_moment UNIQUE (customer_id, effective_date, recorded_at);

ALTER TABLE ONLY public.scoring_treatment
    ADD CONSTRAINT one_treatment_per_tier UNIQUE (policy_id, tier);

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT one_version_per_number UNIQUE (scorecard_id, number);

ALTER TABLE ONLY public.customers_writeoff
    ADD CONSTRAINT one_writeoff_per_key UNIQUE (customer_id, source_key);

ALTER TABLE ONLY public.accounts_policyacknowledgement
    ADD CONSTRAINT policy_acknowledged_once UNIQUE (version_id, person_id);

ALTER TABLE ONLY public.removal_appeal
    ADD CONSTRAINT removal_appeal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_approvallimits
    ADD CONSTRAINT removal_approvallimits_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_caseblock
    ADD CONSTRAINT removal_caseblock_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_caseevidence
    ADD CONSTRAINT removal_caseevidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_caselesson
    ADD CONSTRAINT removal_caselesson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_casestep
    ADD CONSTRAINT removal_casestep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_checklistanswer
    ADD CONSTRAINT removal_checklistanswer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_compartmentgrant
    ADD CONSTRAINT removal_compartmentgrant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_criterionauthor
    ADD CONSTRAINT removal_criterionauthor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_criterionrule
    ADD CONSTRAINT removal_criterionrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_criterionset
    ADD CONSTRAINT removal_criterionset_number_key UNIQUE (number);

ALTER TABLE ONLY public.removal_criterionset
    ADD CONSTRAINT removal_criterionset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_deadlinenotice
    ADD CONSTRAINT removal_deadlinenotice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT removal_effectlook_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT removal_effectlook_run_id_key UNIQUE (run_id);

ALTER TABLE ONLY public.removal_effectpart
    ADD CONSTRAINT removal_effectpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_effectstudy
    ADD CONSTRAINT removal_effectstudy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_erasedidentifier
    ADD CONSTRAINT removal_erasedidentifier_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_erasureitem
    ADD CONSTRAINT removal_erasureitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_run_id_key UNIQUE (run_id);

ALTER TABLE ONLY public.removal_extension
    ADD CONSTRAINT removal_extension_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_feedbackround
    ADD CONSTRAINT removal_feedbackround_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_immediatereview
    ADD CONSTRAINT removal_immediatereview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_legalreceipt
    ADD CONSTRAINT removal_legalreceipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_legalreceipt
    ADD CONSTRAINT removal_legalreceipt_recovery_id_key UNIQUE (recovery_id);

ALTER TABLE ONLY public.removal_legalrecovery
    ADD CONSTRAINT removal_legalrecovery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_letteranswer
    ADD CONSTRAINT removal_letteranswer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelivery_mail_id_key UNIQUE (mail_id);

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_lettertemplate
    ADD CONSTRAINT removal_lettertemplate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listedperson
    ADD CONSTRAINT removal_listedperson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listentryact
    ADD CONSTRAINT removal_listentryact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_listevidence
    ADD CONSTRAINT removal_listevidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_marketfeedback
    ADD CONSTRAINT removal_marketfeedback_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_pastmonth
    ADD CONSTRAINT removal_pastmonth_pkey PRIMARY KEY (as_of);

ALTER TABLE ONLY public.removal_pastoutcome
    ADD CONSTRAINT removal_pastoutcome_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_policypack
    ADD CONSTRAINT removal_policypack_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwriteoff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwriteoff_write_off_id_key UNIQUE (write_off_id);

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_readmissionchecklist
    ADD CONSTRAINT removal_readmissionchecklist_number_key UNIQUE (number);

ALTER TABLE ONLY public.removal_readmissionchecklist
    ADD CONSTRAINT removal_readmissionchecklist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_recoverycost
    ADD CONSTRAINT removal_recoverycost_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_reductionconfirmation
    ADD CONSTRAINT removal_reductionconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT removal_removaldecision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_restrictedmatter
    ADD CONSTRAINT removal_restrictedmatter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_restrictednote
    ADD CONSTRAINT removal_restrictednote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_runoff
    ADD CONSTRAINT removal_runoff_pkey PRIMARY KEY (case_id);

ALTER TABLE ONLY public.removal_runoffitem
    ADD CONSTRAINT removal_runoffitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_sealedentry
    ADD CONSTRAINT removal_sealedentry_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.removal_sealedhead
    ADD CONSTRAINT removal_sealedhead_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.removal_sealedhead
    ADD CONSTRAINT removal_sealedhead_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_securityoffer
    ADD CONSTRAINT removal_securityoffer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_sendclearance
    ADD CONSTRAINT removal_sendclearance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_subjectrequest
    ADD CONSTRAINT removal_subjectrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_case_id_key UNIQUE (case_id);

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.removal_suggestionevidence
    ADD CONSTRAINT removal_suggestionevidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.monitoring_sampleitem
    ADD CONSTRAINT sample_place_once UNIQUE (test_id, place);

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_run_id_key UNIQUE (run_id);

ALTER TABLE ONLY public.scoring_backtestpart
    ADD CONSTRAINT scoring_backtestpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_championproposal
    ADD CONSTRAINT scoring_championproposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_creditchange
    ADD CONSTRAINT scoring_creditchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_creditchange
    ADD CONSTRAINT scoring_creditchange_position_key UNIQUE ("position");

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_customertreatment
    ADD CONSTRAINT scoring_customertreatment_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.scoring_driftmonth
    ADD CONSTRAINT scoring_driftmonth_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_fitting
    ADD CONSTRAINT scoring_fitting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_peerfigure
    ADD CONSTRAINT scoring_peerfigure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_provisionmatrix
    ADD CONSTRAINT scoring_provisionmatrix_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_provisionmatrix
    ADD CONSTRAINT scoring_provisionmatrix_run_id_key UNIQUE (run_id);

ALTER TABLE ONLY public.scoring_rating
    ADD CONSTRAINT scoring_rating_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.scoring_ratingchange
    ADD CONSTRAINT scoring_ratingchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_ratinghistory
    ADD CONSTRAINT scoring_ratinghistory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_reading
    ADD CONSTRAINT scoring_reading_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.scoring_regiongrade
    ADD CONSTRAINT scoring_regiongrade_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT scoring_release_pkey PRIMARY KEY (check_row_id);

ALTER TABLE ONLY public.scoring_reservation
    ADD CONSTRAINT scoring_reservation_check_row_id_key UNIQUE (check_row_id);

ALTER TABLE ONLY public.scoring_reservation
    ADD CONSTRAINT scoring_reservation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_riskscore
    ADD CONSTRAINT scoring_riskscore_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scorecard
    ADD CONSTRAINT scoring_scorecard_code_key UNIQUE (code);

ALTER TABLE ONLY public.scoring_scorecard
    ADD CONSTRAINT scoring_scorecard_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scorecardauthor
    ADD CONSTRAINT scoring_scorecardauthor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scoretable
    ADD CONSTRAINT scoring_scoretable_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_scoretableline
    ADD CONSTRAINT scoring_scoretableline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_sectorexposure
    ADD CONSTRAINT scoring_sectorexposure_pkey PRIMARY KEY (industry);

ALTER TABLE ONLY public.scoring_sectorlimit
    ADD CONSTRAINT scoring_sectorlimit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_snapshot
    ADD CONSTRAINT scoring_snapshot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_treatment
    ADD CONSTRAINT scoring_treatment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_treatmentauthor
    ADD CONSTRAINT scoring_treatmentauthor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_treatmentdue
    ADD CONSTRAINT scoring_treatmentdue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_treatmentpolicy
    ADD CONSTRAINT scoring_treatmentpolicy_number_key UNIQUE (number);

ALTER TABLE ONLY public.scoring_treatmentpolicy
    ADD CONSTRAINT scoring_treatmentpolicy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_treatmentproposal
    ADD CONSTRAINT scoring_treatmentproposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.scoring_unscorable
    ADD CONSTRAINT scoring_unscorable_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.web_defaultview
    ADD CONSTRAINT web_defaultview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.web_export
    ADD CONSTRAINT web_export_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.web_holiday
    ADD CONSTRAINT web_holiday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.web_idempotentrequest
    ADD CONSTRAINT web_idempotentrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.web_savedview
    ADD CONSTRAINT web_savedview_pkey PRIMARY KEY (id);

CREATE INDEX absence_by_deputy ON public.accounts_absence USING btree (deputy_id, until_date);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_absence_by_id_8c5d435b ON public.accounts_absence USING btree (by_id);

CREATE INDEX accounts_absence_deputy_id_8bd37464 ON public.accounts_absence USING btree (deputy_id);

CREATE INDEX accounts_absence_person_id_85d6927f ON public.accounts_absence USING btree (person_id);

CREATE INDEX accounts_apikey_prefix_2468c39f_like ON public.accounts_apikey USING btree (prefix varchar_pattern_ops);

CREATE INDEX accounts_apikey_user_id_bd902026 ON public.accounts_apikey USING btree (user_id);

CREATE INDEX accounts_policyacknowledgement_person_id_6f25869d ON public.accounts_policyacknowledgement USING btree (person_id);

CREATE INDEX accounts_policydocument_code_74778a13_like ON public.accounts_policydocument USING btree (code varchar_pattern_ops);

CREATE INDEX accounts_policyversion_document_id_045e5691 ON public.accounts_policyversion USING btree (document_id);

CREATE INDEX accounts_policyversion_published_by_id_106c4eba ON public.accounts_policyversion USING btree (published_by_id);

CREATE INDEX accounts_rightlimit_person_id_9f1ad317 ON public.accounts_rightlimit USING btree (person_id);

CREATE INDEX accounts_team_code_fd6ce4ea_like ON public.accounts_team USING btree (code varchar_pattern_ops);

CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);

CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);

CREATE INDEX accounts_user_responsible_id_f534e327 ON public.accounts_user USING btree (responsible_id);

CREATE INDEX accounts_user_team_id_27b7f1fa ON public.accounts_user USING btree (team_id);

CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);

CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);

CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);

CREATE INDEX activation_by_time ON public.monitoring_activation USING btree (activated_at DESC, id DESC);

CREATE INDEX admission_of_customer ON public.customers_admission USING btree (customer_id);

CREATE INDEX admission_waiting ON public.customers_admission USING btree (requested_at, id) WHERE ((outcome)::text = 'waiting'::text);

CREATE INDEX alert_by_next_deadline ON public.monitoring_alert USING btree (next_due_at, id) WHERE ((cleared_at IS NULL) AND (next_due_at IS NOT NULL));

CREATE INDEX alert_by_time ON public.monitoring_alert USING btree (raised_at DESC, id DESC);

CREATE INDEX alert_escalated_by_deadline ON public.monitoring_alert USING btree (due_at, id) WHERE ((cleared_at IS NULL) AND (level > 1));

CREATE INDEX alert_running_by_deadline ON public.monitoring_alert USING btree (due_at, id) WHERE (cleared_at IS NULL);

CREATE INDEX alert_running_by_time ON public.monitoring_alert USING btree (raised_at DESC, id DESC) WHERE (cleared_at IS NULL);

CREATE INDEX alert_snoozed_by_end ON public.monitoring_alert USING btree (snoozed_until, id) WHERE ((cleared_at IS NULL) AND (snoozed_until IS NOT NULL));

CREATE INDEX allocated_by_credit_note ON public.customers_allocationrevision USING btree (credit_note_id) WHERE (credit_note_id IS NOT NULL);

CREATE INDEX allocated_by_write_off ON public.customers_allocationrevision USING btree (write_off_id) WHERE (write_off_id IS NOT NULL);

CREATE INDEX allocation_by_credit_note ON public.customers_allocation USING btree (credit_note_id) WHERE (credit_note_id IS NOT NULL);

CREATE INDEX allocation_by_date ON public.customers_allocation USING btree (effective_date, id);

CREATE INDEX allocation_by_invoice ON public.customers_allocation USING btree (invoice_id);

CREATE INDEX allocation_by_payment ON public.customers_allocation USING btree (payment_id);

CREATE INDEX allocation_by_write_off ON public.customers_allocation USING btree (write_off_id) WHERE (write_off_id IS NOT NULL);

CREATE INDEX allocation_state_by_invoice ON public.customers_allocationrevision USING btree (invoice_id);

CREATE INDEX allocation_state_by_payment ON public.customers_allocationrevision USING btree (payment_id);

CREATE INDEX allocation_state_by_row ON public.customers_allocationrevision USING btree (allocation_id);

CREATE INDEX arrears_by_age ON public.customers_arrears USING btree (oldest_due_date, customer_id);

CREATE INDEX arrears_by_manager ON public.customers_arrears USING btree (manager_id, rank DESC, customer_id);

CREATE INDEX arrears_by_overdue ON public.customers_arrears USING btree (overdue DESC, customer_id);

CREATE INDEX arrears_by_rank ON public.customers_arrears USING btree (rank DESC, customer_id);

CREATE INDEX arrears_by_team ON public.customers_arrears USING btree (team_id, rank DESC, customer_id);

CREATE INDEX attempt_by_message ON public.monitoring_webhookattempt USING btree (message_id, id DESC);

CREATE INDEX audit_erasure_by_event_id_fcb2df54 ON public.audit_erasure USING btree (by_event_id);

CREATE INDEX audit_event_recorded_at_b0dc5a07 ON public.audit_event USING btree (recorded_at);

CREATE INDEX audit_seal_block_id_db432160 ON public.audit_seal USING btree (block_id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX bankstatement_by_date ON public.customers_bankstatement USING btree (effective_date, id);

CREATE INDEX bankstatement_by_key ON public.customers_bankstatement USING btree (source_key);

CREATE INDEX bankstatement_reading ON public.customers_bankstatement USING btree (customer_id, effective_date);

CREATE INDEX breach_by_date ON public.customers_breach USING btree (effective_date, id);

CREATE INDEX breach_by_key ON public.customers_breach USING btree (source_key);

CREATE INDEX breach_reading ON public.customers_breach USING btree (customer_id, effective_date);

CREATE INDEX case_by_due_date ON public.removal_removalcase USING btree (due_date, id);

CREATE INDEX case_by_state ON public.removal_removalcase USING btree (state, id DESC);

CREATE INDEX case_by_time ON public.removal_removalcase USING btree (proposed_at, id);

CREATE INDEX case_lesson_by_time ON public.removal_caselesson USING btree (written_at DESC, id DESC);

CREATE INDEX case_step_by_act ON public.removal_casestep USING btree (act, at);

CREATE INDEX check_by_reference ON public.scoring_creditcheck USING btree (reference);

CREATE INDEX check_by_time ON public.scoring_creditcheck USING btree (asked_at, id);

CREATE INDEX check_by_verdict ON public.scoring_creditcheck USING btree (verdict, asked_at, id);

CREATE INDEX check_held ON public.scoring_creditcheck USING btree (customer_id, reference) WHERE waits;

CREATE INDEX check_held_first ON public.scoring_creditcheck USING btree (waits, id);

CREATE INDEX check_of_customer ON public.scoring_creditcheck USING btree (customer_id, asked_at, id);

CREATE INDEX check_waiting ON public.scoring_creditcheck USING btree (asked_at, id) WHERE waits;

CREATE INDEX chunk_pending ON public.jobs_chunk USING btree (run_id, number) WHERE ((state)::text = 'pending'::text);

CREATE INDEX clearance_by_case ON public.removal_sendclearance USING btree (case_key, id DESC);

CREATE INDEX closure_by_time ON public.monitoring_alertclosure USING btree (at);

CREATE INDEX collectionstep_by_date ON public.customers_collectionstep USING btree (effective_date, id);

CREATE INDEX collectionstep_by_key ON public.customers_collectionstep USING btree (source_key);

CREATE INDEX collectionstep_by_owner ON public.customers_collectionstep USING btree (owner_id, effective_date, id) WHERE ((state)::text = 'planned'::text);

CREATE INDEX collectionstep_reading ON public.customers_collectionstep USING btree (customer_id, effective_date);

CREATE INDEX complaint_by_date ON public.customers_complaint USING btree (effective_date, id);

CREATE INDEX complaint_by_key ON public.customers_complaint USING btree (source_key);

CREATE INDEX complaint_reading ON public.customers_complaint USING btree (customer_id, effective_date);

CREATE INDEX completion_by_time ON public.monitoring_completion USING btree (completed_at, id);

CREATE INDEX completion_of_person ON public.monitoring_completion USING btree (person_id, completed_at DESC);

CREATE INDEX contact_by_email ON public.customers_contact USING btree (upper((email)::text) text_pattern_ops) WHERE (NOT ((email)::text = ''::text));

CREATE INDEX contact_by_name ON public.customers_contact USING btree (name, id);

CREATE INDEX contact_by_name_start ON public.customers_contact USING btree (upper((name)::text) text_pattern_ops);

CREATE INDEX contact_by_phone ON public.customers_contact USING btree ("right"(regexp_replace((phone)::text, '\D'::text, ''::text, 'g'::text), 9)) WHERE (NOT ((phone)::text = ''::text));

CREATE INDEX contact_change_by_contact ON public.customers_contactchange USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX contact_change_by_date ON public.customers_contactchange USING btree (effective_date DESC, id DESC);

CREATE INDEX contact_change_verified ON public.customers_contactchange USING btree (effective_date DESC, id DESC) WHERE (verified_at IS NOT NULL);

CREATE INDEX contact_ended ON public.customers_contact USING btree (name, id) WHERE (ended_at IS NOT NULL);

CREATE INDEX contact_search ON public.customers_contact USING gin (public.search_grams(search_key)) WITH (fastupdate='on');

CREATE INDEX contact_verified ON public.customers_contact USING btree (name, id) WHERE (verified_at IS NOT NULL);

CREATE INDEX contract_by_date ON public.customers_contract USING btree (effective_date, id);

CREATE INDEX contract_by_key ON public.customers_contract USING btree (source_key);

CREATE INDEX contract_expiring ON public.customers_contract USING btree (end_date, id) WHERE ((state)::text = 'in_force'::text);

CREATE INDEX contract_notice ON public.customers_contract USING btree (notice_date, id) WHERE ((state)::text = 'in_force'::text);

CREATE INDEX contract_reading ON public.customers_contract USING btree (customer_id, effective_date);

CREATE INDEX contractclause_by_date ON public.customers_contractclause USING btree (effective_date, id);

CREATE INDEX contractclause_by_key ON public.customers_contractclause USING btree (source_key);

CREATE INDEX contractclause_reading ON public.customers_contractclause USING btree (customer_id, effective_date);

CREATE INDEX control_test_by_time ON public.monitoring_controltest USING btree (drawn_at DESC, id DESC);

CREATE INDEX credit_change_unnumbered ON public.scoring_creditchange USING btree (id) WHERE ("position" IS NULL);

CREATE INDEX creditnote_by_date ON public.customers_creditnote USING btree (effective_date, id);

CREATE INDEX creditnote_by_key ON public.customers_creditnote USING btree (source_key);

CREATE INDEX creditnote_reading ON public.customers_creditnote USING btree (customer_id, effective_date);

CREATE INDEX creditreference_by_date ON public.customers_creditreference USING btree (effective_date, id);

CREATE INDEX creditreference_by_key ON public.customers_creditreference USING btree (source_key);

CREATE INDEX creditreference_reading ON public.customers_creditreference USING btree (customer_id, effective_date);

CREATE INDEX creditreport_by_date ON public.customers_creditreport USING btree (effective_date, id);

CREATE INDEX creditreport_by_key ON public.customers_creditreport USING btree (source_key);

CREATE INDEX creditreport_reading ON public.customers_creditreport USING btree (customer_id, effective_date);

CREATE INDEX custom_value_by_date ON public.customers_customvalue USING btree (field_id, date) WHERE (date IS NOT NULL);

CREATE INDEX custom_value_by_number ON public.customers_customvalue USING btree (field_id, number) WHERE (number IS NOT NULL);

CREATE INDEX customer_by_city ON public.customers_customer USING btree (upper((city)::text));

CREATE INDEX customer_by_country ON public.customers_customer USING btree (country);

CREATE INDEX customer_by_custom ON public.customers_customer USING gin (custom jsonb_path_ops) WHERE (NOT (custom = '{}'::jsonb));

CREATE INDEX customer_by_industry ON public.customers_customer USING btree (industry);

CREATE INDEX customer_by_kind ON public.customers_customer USING btree (kind);

CREATE INDEX customer_by_manager ON public.customers_customer USING btree (manager_id, sort_key, id);

CREATE INDEX customer_by_merged_into ON public.customers_customer USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);

CREATE INDEX customer_by_name ON public.customers_customer USING btree (sort_key, id);

CREATE INDEX customer_by_name_key ON public.customers_customer USING btree (name_key);

CREATE INDEX customer_by_region ON public.customers_customer USING btree (upper((region)::text));

CREATE INDEX customer_by_registration ON public.customers_customer USING btree (upper((registration_number)::text));

CREATE INDEX customer_by_registration_key ON public.customers_customer USING btree (registration_key) WHERE (NOT (registration_key = ''::text));

CREATE INDEX customer_by_since ON public.customers_customer USING btree (since_date);

CREATE INDEX customer_by_status ON public.customers_customer USING btree (status);

CREATE INDEX customer_by_team ON public.customers_customer USING btree (team_id, sort_key, id);

CREATE INDEX customer_keys ON public.customers_customerkeys USING gin (keys) WITH (fastupdate=off);

CREATE INDEX customer_search ON public.customers_customer USING gin (public.search_grams(search_key)) WITH (fastupdate='on');

CREATE INDEX customer_without_manager ON public.customers_customer USING btree (team_id) WHERE (manager_id IS NULL);

CREATE INDEX customer_without_name_key ON public.customers_customer USING btree (id) WHERE ((name_key)::text = ''::text);

CREATE INDEX customers_admission_answers_id_074b82c9 ON public.customers_admission USING btree (answers_id);

CREATE INDEX customers_admission_decided_by_id_be0512ef ON public.customers_admission USING btree (decided_by_id);

CREATE INDEX customers_admission_requested_by_id_0a30cc4c ON public.customers_admission USING btree (requested_by_id);

CREATE INDEX customers_attachment_uploaded_by_id_ff3ccdcf ON public.customers_attachment USING btree (uploaded_by_id);

CREATE INDEX customers_authorityrequest_customer_id_d5621a20 ON public.customers_authorityrequest USING btree (customer_id);

CREATE INDEX customers_authorityrequest_responsible_id_4da5ad98 ON public.customers_authorityrequest USING btree (responsible_id);

CREATE INDEX customers_breach_contract_id_ed666847 ON public.customers_breach USING btree (contract_id);

CREATE INDEX customers_breach_obligation_id_0553e8f5 ON public.customers_breach USING btree (obligation_id);

CREATE INDEX customers_contractclause_contract_id_e7e31a09 ON public.customers_contractclause USING btree (contract_id);

CREATE INDEX customers_creditnote_invoice_id_f21a82d5 ON public.customers_creditnote USING btree (invoice_id);

CREATE INDEX customers_creditrestriction_lifted_by_id_a3e213d7 ON public.customers_creditrestriction USING btree (lifted_by_id);

CREATE INDEX customers_creditrestriction_service_id_b115ce61 ON public.customers_creditrestriction USING btree (service_id);

CREATE INDEX customers_creditrestriction_set_by_id_dc8686a2 ON public.customers_creditrestriction USING btree (set_by_id);

CREATE INDEX customers_customer_number_c63b3994_like ON public.customers_customer USING btree (number varchar_pattern_ops);

CREATE INDEX customers_customerchange_customer_id_bbb75bde ON public.customers_customerchange USING btree (customer_id);

CREATE INDEX customers_customergroup_code_4bcc0f7f_like ON public.customers_customergroup USING btree (code varchar_pattern_ops);

CREATE INDEX customers_customergroup_created_by_id_9db87ad9 ON public.customers_customergroup USING btree (created_by_id);

CREATE INDEX customers_customermerge_merged_by_id_804c43cb ON public.customers_customermerge USING btree (merged_by_id);

CREATE INDEX customers_customermerge_merged_id_c36f34e4 ON public.customers_customermerge USING btree (merged_id);

CREATE INDEX customers_customermerge_survivor_id_ed10ee13 ON public.customers_customermerge USING btree (survivor_id);

CREATE INDEX customers_customfield_code_1854b6ca_like ON public.customers_customfield USING btree (code varchar_pattern_ops);

CREATE INDEX customers_dishonouredpayment_payment_id_775924ed ON public.customers_dishonouredpayment USING btree (payment_id);

CREATE INDEX customers_dispute_invoice_id_458cebec ON public.customers_dispute USING btree (invoice_id);

CREATE INDEX customers_duplicatepair_second_id_c1d9b16f ON public.customers_duplicatepair USING btree (second_id);

CREATE INDEX customers_goodsreturn_invoice_id_67e829af ON public.customers_goodsreturn USING btree (invoice_id);

CREATE INDEX customers_goodsreturn_order_id_93d92a24 ON public.customers_goodsreturn USING btree (order_id);

CREATE INDEX customers_groupmembership_group_id_3dd53f6f ON public.customers_groupmembership USING btree (group_id);

CREATE INDEX customers_importedrows_import_file_id_cbd065c6 ON public.customers_importedrows USING btree (import_file_id);

CREATE INDEX customers_importfile_mends_id_18789562 ON public.customers_importfile USING btree (mends_id);

CREATE INDEX customers_importfile_uploaded_by_id_5423169b ON public.customers_importfile USING btree (uploaded_by_id);

CREATE INDEX customers_importmapping_team_id_320a200a ON public.customers_importmapping USING btree (team_id);

CREATE INDEX customers_importstop_requested_by_id_1894915f ON public.customers_importstop USING btree (requested_by_id);

CREATE INDEX customers_importundo_requested_by_id_62f686f8 ON public.customers_importundo USING btree (requested_by_id);

CREATE INDEX customers_instalment_loan_id_862adaa0 ON public.customers_instalment USING btree (loan_id);

CREATE INDEX customers_obligation_contract_id_3dd0c1ae ON public.customers_obligation USING btree (contract_id);

CREATE INDEX customers_onboardingcheck_checked_by_id_3731bf15 ON public.customers_onboardingcheck USING btree (checked_by_id);

CREATE INDEX customers_onboardingcheck_item_id_ef0941fe ON public.customers_onboardingcheck USING btree (item_id);

CREATE INDEX customers_onboardingitem_code_db008ebf_like ON public.customers_onboardingitem USING btree (code varchar_pattern_ops);

CREATE INDEX customers_promisetopay_invoice_id_a696d3c9 ON public.customers_promisetopay USING btree (invoice_id);

CREATE INDEX customers_recovery_write_off_id_eab717bf ON public.customers_recovery USING btree (write_off_id);

CREATE INDEX customers_relatedpartyrevision_party_id_28e48db6 ON public.customers_relatedpartyrevision USING btree (party_id);

CREATE INDEX customers_reminderitem_invoice_id_3180c206 ON public.customers_reminderitem USING btree (invoice_id);

CREATE INDEX customers_screeningdecision_decided_by_id_34163e8f ON public.customers_screeningdecision USING btree (decided_by_id);

CREATE INDEX customers_screeningdecision_hit_id_708ebbdc ON public.customers_screeningdecision USING btree (hit_id);

CREATE INDEX customers_screeningentry_changed_in_id_066011a5 ON public.customers_screeningentry USING btree (changed_in_id);

CREATE INDEX customers_screeningentry_of_list_id_377409fb ON public.customers_screeningentry USING btree (of_list_id);

CREATE INDEX customers_screeninghit_entry_id_f1fc09b7 ON public.customers_screeninghit USING btree (entry_id);

CREATE INDEX customers_screeninglist_code_d3dcebf4_like ON public.customers_screeninglist USING btree (code varchar_pattern_ops);

CREATE INDEX customers_screeninglistversion_of_list_id_1642e73e ON public.customers_screeninglistversion USING btree (of_list_id);

CREATE INDEX customers_screeninglistversion_uploaded_by_id_1c63bb68 ON public.customers_screeninglistversion USING btree (uploaded_by_id);

CREATE INDEX customers_security_contract_id_7cd9c72f ON public.customers_security USING btree (contract_id);

CREATE INDEX customers_servicekind_code_5c6e922e_like ON public.customers_servicekind USING btree (code varchar_pattern_ops);

CREATE INDEX customers_steptemplate_name_en_052ba2a1_like ON public.customers_steptemplate USING btree (name_en varchar_pattern_ops);

CREATE INDEX customers_systemkey_customer_id_bd6366b1 ON public.customers_systemkey USING btree (customer_id);

CREATE INDEX customers_systemkey_system_3a3845b6 ON public.customers_systemkey USING btree (system);

CREATE INDEX customers_systemkey_system_3a3845b6_like ON public.customers_systemkey USING btree (system varchar_pattern_ops);

CREATE INDEX customers_templatestep_template_id_66f1462c ON public.customers_templatestep USING btree (template_id);

CREATE INDEX customers_writeoff_invoice_id_a89c8656 ON public.customers_writeoff USING btree (invoice_id);

CREATE INDEX delivery_under_way ON public.removal_letterdelivery USING btree (sent_at) WHERE ((arrived_on IS NULL) AND (returned_on IS NULL));

CREATE UNIQUE INDEX dishonoured_once ON public.customers_dishonouredpayment USING btree (payment_id) WHERE (NOT is_void);

CREATE INDEX dishonouredpayment_by_date ON public.customers_dishonouredpayment USING btree (effective_date, id);

CREATE INDEX dishonouredpayment_by_key ON public.customers_dishonouredpayment USING btree (source_key);

CREATE INDEX dishonouredpayment_reading ON public.customers_dishonouredpayment USING btree (customer_id, effective_date);

CREATE INDEX dispute_by_date ON public.customers_dispute USING btree (effective_date, id);

CREATE INDEX dispute_by_key ON public.customers_dispute USING btree (source_key);

CREATE INDEX dispute_by_outcome ON public.customers_dispute USING btree (outcome, effective_date, id);

CREATE INDEX dispute_open ON public.customers_dispute USING btree (customer_id, invoice_id) WHERE ((outcome)::text = 'open'::text);

CREATE INDEX dispute_reading ON public.customers_dispute USING btree (customer_id, effective_date);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX document_by_name ON public.customers_attachment USING btree (upper((name)::text) text_pattern_ops);

CREATE INDEX document_by_time ON public.customers_attachment USING btree (uploaded_at, id);

CREATE INDEX document_of_customer ON public.customers_attachment USING btree (customer_id, id DESC);

CREATE INDEX document_removed ON public.customers_attachment USING btree (uploaded_at, id) WHERE (removed_at IS NOT NULL);

CREATE INDEX drill_by_day ON public.monitoring_drill USING btree (held_date DESC, id DESC);

CREATE INDEX dry_run_waiting ON public.monitoring_dryrun USING btree (id) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX each_step_done_once ON public.monitoring_activationentry USING btree (activation_id, step_id) WHERE (step_id IS NOT NULL);

CREATE INDEX enrolment_by_end ON public.monitoring_enrolment USING btree (until, id);

CREATE INDEX entry_of_activation ON public.monitoring_activationentry USING btree (activation_id, recorded_at);

CREATE INDEX erasure_by_state ON public.removal_erasurerun USING btree (state, id DESC);

CREATE INDEX erasure_item_customer ON public.removal_erasureitem USING btree (customer_id);

CREATE INDEX event_actor ON public.audit_event USING btree (actor_id, id DESC);

CREATE INDEX event_customer ON public.audit_event USING btree (customer_id, id DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX event_object ON public.audit_event USING btree (object_kind, object_id, id DESC);

CREATE INDEX event_verb ON public.audit_event USING btree (verb, id DESC);

CREATE INDEX export_by_age ON public.web_export USING btree (created_at);

CREATE INDEX export_of_owner ON public.web_export USING btree (owner_id, id DESC);

CREATE INDEX export_open ON public.web_export USING btree (id) WHERE ((state)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying])::text[]));

CREATE INDEX feedback_by_date ON public.removal_marketfeedback USING btree (given_date, id);

CREATE INDEX financialstatement_by_date ON public.customers_financialstatement USING btree (effective_date, id);

CREATE INDEX financialstatement_by_key ON public.customers_financialstatement USING btree (source_key);

CREATE INDEX financialstatement_reading ON public.customers_financialstatement USING btree (customer_id, effective_date);

CREATE INDEX finding_by_due_date ON public.monitoring_finding USING btree (due_date, id);

CREATE INDEX finding_by_time ON public.monitoring_finding USING btree (raised_at DESC, id DESC);

CREATE INDEX finding_of_owner ON public.monitoring_finding USING btree (owner_id, state);

CREATE INDEX finding_open_by_owner ON public.monitoring_drillfinding USING btree (owner_id, due_date) WHERE (done_at IS NULL);

CREATE INDEX goodsreturn_by_date ON public.customers_goodsreturn USING btree (effective_date, id);

CREATE INDEX goodsreturn_by_key ON public.customers_goodsreturn USING btree (source_key);

CREATE INDEX goodsreturn_reading ON public.customers_goodsreturn USING btree (customer_id, effective_date);

CREATE INDEX group_by_name ON public.customers_customergroup USING btree (sort_key, id);

CREATE INDEX hit_by_score ON public.customers_screeninghit USING btree (state, score, id);

CREATE INDEX hit_by_time ON public.customers_screeninghit USING btree (state, found_at, id);

CREATE INDEX hit_of_any_state_by_score ON public.customers_screeninghit USING btree (score, id);

CREATE INDEX hit_of_any_state_by_time ON public.customers_screeninghit USING btree (found_at, id);

CREATE INDEX holiday_by_date ON public.web_holiday USING btree (date, id);

CREATE INDEX instalment_by_date ON public.customers_instalment USING btree (effective_date, id);

CREATE INDEX instalment_by_key ON public.customers_instalment USING btree (source_key);

CREATE INDEX instalment_reading ON public.customers_instalment USING btree (customer_id, effective_date);

CREATE INDEX interaction_by_date ON public.customers_interaction USING btree (effective_date, id);

CREATE INDEX interaction_by_key ON public.customers_interaction USING btree (source_key);

CREATE INDEX interaction_by_owner ON public.customers_interaction USING btree (owner_id, effective_date, id);

CREATE INDEX interaction_pinned ON public.customers_interaction USING btree (customer_id, effective_date) WHERE is_pinned;

CREATE INDEX interaction_reading ON public.customers_interaction USING btree (customer_id, effective_date);

CREATE INDEX invoice_by_currency ON public.customers_invoice USING btree (currency, invoice_date, id);

CREATE INDEX invoice_by_date ON public.customers_invoice USING btree (invoice_date, id);

CREATE INDEX invoice_by_due_date ON public.customers_invoice USING btree (due_date);

CREATE INDEX invoice_by_number ON public.customers_invoice USING btree (number);

CREATE INDEX invoice_reading ON public.customers_invoice USING btree (customer_id, invoice_date) INCLUDE (id, due_date, amount, base_amount, recorded_at, is_void);

CREATE INDEX invoice_state_by_row ON public.customers_invoicerevision USING btree (invoice_id);

CREATE INDEX invoice_void ON public.customers_invoice USING btree (customer_id) WHERE is_void;

CREATE INDEX item_by_outcome ON public.jobs_item USING btree (run_id, outcome, "position");

CREATE INDEX jobs_chunk_run_id_9eafcdfd ON public.jobs_chunk USING btree (run_id);

CREATE INDEX jobs_heartbeat_name_7d4519e6_like ON public.jobs_heartbeat USING btree (name varchar_pattern_ops);

CREATE INDEX jobs_outgoingmail_key_4a634659_like ON public.jobs_outgoingmail USING btree (key varchar_pattern_ops);

CREATE INDEX jobs_outgoingmail_message_id_4b4b2c86_like ON public.jobs_outgoingmail USING btree (message_id varchar_pattern_ops);

CREATE INDEX letter_by_state ON public.removal_letter USING btree (state, drafted_at, id);

CREATE INDEX letter_by_time ON public.removal_letter USING btree (drafted_at, id);

CREATE INDEX letter_template_by_time ON public.removal_lettertemplate USING btree (created_at, id);

CREATE INDEX list_appeal_by_receipt ON public.removal_listappeal USING btree (received_date, id);

CREATE INDEX list_appeal_open ON public.removal_listappeal USING btree (answer_by_date, id) WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'acknowledged'::character varying])::text[]));

CREATE INDEX list_entry_by_list ON public.customers_screeningentry USING btree (of_list_id, name, id);

CREATE INDEX list_entry_by_name ON public.customers_screeningentry USING btree (name, id);

CREATE INDEX list_entry_by_time ON public.customers_screeningentry USING btree (recorded_at, id);

CREATE INDEX list_entry_keys ON public.customers_screeningentry USING gin (keys) WITH (fastupdate=off);

CREATE INDEX list_entry_search ON public.customers_screeningentry USING gin (public.customer_grams(folded));

CREATE INDEX list_entry_standing ON public.customers_screeningentry USING btree (of_list_id) WHERE (ended_at IS NULL);

CREATE INDEX list_version_waiting ON public.customers_screeninglistversion USING btree (id) WHERE ((state)::text = ANY ((ARRAY['checking'::character varying, 'applying'::character varying])::text[]));

CREATE INDEX listed_by_expiry ON public.removal_listentry USING btree (expires_on, id);

CREATE INDEX listed_by_review ON public.removal_listentry USING btree (review_date, id);

CREATE INDEX listed_by_state ON public.removal_listentry USING btree (state, id DESC);

CREATE INDEX listed_by_time ON public.removal_listentry USING btree (proposed_at, id);

CREATE INDEX loan_by_date ON public.customers_loan USING btree (effective_date, id);

CREATE INDEX loan_by_key ON public.customers_loan USING btree (source_key);

CREATE INDEX loan_reading ON public.customers_loan USING btree (customer_id, effective_date);

CREATE INDEX mail_waiting ON public.jobs_outgoingmail USING btree (id) WHERE ((failed_at IS NULL) AND (sent_at IS NULL));

CREATE INDEX marketevent_by_date ON public.customers_marketevent USING btree (effective_date, id);

CREATE INDEX marketevent_by_key ON public.customers_marketevent USING btree (source_key);

CREATE INDEX marketevent_of_cluster ON public.customers_marketevent USING btree (customer_id, cluster);

CREATE INDEX marketevent_pending ON public.customers_marketevent USING btree (effective_date, id) WHERE ((confirmation)::text = 'pending'::text);

CREATE INDEX marketevent_reading ON public.customers_marketevent USING btree (customer_id, effective_date);

CREATE INDEX marketnote_by_date ON public.customers_marketnote USING btree (effective_date, id);

CREATE INDEX marketnote_by_key ON public.customers_marketnote USING btree (source_key);

CREATE INDEX marketnote_reading ON public.customers_marketnote USING btree (customer_id, effective_date);

CREATE INDEX matter_by_day ON public.removal_legalrecovery USING btree (opened_date, id);

CREATE INDEX matter_by_state ON public.removal_restrictedmatter USING btree (state, opened_at, id);

CREATE INDEX membership_by_day ON public.customers_groupmembership USING btree (from_date, id);

CREATE INDEX mention_by_person ON public.customers_mention USING btree (person_id, mentioned_at, id);

CREATE INDEX mention_unread ON public.customers_mention USING btree (person_id, mentioned_at, id) WHERE (read_at IS NULL);

CREATE INDEX merge_by_time ON public.customers_customermerge USING btree (merged_at, id);

CREATE UNIQUE INDEX merged_once ON public.customers_customermerge USING btree (merged_id) WHERE (undone_at IS NULL);

CREATE INDEX message_by_endpoint ON public.monitoring_webhookmessage USING btree (endpoint_id, id DESC);

CREATE INDEX message_by_time ON public.monitoring_webhookmessage USING btree (created_at);

CREATE INDEX message_waiting ON public.monitoring_webhookmessage USING btree (endpoint_id, id) WHERE ((delivered_at IS NULL) AND (failed_at IS NULL));

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX monitoring_acknowledgement_by_id_83808285 ON public.monitoring_acknowledgement USING btree (by_id);

CREATE INDEX monitoring_activation_activated_by_id_caf8627b ON public.monitoring_activation USING btree (activated_by_id);

CREATE INDEX monitoring_activation_alert_id_4d41f9c8 ON public.monitoring_activation USING btree (alert_id);

CREATE INDEX monitoring_activation_customer_id_937622b2 ON public.monitoring_activation USING btree (customer_id);

CREATE INDEX monitoring_activation_plan_id_15405dbc ON public.monitoring_activation USING btree (plan_id);

CREATE INDEX monitoring_activation_stood_down_by_id_5f2e96f4 ON public.monitoring_activation USING btree (stood_down_by_id);

CREATE INDEX monitoring_activation_version_id_2cc629ba ON public.monitoring_activation USING btree (version_id);

CREATE INDEX monitoring_activationentry_activation_id_471544f4 ON public.monitoring_activationentry USING btree (activation_id);

CREATE INDEX monitoring_activationentry_by_id_592fba5b ON public.monitoring_activationentry USING btree (by_id);

CREATE INDEX monitoring_activationentry_step_id_bdab656d ON public.monitoring_activationentry USING btree (step_id);

CREATE INDEX monitoring_ageingcell_manager_id_66e51d31 ON public.monitoring_ageingcell USING btree (manager_id);

CREATE INDEX monitoring_ageingcell_month_id_dc25d534 ON public.monitoring_ageingcell USING btree (month_id);

CREATE INDEX monitoring_ageingcell_team_id_fe1e4144 ON public.monitoring_ageingcell USING btree (team_id);

CREATE INDEX monitoring_alert_assignee_id_b2b66681 ON public.monitoring_alert USING btree (assignee_id);

CREATE INDEX monitoring_alert_customer_id_a3011117 ON public.monitoring_alert USING btree (customer_id);

CREATE INDEX monitoring_alert_rule_id_bf8bd0d7 ON public.monitoring_alert USING btree (rule_id);

CREATE INDEX monitoring_alertbreach_alert_id_2ab1cda0 ON public.monitoring_alertbreach USING btree (alert_id);

CREATE INDEX monitoring_alertclosure_by_id_8b9131d7 ON public.monitoring_alertclosure USING btree (by_id);

CREATE INDEX monitoring_alertclosure_case_id_21e61568 ON public.monitoring_alertclosure USING btree (case_id);

CREATE INDEX monitoring_alertclosure_plan_id_2c8786f9 ON public.monitoring_alertclosure USING btree (plan_id);

CREATE INDEX monitoring_alertescalation_alert_id_e66afcf2 ON public.monitoring_alertescalation USING btree (alert_id);

CREATE INDEX monitoring_alertescalation_to_id_7df1a2cc ON public.monitoring_alertescalation USING btree (to_id);

CREATE INDEX monitoring_alertevidence_alert_id_9d9234f3 ON public.monitoring_alertevidence USING btree (alert_id);

CREATE INDEX monitoring_alertnews_alert_id_08749af8 ON public.monitoring_alertnews USING btree (alert_id);

CREATE INDEX monitoring_alertrule_code_d7fc4af0_like ON public.monitoring_alertrule USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_alertsnooze_alert_id_7653ded2 ON public.monitoring_alertsnooze USING btree (alert_id);

CREATE INDEX monitoring_alertsnooze_by_id_86b5e042 ON public.monitoring_alertsnooze USING btree (by_id);

CREATE INDEX monitoring_alertsnooze_woken_by_id_5b97cdf4 ON public.monitoring_alertsnooze USING btree (woken_by_id);

CREATE INDEX monitoring_badcustomer_customer_id_0dd55e9f ON public.monitoring_badcustomer USING btree (customer_id);

CREATE INDEX monitoring_bookdaycell_day_id_20a1f6f1 ON public.monitoring_bookdaycell USING btree (day_id);

CREATE INDEX monitoring_bookdaycell_manager_id_c792105d ON public.monitoring_bookdaycell USING btree (manager_id);

CREATE INDEX monitoring_bookdaycell_team_id_86766991 ON public.monitoring_bookdaycell USING btree (team_id);

CREATE INDEX monitoring_bookdaypart_day_id_feac74b8 ON public.monitoring_bookdaypart USING btree (day_id);

CREATE INDEX monitoring_bookdaypart_manager_id_00275b85 ON public.monitoring_bookdaypart USING btree (manager_id);

CREATE INDEX monitoring_bookdaypart_team_id_3cbb3cf4 ON public.monitoring_bookdaypart USING btree (team_id);

CREATE INDEX monitoring_bookdaytop_customer_id_424a8a62 ON public.monitoring_bookdaytop USING btree (customer_id);

CREATE INDEX monitoring_bookdaytop_day_id_4dac907f ON public.monitoring_bookdaytop USING btree (day_id);

CREATE INDEX monitoring_bookdaytop_manager_id_f912193d ON public.monitoring_bookdaytop USING btree (manager_id);

CREATE INDEX monitoring_bookdaytop_team_id_abcf6d7f ON public.monitoring_bookdaytop USING btree (team_id);

CREATE INDEX monitoring_bookreading_manager_id_3450203f ON public.monitoring_bookreading USING btree (manager_id);

CREATE INDEX monitoring_bookreading_team_id_662e8798 ON public.monitoring_bookreading USING btree (team_id);

CREATE INDEX monitoring_completion_person_id_183bacc2 ON public.monitoring_completion USING btree (person_id);

CREATE INDEX monitoring_completion_recorded_by_id_e7147e40 ON public.monitoring_completion USING btree (recorded_by_id);

CREATE INDEX monitoring_completion_responsible_id_bc37b2bf ON public.monitoring_completion USING btree (responsible_id);

CREATE INDEX monitoring_completion_version_id_c6a63188 ON public.monitoring_completion USING btree (version_id);

CREATE INDEX monitoring_control_code_b99b2125_like ON public.monitoring_control USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_control_owner_id_2a0be444 ON public.monitoring_control USING btree (owner_id);

CREATE INDEX monitoring_control_population_49b5c098 ON public.monitoring_control USING btree (population);

CREATE INDEX monitoring_control_population_49b5c098_like ON public.monitoring_control USING btree (population varchar_pattern_ops);

CREATE INDEX monitoring_controltest_control_id_0442732c ON public.monitoring_controltest USING btree (control_id);

CREATE INDEX monitoring_controltest_signed_by_id_0f23080d ON public.monitoring_controltest USING btree (signed_by_id);

CREATE INDEX monitoring_controltest_tester_id_ddabdd44 ON public.monitoring_controltest USING btree (tester_id);

CREATE INDEX monitoring_course_code_8ba1a419_like ON public.monitoring_course USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_course_guards_by_id_087ddb4b ON public.monitoring_course USING btree (guards_by_id);

CREATE INDEX monitoring_coursematerial_course_id_505873ca ON public.monitoring_coursematerial USING btree (course_id);

CREATE INDEX monitoring_coursematerial_removed_by_id_7e93b10e ON public.monitoring_coursematerial USING btree (removed_by_id);

CREATE INDEX monitoring_coursematerial_uploaded_by_id_b7feb491 ON public.monitoring_coursematerial USING btree (uploaded_by_id);

CREATE INDEX monitoring_coursestatement_version_id_d918db23 ON public.monitoring_coursestatement USING btree (version_id);

CREATE INDEX monitoring_courseversion_course_id_6ce7366e ON public.monitoring_courseversion USING btree (course_id);

CREATE INDEX monitoring_courseversion_published_by_id_f2882eed ON public.monitoring_courseversion USING btree (published_by_id);

CREATE INDEX monitoring_desktake_customer_id_82a68830 ON public.monitoring_desktake USING btree (customer_id);

CREATE INDEX monitoring_desktake_handed_back_by_id_8ed4d18f ON public.monitoring_desktake USING btree (handed_back_by_id);

CREATE INDEX monitoring_desktake_taken_by_id_4aa8b9f5 ON public.monitoring_desktake USING btree (taken_by_id);

CREATE INDEX monitoring_digest_person_id_c386e28d ON public.monitoring_digest USING btree (person_id);

CREATE INDEX monitoring_drill_participants_drill_id_d3c70bab ON public.monitoring_drill_participants USING btree (drill_id);

CREATE INDEX monitoring_drill_participants_user_id_5037c60f ON public.monitoring_drill_participants USING btree (user_id);

CREATE INDEX monitoring_drill_plan_id_432d6530 ON public.monitoring_drill USING btree (plan_id);

CREATE INDEX monitoring_drill_recorded_by_id_e81971cc ON public.monitoring_drill USING btree (recorded_by_id);

CREATE INDEX monitoring_drill_retest_of_id_884b0206 ON public.monitoring_drill USING btree (retest_of_id);

CREATE INDEX monitoring_drill_version_id_f38bf32c ON public.monitoring_drill USING btree (version_id);

CREATE INDEX monitoring_drillfinding_done_by_id_81f9bf46 ON public.monitoring_drillfinding USING btree (done_by_id);

CREATE INDEX monitoring_drillfinding_drill_id_d53bb4b6 ON public.monitoring_drillfinding USING btree (drill_id);

CREATE INDEX monitoring_drillfinding_owner_id_ba7480d2 ON public.monitoring_drillfinding USING btree (owner_id);

CREATE INDEX monitoring_drillfinding_recorded_by_id_176a1516 ON public.monitoring_drillfinding USING btree (recorded_by_id);

CREATE INDEX monitoring_drilltime_drill_id_5e9e2c2d ON public.monitoring_drilltime USING btree (drill_id);

CREATE INDEX monitoring_drilltime_step_id_923cbeeb ON public.monitoring_drilltime USING btree (step_id);

CREATE INDEX monitoring_dryrun_asked_by_id_f1e20f15 ON public.monitoring_dryrun USING btree (asked_by_id);

CREATE INDEX monitoring_dryrun_version_id_ad8cafc9 ON public.monitoring_dryrun USING btree (version_id);

CREATE INDEX monitoring_dryrunhit_customer_id_92fc8ac2 ON public.monitoring_dryrunhit USING btree (customer_id);

CREATE INDEX monitoring_dryrunhit_dry_run_id_874cc3c9 ON public.monitoring_dryrunhit USING btree (dry_run_id);

CREATE INDEX monitoring_emergencyplan_code_d73cde40_like ON public.monitoring_emergencyplan USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_emergencyplan_reviewed_by_id_e3e1a16f ON public.monitoring_emergencyplan USING btree (reviewed_by_id);

CREATE INDEX monitoring_enrolment_course_id_03142fba ON public.monitoring_enrolment USING btree (course_id);

CREATE INDEX monitoring_enrolment_person_id_57700ab6 ON public.monitoring_enrolment USING btree (person_id);

CREATE INDEX monitoring_finding_closed_by_id_41ed304c ON public.monitoring_finding USING btree (closed_by_id);

CREATE INDEX monitoring_finding_item_id_07aba2f8 ON public.monitoring_finding USING btree (item_id);

CREATE INDEX monitoring_finding_owner_id_75bbe687 ON public.monitoring_finding USING btree (owner_id);

CREATE INDEX monitoring_finding_raised_by_id_95bcb96b ON public.monitoring_finding USING btree (raised_by_id);

CREATE INDEX monitoring_finding_retest_id_45b2106a ON public.monitoring_finding USING btree (retest_id);

CREATE INDEX monitoring_followup_by_id_9b547b9a ON public.monitoring_followup USING btree (by_id);

CREATE INDEX monitoring_followup_finding_id_ec788006 ON public.monitoring_followup USING btree (finding_id);

CREATE INDEX monitoring_groupageingcell_group_id_4888f8c7 ON public.monitoring_groupageingcell USING btree (group_id);

CREATE INDEX monitoring_groupageingcell_manager_id_e92367ce ON public.monitoring_groupageingcell USING btree (manager_id);

CREATE INDEX monitoring_groupageingcell_month_id_8b1a6061 ON public.monitoring_groupageingcell USING btree (month_id);

CREATE INDEX monitoring_groupageingcell_team_id_26b2cab4 ON public.monitoring_groupageingcell USING btree (team_id);

CREATE INDEX monitoring_highriskdesk_chosen_by_id_8089a2e4 ON public.monitoring_highriskdesk USING btree (chosen_by_id);

CREATE INDEX monitoring_highriskdesk_team_id_d829a79f ON public.monitoring_highriskdesk USING btree (team_id);

CREATE INDEX monitoring_krilimit_approved_by_id_13345af3 ON public.monitoring_krilimit USING btree (approved_by_id);

CREATE INDEX monitoring_krilimit_asked_by_id_af255f04 ON public.monitoring_krilimit USING btree (asked_by_id);

CREATE INDEX monitoring_krilimit_code_968c1549 ON public.monitoring_krilimit USING btree (code);

CREATE INDEX monitoring_krilimit_code_968c1549_like ON public.monitoring_krilimit USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_krilimit_owner_id_b4ca750a ON public.monitoring_krilimit USING btree (owner_id);

CREATE INDEX monitoring_krivalue_code_0dcd2007 ON public.monitoring_krivalue USING btree (code);

CREATE INDEX monitoring_krivalue_code_0dcd2007_like ON public.monitoring_krivalue USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_krivalue_day_id_1113271f ON public.monitoring_krivalue USING btree (day_id);

CREATE INDEX monitoring_monthreport_made_by_id_14168feb ON public.monitoring_monthreport USING btree (made_by_id);

CREATE INDEX monitoring_notice_alert_id_238f4cb8 ON public.monitoring_notice USING btree (alert_id);

CREATE INDEX monitoring_notice_customer_id_ca0b189b ON public.monitoring_notice USING btree (customer_id);

CREATE INDEX monitoring_notice_kind_75f39b40 ON public.monitoring_notice USING btree (kind);

CREATE INDEX monitoring_notice_kind_75f39b40_like ON public.monitoring_notice USING btree (kind varchar_pattern_ops);

CREATE INDEX monitoring_notice_person_id_34c34ada ON public.monitoring_notice USING btree (person_id);

CREATE INDEX monitoring_planmessage_speaker_id_a0918097 ON public.monitoring_planmessage USING btree (speaker_id);

CREATE INDEX monitoring_planmessage_version_id_6273e319 ON public.monitoring_planmessage USING btree (version_id);

CREATE INDEX monitoring_planrole_code_531da7e9 ON public.monitoring_planrole USING btree (code);

CREATE INDEX monitoring_planrole_code_531da7e9_like ON public.monitoring_planrole USING btree (code varchar_pattern_ops);

CREATE INDEX monitoring_planrole_deputy_id_134823fa ON public.monitoring_planrole USING btree (deputy_id);

CREATE INDEX monitoring_planrole_person_id_a1ae5f49 ON public.monitoring_planrole USING btree (person_id);

CREATE INDEX monitoring_planrole_version_id_511e706c ON public.monitoring_planrole USING btree (version_id);

CREATE INDEX monitoring_plansection_version_id_f02bc0b0 ON public.monitoring_plansection USING btree (version_id);

CREATE INDEX monitoring_planstep_role_id_7104630c ON public.monitoring_planstep USING btree (role_id);

CREATE INDEX monitoring_planstep_version_id_42cc07c5 ON public.monitoring_planstep USING btree (version_id);

CREATE INDEX monitoring_planversion_alert_rule_id_08dc09b2 ON public.monitoring_planversion USING btree (alert_rule_id);

CREATE INDEX monitoring_planversion_approved_by_id_3551d6bd ON public.monitoring_planversion USING btree (approved_by_id);

CREATE INDEX monitoring_planversion_offered_by_id_2ce77be6 ON public.monitoring_planversion USING btree (offered_by_id);

CREATE INDEX monitoring_planversion_plan_id_deee58a9 ON public.monitoring_planversion USING btree (plan_id);

CREATE INDEX monitoring_populationrow_test_id_fe3d51a8 ON public.monitoring_populationrow USING btree (test_id);

CREATE INDEX monitoring_review_alert_id_b161cc45 ON public.monitoring_review USING btree (alert_id);

CREATE INDEX monitoring_review_completed_by_id_b5d185db ON public.monitoring_review USING btree (completed_by_id);

CREATE INDEX monitoring_review_customer_id_91f98838 ON public.monitoring_review USING btree (customer_id);

CREATE INDEX monitoring_risklead_named_by_id_00b05c48 ON public.monitoring_risklead USING btree (named_by_id);

CREATE INDEX monitoring_risklead_person_id_c4250e7e ON public.monitoring_risklead USING btree (person_id);

CREATE INDEX monitoring_rulequality_rule_id_6aaeb307 ON public.monitoring_rulequality USING btree (rule_id);

CREATE INDEX monitoring_ruleversion_asked_by_id_887bf36b ON public.monitoring_ruleversion USING btree (asked_by_id);

CREATE INDEX monitoring_ruleversion_created_by_id_b35eca13 ON public.monitoring_ruleversion USING btree (created_by_id);

CREATE INDEX monitoring_ruleversion_decided_by_id_e262d2ac ON public.monitoring_ruleversion USING btree (decided_by_id);

CREATE INDEX monitoring_ruleversion_rule_id_98916072 ON public.monitoring_ruleversion USING btree (rule_id);

CREATE INDEX monitoring_sampleitem_test_id_e354db6e ON public.monitoring_sampleitem USING btree (test_id);

CREATE INDEX monitoring_studiedcase_written_by_id_cc29723b ON public.monitoring_studiedcase USING btree (written_by_id);

CREATE INDEX monitoring_webhookattempt_message_id_d39e0b61 ON public.monitoring_webhookattempt USING btree (message_id);

CREATE INDEX monitoring_webhookcursor_feed_fade959e_like ON public.monitoring_webhookcursor USING btree (feed varchar_pattern_ops);

CREATE INDEX monitoring_webhookendpoint_created_by_id_f696054f ON public.monitoring_webhookendpoint USING btree (created_by_id);

CREATE INDEX monitoring_webhookendpoint_owner_id_f1beab05 ON public.monitoring_webhookendpoint USING btree (owner_id);

CREATE INDEX monitoring_webhookmessage_customer_id_19bec3d7 ON public.monitoring_webhookmessage USING btree (customer_id);

CREATE INDEX monitoring_webhookmessage_endpoint_id_49d02955 ON public.monitoring_webhookmessage USING btree (endpoint_id);

CREATE INDEX monitoring_webhooksecret_endpoint_id_af34c185 ON public.monitoring_webhooksecret USING btree (endpoint_id);

CREATE INDEX notice_by_time ON public.monitoring_notice USING btree (person_id, at DESC, id DESC);

CREATE INDEX notice_mail_due ON public.monitoring_notice USING btree (person_id, id) WHERE is_mail_due;

CREATE INDEX notice_unread ON public.monitoring_notice USING btree (person_id) WHERE (read_at IS NULL);

CREATE INDEX obligation_by_date ON public.customers_obligation USING btree (effective_date, id);

CREATE INDEX obligation_by_key ON public.customers_obligation USING btree (source_key);

CREATE INDEX obligation_open ON public.customers_obligation USING btree (effective_date, id) WHERE ((state)::text = 'open'::text);

CREATE INDEX obligation_reading ON public.customers_obligation USING btree (customer_id, effective_date);

CREATE UNIQUE INDEX one_activation_per_plan_and_alert ON public.monitoring_activation USING btree (plan_id, alert_id) WHERE (alert_id IS NOT NULL);

CREATE UNIQUE INDEX one_allocation_per_pair ON public.customers_allocation USING btree (customer_id, invoice_id, payment_id, credit_note_id, write_off_id) INCLUDE (effective_date, amount, base_amount, recorded_at) NULLS NOT DISTINCT;

CREATE UNIQUE INDEX one_approval_per_round ON public.removal_casestep USING btree (case_id, round) WHERE ((act)::text = 'approve_case'::text);

CREATE UNIQUE INDEX one_block_of_a_kind ON public.removal_caseblock USING btree (customer_id, kind) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX one_champion ON public.scoring_scorecard USING btree (is_champion) WHERE is_champion;

CREATE UNIQUE INDEX one_checklist_in_force ON public.removal_readmissionchecklist USING btree (state) WHERE ((state)::text = 'in_force'::text);

CREATE UNIQUE INDEX one_completion_per_key_of_system ON public.monitoring_completion USING btree (recorded_by_id, source_key) WHERE (NOT ((source_key)::text = ''::text));

CREATE UNIQUE INDEX one_document_per_content ON public.customers_attachment USING btree (customer_id, record_kind, record_id, sha256) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX one_first_draw_of_a_period ON public.monitoring_controltest USING btree (control_id, first_date, final_date) WHERE (redraws_id IS NULL);

CREATE UNIQUE INDEX one_group_at_a_time ON public.customers_groupmembership USING btree (customer_id) WHERE (until_date IS NULL);

CREATE UNIQUE INDEX one_holder_per_customer ON public.monitoring_desktake USING btree (customer_id) WHERE (handed_back_at IS NULL);

CREATE UNIQUE INDEX one_kri_limit_waits ON public.monitoring_krilimit USING btree (code) WHERE (in_force_at IS NULL);

CREATE UNIQUE INDEX one_lasting_secret_per_webhook ON public.monitoring_webhooksecret USING btree (endpoint_id) WHERE (expires_at IS NULL);

CREATE UNIQUE INDEX one_live_reservation_per_document ON public.scoring_reservation USING btree (customer_id, reference) WHERE ((state)::text = 'live'::text);

CREATE UNIQUE INDEX one_main_contact ON public.customers_contact USING btree (customer_id) WHERE is_primary;

CREATE UNIQUE INDEX one_material_per_content ON public.monitoring_coursematerial USING btree (course_id, sha256) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX one_of_limits_in_force ON public.removal_approvallimits USING btree (state) WHERE ((state)::text = ANY ((ARRAY['proposed'::character varying, 'in_force'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_appeal ON public.removal_appeal USING btree (case_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_open_case ON public.removal_removalcase USING btree (customer_id) WHERE ((state)::text = ANY ((ARRAY['proposed'::character varying, 'assessment'::character varying, 'legal_review'::character varying, 'warning'::character varying, 'notice'::character varying, 'rectification'::character varying, 'decision'::character varying, 'reduction'::character varying, 'termination'::character varying, 'settlement'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_champion_proposal ON public.scoring_championproposal USING btree (state) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_open_erasure ON public.removal_erasureitem USING btree (customer_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'erasing'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_hit ON public.customers_screeninghit USING btree (customer_id, entry_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_open_list_appeal ON public.removal_listappeal USING btree (entry_id) WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'acknowledged'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_list_entry ON public.removal_listentry USING btree (customer_id) WHERE ((state)::text = ANY ((ARRAY['proposed'::character varying, 'active'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_offer_per_step ON public.removal_securityoffer USING btree (step_id) WHERE ((state)::text = 'offered'::text);

CREATE UNIQUE INDEX one_open_readmission ON public.removal_readmission USING btree (customer_id) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX one_open_review_per_customer ON public.monitoring_review USING btree (customer_id) WHERE (completed_at IS NULL);

CREATE UNIQUE INDEX one_open_rule_version ON public.monitoring_ruleversion USING btree (rule_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'waiting'::character varying])::text[]));

CREATE UNIQUE INDEX one_open_run_per_key ON public.jobs_run USING btree (kind, key) WHERE (((state)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying])::text[])) AND (NOT ((key)::text = ''::text)));

CREATE UNIQUE INDEX one_open_suggestion ON public.removal_suggestion USING btree (customer_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_open_treatment_proposal ON public.scoring_treatmentproposal USING btree (customer_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_open_write_off ON public.removal_proposedwriteoff USING btree (invoice_id) WHERE ((state)::text = 'proposed'::text);

CREATE UNIQUE INDEX one_override_in_force ON public.scoring_override USING btree (customer_id) WHERE ((state)::text = 'in_force'::text);

CREATE UNIQUE INDEX one_override_waits ON public.scoring_override USING btree (customer_id) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX one_pack_of_parts ON public.removal_policypack USING btree (code, sha256) WHERE (NOT (parts = '[]'::jsonb));

CREATE UNIQUE INDEX one_pack_to_come ON public.removal_policypack USING btree (code) WHERE ((effective_to IS NULL) AND (parts = '[]'::jsonb) AND ((state)::text = 'in_force'::text));

CREATE UNIQUE INDEX one_plan_draft_one_approved ON public.monitoring_planversion USING btree (plan_id, state) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'approved'::character varying])::text[]));

CREATE UNIQUE INDEX one_proposed_checklist ON public.removal_readmissionchecklist USING btree (state) WHERE ((state)::text = 'proposed'::text);

CREATE UNIQUE INDEX one_published_criteria ON public.removal_criterionset USING btree (state) WHERE ((state)::text = 'published'::text);

CREATE UNIQUE INDEX one_published_letter_template ON public.removal_lettertemplate USING btree (kind, language) WHERE ((state)::text = 'published'::text);

CREATE UNIQUE INDEX one_published_treatment ON public.scoring_treatmentpolicy USING btree (state) WHERE ((state)::text = 'published'::text);

CREATE UNIQUE INDEX one_published_version ON public.scoring_scorecardversion USING btree (scorecard_id) WHERE ((state)::text = 'published'::text);

CREATE UNIQUE INDEX one_rejection_per_round ON public.removal_removaldecision USING btree (case_id, round) WHERE ((outcome)::text = 'rejected'::text);

CREATE UNIQUE INDEX one_restriction_per_source ON public.customers_creditrestriction USING btree (source_kind, source_id) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX one_rule_version_in_force ON public.monitoring_ruleversion USING btree (rule_id) WHERE ((state)::text = 'in_force'::text);

CREATE UNIQUE INDEX one_running_activation_by_hand ON public.monitoring_activation USING btree (plan_id, customer_id) NULLS NOT DISTINCT WHERE ((alert_id IS NULL) AND (stood_down_at IS NULL));

CREATE UNIQUE INDEX one_running_episode ON public.monitoring_alert USING btree (customer_id, rule_id) WHERE (cleared_at IS NULL);

CREATE UNIQUE INDEX one_standing_study ON public.removal_effectstudy USING btree (is_standing) WHERE is_standing;

CREATE UNIQUE INDEX one_waiting_admission ON public.customers_admission USING btree (customer_id) WHERE ((outcome)::text = 'waiting'::text);

CREATE INDEX opencredit_by_credit_note ON public.customers_opencredit USING btree (credit_note_id) WHERE (credit_note_id IS NOT NULL);

CREATE INDEX opencredit_by_currency ON public.customers_opencredit USING btree (currency, effective_date, id);

CREATE INDEX opencredit_by_date ON public.customers_opencredit USING btree (effective_date, id);

CREATE INDEX opencredit_by_payment ON public.customers_opencredit USING btree (payment_id) WHERE (payment_id IS NOT NULL);

CREATE INDEX opencredit_by_write_off ON public.customers_opencredit USING btree (write_off_id) WHERE (write_off_id IS NOT NULL);

CREATE INDEX opencredit_of_customer ON public.customers_opencredit USING btree (customer_id, effective_date);

CREATE INDEX order_by_date ON public.customers_order USING btree (effective_date, id);

CREATE INDEX order_by_key ON public.customers_order USING btree (source_key);

CREATE INDEX order_reading ON public.customers_order USING btree (customer_id, effective_date);

CREATE INDEX order_under_way ON public.customers_order USING btree (customer_id) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'shipped'::character varying])::text[]));

CREATE INDEX override_by_expiry ON public.scoring_override USING btree (expires_on) WHERE ((state)::text = 'in_force'::text);

CREATE INDEX override_by_state ON public.scoring_override USING btree (state, requested_at, id);

CREATE INDEX override_by_time ON public.scoring_override USING btree (requested_at, id);

CREATE INDEX pack_by_code ON public.removal_policypack USING btree (code, number DESC);

CREATE INDEX pair_by_strength ON public.customers_duplicatepair USING btree (state, strength DESC, id);

CREATE INDEX party_by_id_number ON public.customers_relatedparty USING btree (id_number) WHERE (NOT ((id_number)::text = ''::text));

CREATE INDEX party_by_kind ON public.customers_relatedparty USING btree (kind, id DESC);

CREATE INDEX party_by_name ON public.customers_relatedparty USING btree (upper((name)::text) text_pattern_ops) WHERE (NOT ((name)::text = ''::text));

CREATE INDEX party_by_other ON public.customers_relatedparty USING btree (other_id) WHERE (other_id IS NOT NULL);

CREATE INDEX party_state_by_other ON public.customers_relatedpartyrevision USING btree (other_id) WHERE (other_id IS NOT NULL);

CREATE INDEX party_verified ON public.customers_relatedparty USING btree (id DESC) WHERE (verified_at IS NOT NULL);

CREATE INDEX payment_by_currency ON public.customers_payment USING btree (currency, received_date, id);

CREATE INDEX payment_by_date ON public.customers_payment USING btree (received_date, id);

CREATE INDEX payment_by_method ON public.customers_payment USING btree (method, received_date, id);

CREATE INDEX payment_by_source_key ON public.customers_payment USING btree (source_key);

CREATE INDEX payment_reading ON public.customers_payment USING btree (customer_id, received_date) INCLUDE (id, amount, currency, base_amount, method, payer, recorded_at, is_void);

CREATE INDEX payment_state_by_row ON public.customers_paymentrevision USING btree (payment_id);

CREATE INDEX payment_void ON public.customers_payment USING btree (customer_id) WHERE is_void;

CREATE INDEX plan_by_date ON public.customers_plan USING btree (effective_date, id);

CREATE INDEX plan_by_key ON public.customers_plan USING btree (source_key);

CREATE INDEX plan_lesson_search ON public.customers_plan USING gin (public.customer_grams(public.customer_search_key(problem, measure_text, lesson))) WHERE (lesson <> ''::text);

CREATE INDEX plan_open_by_due ON public.customers_plan USING btree (due_date, id) WHERE ((state)::text = 'open'::text);

CREATE INDEX plan_open_by_responsible ON public.customers_plan USING btree (responsible_id, due_date, id) WHERE ((state)::text = 'open'::text);

CREATE INDEX plan_reading ON public.customers_plan USING btree (customer_id, effective_date);

CREATE INDEX plan_with_lesson ON public.customers_plan USING btree (effective_date, id) WHERE (NOT (lesson = ''::text));

CREATE INDEX policyviolation_by_date ON public.customers_policyviolation USING btree (effective_date, id);

CREATE INDEX policyviolation_by_key ON public.customers_policyviolation USING btree (source_key);

CREATE INDEX policyviolation_reading ON public.customers_policyviolation USING btree (customer_id, effective_date);

CREATE INDEX promisetopay_by_date ON public.customers_promisetopay USING btree (effective_date, id);

CREATE INDEX promisetopay_by_key ON public.customers_promisetopay USING btree (source_key);

CREATE INDEX promisetopay_open ON public.customers_promisetopay USING btree (promised_date, id) WHERE ((outcome)::text = 'open'::text);

CREATE INDEX promisetopay_reading ON public.customers_promisetopay USING btree (customer_id, effective_date);

CREATE INDEX proposal_by_state ON public.scoring_treatmentproposal USING btree (state, proposed_at, id);

CREATE INDEX proposal_by_time ON public.scoring_treatmentproposal USING btree (proposed_at, id);

CREATE INDEX proposal_newest ON public.scoring_treatmentproposal USING btree (customer_id, id DESC);

CREATE INDEX rate_by_currency ON public.customers_exchangerate USING btree (currency, effective_date, id);

CREATE INDEX rate_by_date ON public.customers_exchangerate USING btree (effective_date, id);

CREATE INDEX rate_not_applied ON public.customers_exchangerate USING btree (id) WHERE (NOT is_applied);

CREATE INDEX rating_by_change ON public.scoring_rating USING btree (change DESC, customer_id) WHERE (change IS NOT NULL);

CREATE INDEX rating_by_danger ON public.scoring_rating USING btree (danger DESC, customer_id);

CREATE INDEX rating_by_loss ON public.scoring_rating USING btree (expected_loss DESC, customer_id) WHERE (expected_loss IS NOT NULL);

CREATE INDEX rating_by_tier ON public.scoring_rating USING btree (tier, danger DESC, customer_id);

CREATE INDEX rating_of_a_day ON public.scoring_ratinghistory USING btree (customer_id, as_of DESC, id DESC) INCLUDE (tier);

CREATE INDEX reading_by_exposure ON public.scoring_reading USING btree (exposure DESC, customer_id);

CREATE INDEX reading_by_oldest_days ON public.scoring_reading USING btree (oldest_days DESC, customer_id);

CREATE INDEX reading_by_overdue ON public.scoring_reading USING btree (overdue DESC, customer_id);

CREATE INDEX readmission_by_state ON public.removal_readmission USING btree (state, id DESC);

CREATE INDEX readmission_by_time ON public.removal_readmission USING btree (requested_at, id);

CREATE INDEX recovery_by_date ON public.customers_recovery USING btree (effective_date, id);

CREATE INDEX recovery_by_key ON public.customers_recovery USING btree (source_key);

CREATE INDEX recovery_reading ON public.customers_recovery USING btree (customer_id, effective_date);

CREATE INDEX reminder_by_amount ON public.customers_reminder USING btree (demanded DESC, id DESC);

CREATE INDEX reminder_by_customer ON public.customers_reminder USING btree (customer_id, as_of DESC);

CREATE INDEX reminder_by_day ON public.customers_reminder USING btree (as_of DESC, id DESC);

CREATE INDEX reminder_by_run ON public.customers_reminder USING btree (run_id, demanded DESC, id);

CREATE INDEX reminder_by_state ON public.customers_reminder USING btree (state, as_of DESC, id DESC);

CREATE INDEX reminderrun_by_person ON public.customers_reminderrun USING btree (started_by_id, id DESC);

CREATE INDEX removal_appeal_acknowledged_by_id_45aa093c ON public.removal_appeal USING btree (acknowledged_by_id);

CREATE INDEX removal_appeal_case_id_921e3de2 ON public.removal_appeal USING btree (case_id);

CREATE INDEX removal_appeal_decided_by_id_2f829e15 ON public.removal_appeal USING btree (decided_by_id);

CREATE INDEX removal_appeal_recorded_by_id_d20803d6 ON public.removal_appeal USING btree (recorded_by_id);

CREATE INDEX removal_approvallimits_decided_by_id_2cda7a51 ON public.removal_approvallimits USING btree (decided_by_id);

CREATE INDEX removal_approvallimits_proposed_by_id_c2f4c0de ON public.removal_approvallimits USING btree (proposed_by_id);

CREATE INDEX removal_caseblock_customer_id_41076fd6 ON public.removal_caseblock USING btree (customer_id);

CREATE INDEX removal_caseblock_lifted_by_id_fe2ee99f ON public.removal_caseblock USING btree (lifted_by_id);

CREATE INDEX removal_caseblock_set_by_id_27942b6c ON public.removal_caseblock USING btree (set_by_id);

CREATE INDEX removal_caseevidence_added_by_id_6533bd10 ON public.removal_caseevidence USING btree (added_by_id);

CREATE INDEX removal_caseevidence_attachment_id_c1ee6552 ON public.removal_caseevidence USING btree (attachment_id);

CREATE INDEX removal_caseevidence_case_id_ffffc40f ON public.removal_caseevidence USING btree (case_id);

CREATE INDEX removal_caselesson_case_id_55f4a5e7 ON public.removal_caselesson USING btree (case_id);

CREATE INDEX removal_caselesson_written_by_id_9b2096d6 ON public.removal_caselesson USING btree (written_by_id);

CREATE INDEX removal_casestep_by_id_2b7daa11 ON public.removal_casestep USING btree (by_id);

CREATE INDEX removal_casestep_case_id_d86b9f34 ON public.removal_casestep USING btree (case_id);

CREATE INDEX removal_checklistanswer_answered_by_id_fc04eeba ON public.removal_checklistanswer USING btree (answered_by_id);

CREATE INDEX removal_checklistanswer_case_id_afdaa742 ON public.removal_checklistanswer USING btree (case_id);

CREATE INDEX removal_checklistanswer_evidence_id_0c6052f3 ON public.removal_checklistanswer USING btree (evidence_id);

CREATE INDEX removal_compartmentgrant_approved_by_id_3cecac4c ON public.removal_compartmentgrant USING btree (approved_by_id);

CREATE INDEX removal_compartmentgrant_person_id_b64d9475 ON public.removal_compartmentgrant USING btree (person_id);

CREATE INDEX removal_compartmentgrant_proposed_by_id_cd1e6a9a ON public.removal_compartmentgrant USING btree (proposed_by_id);

CREATE INDEX removal_compartmentgrant_revoked_by_id_77cbfb67 ON public.removal_compartmentgrant USING btree (revoked_by_id);

CREATE INDEX removal_compensation_case_id_dccf51f3 ON public.removal_compensation USING btree (case_id);

CREATE INDEX removal_compensation_decided_by_id_d7235cd4 ON public.removal_compensation USING btree (decided_by_id);

CREATE INDEX removal_compensation_first_approved_by_id_2d31a00d ON public.removal_compensation USING btree (first_approved_by_id);

CREATE INDEX removal_compensation_proposed_by_id_b99cd5ea ON public.removal_compensation USING btree (proposed_by_id);

CREATE INDEX removal_compensation_responsible_id_767b3ac2 ON public.removal_compensation USING btree (responsible_id);

CREATE INDEX removal_criterionauthor_criteria_id_08ace689 ON public.removal_criterionauthor USING btree (criteria_id);

CREATE INDEX removal_criterionauthor_person_id_2e23d436 ON public.removal_criterionauthor USING btree (person_id);

CREATE INDEX removal_criterionrule_code_342eb45c ON public.removal_criterionrule USING btree (code);

CREATE INDEX removal_criterionrule_code_342eb45c_like ON public.removal_criterionrule USING btree (code varchar_pattern_ops);

CREATE INDEX removal_criterionrule_criteria_id_2c7e2498 ON public.removal_criterionrule USING btree (criteria_id);

CREATE INDEX removal_criterionset_created_by_id_1469ac4a ON public.removal_criterionset USING btree (created_by_id);

CREATE INDEX removal_criterionset_published_by_id_03cfe126 ON public.removal_criterionset USING btree (published_by_id);

CREATE INDEX removal_criterionset_submitted_by_id_da85a2b9 ON public.removal_criterionset USING btree (submitted_by_id);

CREATE INDEX removal_cureitem_added_by_id_ecbc2306 ON public.removal_cureitem USING btree (added_by_id);

CREATE INDEX removal_cureitem_case_id_6d5b74c6 ON public.removal_cureitem USING btree (case_id);

CREATE INDEX removal_cureitem_checked_by_id_2f7c9bfe ON public.removal_cureitem USING btree (checked_by_id);

CREATE INDEX removal_cureitem_evidence_id_64ab6e7c ON public.removal_cureitem USING btree (evidence_id);

CREATE INDEX removal_cureitem_submitted_by_id_8a6bc16d ON public.removal_cureitem USING btree (submitted_by_id);

CREATE INDEX removal_deadlinenotice_case_id_7853f27b ON public.removal_deadlinenotice USING btree (case_id);

CREATE INDEX removal_effectlook_requested_by_id_7250d150 ON public.removal_effectlook USING btree (requested_by_id);

CREATE INDEX removal_effectlook_study_id_303405dd ON public.removal_effectlook USING btree (study_id);

CREATE INDEX removal_effectpart_look_id_fa720bea ON public.removal_effectpart USING btree (look_id);

CREATE INDEX removal_effectstudy_registered_by_id_a105c0f0 ON public.removal_effectstudy USING btree (registered_by_id);

CREATE INDEX removal_effectstudy_team_id_d1578f62 ON public.removal_effectstudy USING btree (team_id);

CREATE INDEX removal_erasedidentifier_customer_id_7012860b ON public.removal_erasedidentifier USING btree (customer_id);

CREATE INDEX removal_erasurerun_first_by_id_78bd3fa0 ON public.removal_erasurerun USING btree (first_by_id);

CREATE INDEX removal_erasurerun_proposed_by_id_e56d9b5c ON public.removal_erasurerun USING btree (proposed_by_id);

CREATE INDEX removal_erasurerun_rejected_by_id_bea4a6a7 ON public.removal_erasurerun USING btree (rejected_by_id);

CREATE INDEX removal_erasurerun_second_by_id_0a6313be ON public.removal_erasurerun USING btree (second_by_id);

CREATE INDEX removal_extension_case_id_d83f82b4 ON public.removal_extension USING btree (case_id);

CREATE INDEX removal_extension_granted_by_id_f997b6a2 ON public.removal_extension USING btree (granted_by_id);

CREATE INDEX removal_feedbackround_entered_by_id_5bc88c89 ON public.removal_feedbackround USING btree (entered_by_id);

CREATE INDEX removal_immediatereview_case_id_58c29cb6 ON public.removal_immediatereview USING btree (case_id);

CREATE INDEX removal_immediatereview_reviewed_by_id_0e0f3929 ON public.removal_immediatereview USING btree (reviewed_by_id);

CREATE INDEX removal_legalreceipt_linked_by_id_6717a28a ON public.removal_legalreceipt USING btree (linked_by_id);

CREATE INDEX removal_legalreceipt_matter_id_a973928f ON public.removal_legalreceipt USING btree (matter_id);

CREATE INDEX removal_legalrecovery_case_id_bfe0817a ON public.removal_legalrecovery USING btree (case_id);

CREATE INDEX removal_legalrecovery_recorded_by_id_95d8799a ON public.removal_legalrecovery USING btree (recorded_by_id);

CREATE INDEX removal_legalrecovery_responsible_id_fb42ea17 ON public.removal_legalrecovery USING btree (responsible_id);

CREATE INDEX removal_letter_cancelled_by_id_fb4ba4d0 ON public.removal_letter USING btree (cancelled_by_id);

CREATE INDEX removal_letter_case_id_70c77527 ON public.removal_letter USING btree (case_id);

CREATE INDEX removal_letter_drafted_by_id_f9fd8308 ON public.removal_letter USING btree (drafted_by_id);

CREATE INDEX removal_letter_released_by_id_948de3fe ON public.removal_letter USING btree (released_by_id);

CREATE INDEX removal_letter_responsible_id_8461c5d9 ON public.removal_letter USING btree (responsible_id);

CREATE INDEX removal_letter_template_id_13db053c ON public.removal_letter USING btree (template_id);

CREATE INDEX removal_letteranswer_letter_id_b1f2d338 ON public.removal_letteranswer USING btree (letter_id);

CREATE INDEX removal_letteranswer_recorded_by_id_1e9ad690 ON public.removal_letteranswer USING btree (recorded_by_id);

CREATE INDEX removal_letterdelivery_contact_id_d9d62c72 ON public.removal_letterdelivery USING btree (contact_id);

CREATE INDEX removal_letterdelivery_contract_id_eb1b93d3 ON public.removal_letterdelivery USING btree (contract_id);

CREATE INDEX removal_letterdelivery_letter_id_9b9be2ee ON public.removal_letterdelivery USING btree (letter_id);

CREATE INDEX removal_letterdelivery_recorded_by_id_466d7f1f ON public.removal_letterdelivery USING btree (recorded_by_id);

CREATE INDEX removal_lettertemplate_created_by_id_38a8eabe ON public.removal_lettertemplate USING btree (created_by_id);

CREATE INDEX removal_lettertemplate_published_by_id_071502db ON public.removal_lettertemplate USING btree (published_by_id);

CREATE INDEX removal_listappeal_acknowledged_by_id_8150447f ON public.removal_listappeal USING btree (acknowledged_by_id);

CREATE INDEX removal_listappeal_decided_by_id_3c35c39c ON public.removal_listappeal USING btree (decided_by_id);

CREATE INDEX removal_listappeal_entry_id_0247c8a4 ON public.removal_listappeal USING btree (entry_id);

CREATE INDEX removal_listappeal_identity_checked_by_id_a3aab350 ON public.removal_listappeal USING btree (identity_checked_by_id);

CREATE INDEX removal_listappeal_recorded_by_id_741b225d ON public.removal_listappeal USING btree (recorded_by_id);

CREATE INDEX removal_listedperson_entry_id_194bad0a ON public.removal_listedperson USING btree (entry_id);

CREATE INDEX removal_listedperson_screening_entry_id_6c17a839 ON public.removal_listedperson USING btree (screening_entry_id);

CREATE INDEX removal_listentry_case_id_a35844aa ON public.removal_listentry USING btree (case_id);

CREATE INDEX removal_listentry_customer_id_b9682724 ON public.removal_listentry USING btree (customer_id);

CREATE INDEX removal_listentry_decided_by_id_61c7efd3 ON public.removal_listentry USING btree (decided_by_id);

CREATE INDEX removal_listentry_proposed_by_id_090a35de ON public.removal_listentry USING btree (proposed_by_id);

CREATE INDEX removal_listentry_responsible_id_6016a4f2 ON public.removal_listentry USING btree (responsible_id);

CREATE INDEX removal_listentry_screening_entry_id_184bc336 ON public.removal_listentry USING btree (screening_entry_id);

CREATE INDEX removal_listentryact_by_id_c4f85d89 ON public.removal_listentryact USING btree (by_id);

CREATE INDEX removal_listentryact_entry_id_26a647de ON public.removal_listentryact USING btree (entry_id);

CREATE INDEX removal_listevidence_document_id_c3597b37 ON public.removal_listevidence USING btree (document_id);

CREATE INDEX removal_listevidence_entry_id_31de3ebc ON public.removal_listevidence USING btree (entry_id);

CREATE INDEX removal_marketfeedback_asked_in_id_1c941643 ON public.removal_marketfeedback USING btree (asked_in_id);

CREATE INDEX removal_marketfeedback_case_id_e32087b3 ON public.removal_marketfeedback USING btree (case_id);

CREATE INDEX removal_marketfeedback_entered_by_id_fafcbbfc ON public.removal_marketfeedback USING btree (entered_by_id);

CREATE INDEX removal_pastoutcome_month_id_1161e47b ON public.removal_pastoutcome USING btree (month_id);

CREATE INDEX removal_policypack_approved_by_id_a3d2cd1e ON public.removal_policypack USING btree (approved_by_id);

CREATE INDEX removal_policypack_based_on_id_fc08eb3a ON public.removal_policypack USING btree (based_on_id);

CREATE INDEX removal_policypack_drafted_by_id_6fe0622b ON public.removal_policypack USING btree (drafted_by_id);

CREATE INDEX removal_proposedwriteoff_case_id_46ee7308 ON public.removal_proposedwriteoff USING btree (case_id);

CREATE INDEX removal_proposedwriteoff_decided_by_id_122b04a9 ON public.removal_proposedwriteoff USING btree (decided_by_id);

CREATE INDEX removal_proposedwriteoff_first_approved_by_id_51a971e9 ON public.removal_proposedwriteoff USING btree (first_approved_by_id);

CREATE INDEX removal_proposedwriteoff_invoice_id_0406c88d ON public.removal_proposedwriteoff USING btree (invoice_id);

CREATE INDEX removal_proposedwriteoff_proposed_by_id_3c8b157a ON public.removal_proposedwriteoff USING btree (proposed_by_id);

CREATE INDEX removal_proposedwriteoff_responsible_id_6b8bef61 ON public.removal_proposedwriteoff USING btree (responsible_id);

CREATE INDEX removal_readmission_case_id_a6501c96 ON public.removal_readmission USING btree (case_id);

CREATE INDEX removal_readmission_checklist_id_ea14f532 ON public.removal_readmission USING btree (checklist_id);

CREATE INDEX removal_readmission_customer_id_77f1fe6e ON public.removal_readmission USING btree (customer_id);

CREATE INDEX removal_readmission_decided_by_id_1bf74bf2 ON public.removal_readmission USING btree (decided_by_id);

CREATE INDEX removal_readmission_entry_id_485af9e3 ON public.removal_readmission USING btree (entry_id);

CREATE INDEX removal_readmission_requested_by_id_fe89d90c ON public.removal_readmission USING btree (requested_by_id);

CREATE INDEX removal_readmission_responsible_id_07ae0a2b ON public.removal_readmission USING btree (responsible_id);

CREATE INDEX removal_readmissionchecklist_decided_by_id_b3b44664 ON public.removal_readmissionchecklist USING btree (decided_by_id);

CREATE INDEX removal_readmissionchecklist_proposed_by_id_79d87091 ON public.removal_readmissionchecklist USING btree (proposed_by_id);

CREATE INDEX removal_recoverycost_matter_id_e297479d ON public.removal_recoverycost USING btree (matter_id);

CREATE INDEX removal_recoverycost_recorded_by_id_2492c9fc ON public.removal_recoverycost USING btree (recorded_by_id);

CREATE INDEX removal_reductionconfirmation_step_id_6fc98dbc ON public.removal_reductionconfirmation USING btree (step_id);

CREATE INDEX removal_reductionconfirmation_told_by_id_87a1f520 ON public.removal_reductionconfirmation USING btree (told_by_id);

CREATE INDEX removal_reductionstep_case_id_1bb70f47 ON public.removal_reductionstep USING btree (case_id);

CREATE INDEX removal_reductionstep_ended_by_id_fe61bcde ON public.removal_reductionstep USING btree (ended_by_id);

CREATE INDEX removal_reductionstep_letter_id_a48b44b1 ON public.removal_reductionstep USING btree (letter_id);

CREATE INDEX removal_reductionstep_planned_by_id_31d51f6c ON public.removal_reductionstep USING btree (planned_by_id);

CREATE INDEX removal_reductionstep_released_by_id_cef5679f ON public.removal_reductionstep USING btree (released_by_id);

CREATE INDEX removal_reductionstep_responsible_id_278c2f49 ON public.removal_reductionstep USING btree (responsible_id);

CREATE INDEX removal_reductionstep_service_id_9882dade ON public.removal_reductionstep USING btree (service_id);

CREATE INDEX removal_removalcase_customer_id_0e58659c ON public.removal_removalcase USING btree (customer_id);

CREATE INDEX removal_removalcase_owner_id_0859c85b ON public.removal_removalcase USING btree (owner_id);

CREATE INDEX removal_removalcase_pack_id_d31f994a ON public.removal_removalcase USING btree (pack_id);

CREATE INDEX removal_removalcase_proposed_by_id_f8855587 ON public.removal_removalcase USING btree (proposed_by_id);

CREATE INDEX removal_removalcase_responsible_id_b4b4f5fa ON public.removal_removalcase USING btree (responsible_id);

CREATE INDEX removal_removalcase_taken_over_by_id_fed460fa ON public.removal_removalcase USING btree (taken_over_by_id);

CREATE INDEX removal_removaldecision_case_id_91595b65 ON public.removal_removaldecision USING btree (case_id);

CREATE INDEX removal_removaldecision_decided_by_id_7cc9a442 ON public.removal_removaldecision USING btree (decided_by_id);

CREATE INDEX removal_removaldecision_requested_by_id_c8674563 ON public.removal_removaldecision USING btree (requested_by_id);

CREATE INDEX removal_removaldecision_responsible_id_65e811fc ON public.removal_removaldecision USING btree (responsible_id);

CREATE INDEX removal_restrictedmatter_closed_by_id_019f9dbd ON public.removal_restrictedmatter USING btree (closed_by_id);

CREATE INDEX removal_restrictedmatter_customer_key_7dfa4c37 ON public.removal_restrictedmatter USING btree (customer_key);

CREATE INDEX removal_restrictedmatter_opened_by_id_a988d094 ON public.removal_restrictedmatter USING btree (opened_by_id);

CREATE INDEX removal_restrictednote_matter_id_5f3dee2b ON public.removal_restrictednote USING btree (matter_id);

CREATE INDEX removal_restrictednote_written_by_id_98a3934d ON public.removal_restrictednote USING btree (written_by_id);

CREATE INDEX removal_runoff_opened_by_id_322fa57b ON public.removal_runoff USING btree (opened_by_id);

CREATE INDEX removal_runoffitem_case_id_39e9c443 ON public.removal_runoffitem USING btree (case_id);

CREATE INDEX removal_runoffitem_closed_by_id_1caf320d ON public.removal_runoffitem USING btree (closed_by_id);

CREATE INDEX removal_runoffitem_planned_by_id_1051f441 ON public.removal_runoffitem USING btree (planned_by_id);

CREATE INDEX removal_runoffitem_responsible_id_afc4b3c9 ON public.removal_runoffitem USING btree (responsible_id);

CREATE INDEX removal_securityoffer_decided_by_id_1a8c0448 ON public.removal_securityoffer USING btree (decided_by_id);

CREATE INDEX removal_securityoffer_recorded_by_id_3cbfe071 ON public.removal_securityoffer USING btree (recorded_by_id);

CREATE INDEX removal_securityoffer_security_id_08855d27 ON public.removal_securityoffer USING btree (security_id);

CREATE INDEX removal_securityoffer_step_id_4a79f627 ON public.removal_securityoffer USING btree (step_id);

CREATE INDEX removal_sendclearance_decided_by_id_6db3e073 ON public.removal_sendclearance USING btree (decided_by_id);

CREATE INDEX removal_subjectrequest_answered_by_id_f0ea7710 ON public.removal_subjectrequest USING btree (answered_by_id);

CREATE INDEX removal_subjectrequest_customer_id_ab08983e ON public.removal_subjectrequest USING btree (customer_id);

CREATE INDEX removal_subjectrequest_identity_checked_by_id_7e27c83d ON public.removal_subjectrequest USING btree (identity_checked_by_id);

CREATE INDEX removal_subjectrequest_recorded_by_id_21ccc40b ON public.removal_subjectrequest USING btree (recorded_by_id);

CREATE INDEX removal_suggestion_closed_by_id_da0a1b17 ON public.removal_suggestion USING btree (closed_by_id);

CREATE INDEX removal_suggestion_criteria_id_946a5495 ON public.removal_suggestion USING btree (criteria_id);

CREATE INDEX removal_suggestion_customer_id_3c9d1b8b ON public.removal_suggestion USING btree (customer_id);

CREATE INDEX removal_suggestionevidence_rule_id_509dc46a ON public.removal_suggestionevidence USING btree (rule_id);

CREATE INDEX removal_suggestionevidence_suggestion_id_2089f1c6 ON public.removal_suggestionevidence USING btree (suggestion_id);

CREATE INDEX request_by_deadline ON public.customers_authorityrequest USING btree (deadline_date, id);

CREATE INDEX request_by_receipt ON public.customers_authorityrequest USING btree (received_date, id);

CREATE INDEX request_by_state ON public.customers_authorityrequest USING btree (state, deadline_date, id);

CREATE INDEX reservation_by_time ON public.scoring_reservation USING btree (reserved_at, id);

CREATE INDEX restriction_of_customer ON public.customers_creditrestriction USING btree (customer_id, id);

CREATE INDEX restriction_open ON public.customers_creditrestriction USING btree (customer_id) WHERE (lifted_at IS NULL);

CREATE INDEX review_by_due ON public.monitoring_review USING btree (due_date, id);

CREATE INDEX review_open_by_due ON public.monitoring_review USING btree (due_date, id) WHERE (completed_at IS NULL);

CREATE INDEX right_limit_to_note ON public.accounts_rightlimit USING btree (right_valid_until) WHERE (noted_at IS NULL);

CREATE INDEX run_kind ON public.jobs_run USING btree (kind, id DESC);

CREATE INDEX saved_view_of_team ON public.web_savedview USING btree (list, team_id);

CREATE INDEX score_by_moment ON public.scoring_riskscore USING btree (customer_id, card_version_id, as_of, known_at, id);

CREATE INDEX scoring_backtest_card_version_id_fae90e27 ON public.scoring_backtest USING btree (card_version_id);

CREATE INDEX scoring_backtest_challenger_id_5c4caf7a ON public.scoring_backtest USING btree (challenger_id);

CREATE INDEX scoring_backtest_requested_by_id_88c9699d ON public.scoring_backtest USING btree (requested_by_id);

CREATE INDEX scoring_backtestpart_back_test_id_a4dc07d3 ON public.scoring_backtestpart USING btree (back_test_id);

CREATE INDEX scoring_championproposal_decided_by_id_d9479719 ON public.scoring_championproposal USING btree (decided_by_id);

CREATE INDEX scoring_championproposal_proposed_by_id_6dac20fb ON public.scoring_championproposal USING btree (proposed_by_id);

CREATE INDEX scoring_championproposal_responsible_id_6074b09f ON public.scoring_championproposal USING btree (responsible_id);

CREATE INDEX scoring_championproposal_scorecard_id_2839aefc ON public.scoring_championproposal USING btree (scorecard_id);

CREATE INDEX scoring_creditcheck_asked_by_id_82c704af ON public.scoring_creditcheck USING btree (asked_by_id);

CREATE INDEX scoring_creditcheck_customer_id_f5c8f2fb ON public.scoring_creditcheck USING btree (customer_id);

CREATE INDEX scoring_creditcheck_policy_id_4663da48 ON public.scoring_creditcheck USING btree (policy_id);

CREATE INDEX scoring_creditcheck_responsible_id_0c2d1657 ON public.scoring_creditcheck USING btree (responsible_id);

CREATE INDEX scoring_creditcheck_service_24072c92 ON public.scoring_creditcheck USING btree (service);

CREATE INDEX scoring_creditcheck_service_24072c92_like ON public.scoring_creditcheck USING btree (service varchar_pattern_ops);

CREATE INDEX scoring_customertreatment_decided_by_id_f2b78c8d ON public.scoring_customertreatment USING btree (decided_by_id);

CREATE INDEX scoring_customertreatment_reviewed_by_id_41d148a8 ON public.scoring_customertreatment USING btree (reviewed_by_id);

CREATE INDEX scoring_customertreatment_treatment_id_c45a64c9 ON public.scoring_customertreatment USING btree (treatment_id);

CREATE INDEX scoring_driftmonth_card_version_id_1f761de8 ON public.scoring_driftmonth USING btree (card_version_id);

CREATE INDEX scoring_fitting_card_version_id_60c04663 ON public.scoring_fitting USING btree (card_version_id);

CREATE INDEX scoring_fitting_requested_by_id_90cebe6e ON public.scoring_fitting USING btree (requested_by_id);

CREATE INDEX scoring_fitting_run_id_e6e94dad ON public.scoring_fitting USING btree (run_id);

CREATE INDEX scoring_override_customer_id_9af703ea ON public.scoring_override USING btree (customer_id);

CREATE INDEX scoring_override_decided_by_id_d915dbab ON public.scoring_override USING btree (decided_by_id);

CREATE INDEX scoring_override_ended_by_id_1378f6d9 ON public.scoring_override USING btree (ended_by_id);

CREATE INDEX scoring_override_requested_by_id_86ff6f0f ON public.scoring_override USING btree (requested_by_id);

CREATE INDEX scoring_override_responsible_id_85a6ad0e ON public.scoring_override USING btree (responsible_id);

CREATE INDEX scoring_provisionmatrix_adopted_by_id_dc4d4cff ON public.scoring_provisionmatrix USING btree (adopted_by_id);

CREATE INDEX scoring_provisionmatrix_requested_by_id_824cae4a ON public.scoring_provisionmatrix USING btree (requested_by_id);

CREATE INDEX scoring_ratingchange_customer_id_a7e24bfc ON public.scoring_ratingchange USING btree (customer_id);

CREATE INDEX scoring_regiongrade_entered_by_id_24e80057 ON public.scoring_regiongrade USING btree (entered_by_id);

CREATE INDEX scoring_release_asked_by_id_9898a052 ON public.scoring_release USING btree (asked_by_id);

CREATE INDEX scoring_release_released_by_id_107f4baf ON public.scoring_release USING btree (released_by_id);

CREATE INDEX scoring_release_responsible_id_f4173358 ON public.scoring_release USING btree (responsible_id);

CREATE INDEX scoring_reservation_closed_by_id_81d0d63d ON public.scoring_reservation USING btree (closed_by_id);

CREATE INDEX scoring_reservation_customer_id_422adca8 ON public.scoring_reservation USING btree (customer_id);

CREATE INDEX scoring_scorecard_code_9b632c38_like ON public.scoring_scorecard USING btree (code varchar_pattern_ops);

CREATE INDEX scoring_scorecardauthor_card_version_id_4f0dcb2e ON public.scoring_scorecardauthor USING btree (card_version_id);

CREATE INDEX scoring_scorecardauthor_person_id_5ef1a5f9 ON public.scoring_scorecardauthor USING btree (person_id);

CREATE INDEX scoring_scorecardversion_based_on_id_59605ead ON public.scoring_scorecardversion USING btree (based_on_id);

CREATE INDEX scoring_scorecardversion_created_by_id_4b636cf5 ON public.scoring_scorecardversion USING btree (created_by_id);

CREATE INDEX scoring_scorecardversion_published_by_id_6032e9d4 ON public.scoring_scorecardversion USING btree (published_by_id);

CREATE INDEX scoring_scorecardversion_scorecard_id_2a2d0b42 ON public.scoring_scorecardversion USING btree (scorecard_id);

CREATE INDEX scoring_scorecardversion_submitted_by_id_d7a9437e ON public.scoring_scorecardversion USING btree (submitted_by_id);

CREATE INDEX scoring_scoretable_entered_by_id_760e01a9 ON public.scoring_scoretable USING btree (entered_by_id);

CREATE INDEX scoring_scoretableline_table_id_22efe5d6 ON public.scoring_scoretableline USING btree (table_id);

CREATE INDEX scoring_sectorexposure_industry_586b9ae2_like ON public.scoring_sectorexposure USING btree (industry varchar_pattern_ops);

CREATE INDEX scoring_sectorlimit_policy_id_6b8cec61 ON public.scoring_sectorlimit USING btree (policy_id);

CREATE INDEX scoring_treatment_policy_id_8908c7d4 ON public.scoring_treatment USING btree (policy_id);

CREATE INDEX scoring_treatmentauthor_person_id_5c471d34 ON public.scoring_treatmentauthor USING btree (person_id);

CREATE INDEX scoring_treatmentauthor_policy_id_8e7a1871 ON public.scoring_treatmentauthor USING btree (policy_id);

CREATE INDEX scoring_treatmentpolicy_created_by_id_860a8149 ON public.scoring_treatmentpolicy USING btree (created_by_id);

CREATE INDEX scoring_treatmentpolicy_published_by_id_3437aff0 ON public.scoring_treatmentpolicy USING btree (published_by_id);

CREATE INDEX scoring_treatmentpolicy_submitted_by_id_dfe88fb4 ON public.scoring_treatmentpolicy USING btree (submitted_by_id);

CREATE INDEX scoring_treatmentproposal_decided_by_id_318503f1 ON public.scoring_treatmentproposal USING btree (decided_by_id);

CREATE INDEX scoring_treatmentproposal_former_id_2619d1a7 ON public.scoring_treatmentproposal USING btree (former_id);

CREATE INDEX scoring_treatmentproposal_proposed_id_1946eaa7 ON public.scoring_treatmentproposal USING btree (proposed_id);

CREATE INDEX screening_due_entries ON public.customers_screeningdue USING btree (id) WHERE (entry_id IS NOT NULL);

CREATE INDEX screening_due_parked ON public.customers_screeningdue USING btree (customer_id, entry_id) WHERE (parked_at IS NOT NULL);

CREATE INDEX security_by_date ON public.customers_security USING btree (effective_date, id);

CREATE INDEX security_by_key ON public.customers_security USING btree (source_key);

CREATE INDEX security_reading ON public.customers_security USING btree (customer_id, effective_date);

CREATE INDEX step_by_effective_date ON public.removal_reductionstep USING btree (effective_date, id);

CREATE INDEX step_by_time ON public.removal_reductionstep USING btree (planned_at, id);

CREATE UNIQUE INDEX step_confirmed_once ON public.removal_reductionconfirmation USING btree (step_id, awaited) WHERE ((outcome)::text = 'confirmed'::text);

CREATE INDEX step_unconfirmed ON public.removal_reductionstep USING btree (confirm_by_date) WHERE (NOT ((awaits)::text = ''::text));

CREATE INDEX step_waiting ON public.removal_reductionstep USING btree (id) WHERE ((state)::text = 'planned'::text);

CREATE INDEX studied_case_by_time ON public.monitoring_studiedcase USING btree (written_at DESC, id DESC);

CREATE INDEX subject_request_by_deadline ON public.removal_subjectrequest USING btree (deadline_date, id);

CREATE INDEX subject_request_by_receipt ON public.removal_subjectrequest USING btree (received_date, id);

CREATE INDEX suggestion_by_exposure ON public.removal_suggestion USING btree (state, exposure DESC, id);

CREATE INDEX suggestion_of_customer ON public.removal_suggestion USING btree (customer_id, id DESC);

CREATE INDEX task_by_date ON public.customers_task USING btree (effective_date, id);

CREATE INDEX task_by_key ON public.customers_task USING btree (source_key);

CREATE INDEX task_by_owner ON public.customers_task USING btree (owner_id, effective_date, id);

CREATE INDEX task_open_by_date ON public.customers_task USING btree (effective_date, id) WHERE ((state)::text = 'open'::text);

CREATE INDEX task_open_by_owner ON public.customers_task USING btree (owner_id, effective_date, id) WHERE ((state)::text = 'open'::text);

CREATE INDEX task_open_of_customer ON public.customers_task USING btree (customer_id, effective_date) WHERE ((state)::text = 'open'::text);

CREATE INDEX task_reading ON public.customers_task USING btree (customer_id, effective_date);

CREATE INDEX terms_by_day ON public.customers_creditterms USING btree (effective_date, id);

CREATE INDEX treatment_by_review ON public.scoring_customertreatment USING btree (review_date, customer_id);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX web_defaultview_view_id_6f5673e3 ON public.web_defaultview USING btree (view_id);

CREATE INDEX web_idempotentrequest_created_at_9898c35b ON public.web_idempotentrequest USING btree (created_at);

CREATE INDEX writeoff_by_date ON public.customers_writeoff USING btree (effective_date, id);

CREATE INDEX writeoff_by_key ON public.customers_writeoff USING btree (source_key);

CREATE INDEX writeoff_reading ON public.customers_writeoff USING btree (customer_id, effective_date);

CREATE TRIGGER activation_fits BEFORE INSERT ON public.monitoring_activation FOR EACH ROW EXECUTE FUNCTION public.monitoring_activation_fits();

CREATE TRIGGER activation_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_activation FOR EACH ROW WHEN ((NOT public.removal_is_erasing(old.customer_id))) EXECUTE FUNCTION public.monitoring_activation_is_kept();

CREATE TRIGGER activation_log_fits BEFORE INSERT ON public.monitoring_activationentry FOR EACH ROW EXECUTE FUNCTION public.monitoring_log_fits();

CREATE TRIGGER activation_log_is_final BEFORE DELETE OR UPDATE ON public.monitoring_activationentry FOR EACH ROW WHEN ((NOT public.monitoring_is_erasing_activation(old.activation_id))) EXECUTE FUNCTION public.monitoring_log_is_final();

CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE ON public.removal_appeal FOR EACH ROW EXECUTE FUNCTION public.removal_second_look('decided_by_id');

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_block FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_block ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_erasure FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_erasure ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_event ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.audit_eventpayload FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_eventpayload ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_seal ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_verification FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.audit_verification ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.removal_sealedentry FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.removal_sealedentry ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.removal_sealedhead FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

ALTER TABLE public.removal_sealedhead ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER author_is_final BEFORE DELETE OR UPDATE ON public.scoring_scorecardauthor FOR EACH ROW EXECUTE FUNCTION public.scoring_author_is_final();

CREATE TRIGGER case_answerable BEFORE INSERT ON public.removal_removalcase FOR EACH ROW EXECUTE FUNCTION public.removal_case_answerable();

CREATE CONSTRAINT TRIGGER case_has_its_step AFTER INSERT OR UPDATE ON public.removal_removalcase DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.removal_case_checked();

CREATE TRIGGER case_is_final BEFORE DELETE OR UPDATE ON public.removal_removalcase FOR EACH ROW EXECUTE FUNCTION public.removal_case_is_final();

CREATE TRIGGER champion_decision_is_final BEFORE DELETE OR UPDATE ON public.scoring_championproposal FOR EACH ROW EXECUTE FUNCTION public.scoring_champion_decision_is_final();

CREATE TRIGGER check_answerable BEFORE INSERT ON public.scoring_creditcheck FOR EACH ROW EXECUTE FUNCTION public.scoring_check_answerable();

CREATE TRIGGER check_is_final BEFORE UPDATE ON public.scoring_creditcheck FOR EACH ROW EXECUTE FUNCTION public.scoring_check_is_final();

CREATE TRIGGER checklist_kept BEFORE DELETE OR UPDATE ON public.removal_readmissionchecklist FOR EACH ROW EXECUTE FUNCTION public.removal_checklist_kept();

CREATE TRIGGER close_gone_invoices AFTER DELETE ON public.customers_invoice REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_close_gone_invoices();

CREATE TRIGGER control_test_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_controltest FOR EACH ROW EXECUTE FUNCTION public.monitoring_keep_test();

CREATE TRIGGER creator_is_author AFTER INSERT ON public.scoring_scorecardversion FOR EACH ROW EXECUTE FUNCTION public.scoring_creator_is_author();

CREATE CONSTRAINT TRIGGER decision_has_its_case AFTER INSERT ON public.removal_removaldecision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.removal_row_checked();

CREATE TRIGGER decision_is_final BEFORE DELETE OR UPDATE ON public.removal_removaldecision FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(old.case_id))) EXECUTE FUNCTION public.removal_row_is_final();

CREATE TRIGGER erase_listed AFTER INSERT ON public.audit_erasure REFERENCING NEW TABLE AS listed FOR EACH STATEMENT EXECUTE FUNCTION public.audit_erase_listed();

ALTER TABLE public.audit_erasure ENABLE ALWAYS TRIGGER erase_listed;

CREATE TRIGGER erasure_is_kept BEFORE DELETE OR UPDATE ON public.removal_erasurerun FOR EACH ROW EXECUTE FUNCTION public.removal_erasure_is_kept();

CREATE TRIGGER erasure_item_is_kept BEFORE INSERT OR DELETE OR UPDATE ON public.removal_erasureitem FOR EACH ROW EXECUTE FUNCTION public.removal_erasure_item_is_kept();

CREATE TRIGGER evidence_is_final BEFORE DELETE OR UPDATE ON public.removal_caseevidence FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(old.case_id))) EXECUTE FUNCTION public.removal_row_is_final();

CREATE TRIGGER extension_is_final BEFORE DELETE OR UPDATE ON public.removal_extension FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(old.case_id))) EXECUTE FUNCTION public.removal_row_is_final();

CREATE TRIGGER feed_cases AFTER INSERT ON public.removal_removalcase FOR EACH ROW EXECUTE FUNCTION public.scoring_feed_row('case');

CREATE TRIGGER feed_decided_cases AFTER UPDATE OF state ON public.removal_removalcase FOR EACH ROW WHEN (((old.state)::text <> (new.state)::text)) EXECUTE FUNCTION public.scoring_feed_row('case');

CREATE TRIGGER feed_groups AFTER UPDATE ON public.customers_customergroup FOR EACH ROW WHEN (((old.credit_limit IS DISTINCT FROM new.credit_limit) OR (old.ended_date IS DISTINCT FROM new.ended_date))) EXECUTE FUNCTION public.scoring_feed_group();

CREATE TRIGGER feed_lifted_restrictions AFTER UPDATE OF lifted_at ON public.customers_creditrestriction FOR EACH ROW WHEN ((old.lifted_at IS DISTINCT FROM new.lifted_at)) EXECUTE FUNCTION public.scoring_feed_row('reduction');

CREATE TRIGGER feed_limits AFTER INSERT ON public.customers_creditterms REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.scoring_feed_limits();

CREATE TRIGGER feed_list_entries AFTER UPDATE OF state ON public.removal_listentry FOR EACH ROW WHEN (((old.state)::text <> (new.state)::text)) EXECUTE FUNCTION public.scoring_feed_row('list');

CREATE TRIGGER feed_lists AFTER UPDATE OF state ON public.customers_screeninghit FOR EACH ROW WHEN ((((old.state)::text IS DISTINCT FROM (new.state)::text) AND (('confirmed'::text = (old.state)::text) OR ('confirmed'::text = (new.state)::text)))) EXECUTE FUNCTION public.scoring_feed_row('list');

CREATE TRIGGER feed_members AFTER INSERT OR UPDATE ON public.customers_groupmembership FOR EACH ROW EXECUTE FUNCTION public.scoring_feed_row('group');

CREATE TRIGGER feed_policies AFTER UPDATE OF state ON public.scoring_treatmentpolicy FOR EACH ROW WHEN ((((new.state)::text = 'published'::text) AND ((old.state)::text <> 'published'::text))) EXECUTE FUNCTION public.scoring_feed_policy();

CREATE TRIGGER feed_restrictions AFTER INSERT ON public.customers_creditrestriction FOR EACH ROW EXECUTE FUNCTION public.scoring_feed_row('reduction');

CREATE TRIGGER feed_status AFTER UPDATE OF status ON public.customers_customer FOR EACH ROW WHEN (((old.status)::text IS DISTINCT FROM (new.status)::text)) EXECUTE FUNCTION public.scoring_feed_customer();

CREATE TRIGGER feed_tiers AFTER UPDATE ON public.scoring_rating REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.scoring_feed_tiers();

CREATE TRIGGER feed_treatments AFTER UPDATE ON public.scoring_customertreatment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.scoring_feed_treatments();

CREATE TRIGGER follow_handed_over AFTER UPDATE OF manager_id, team_id ON public.customers_customer FOR EACH ROW WHEN (((old.manager_id IS DISTINCT FROM new.manager_id) OR (old.team_id IS DISTINCT FROM new.team_id))) EXECUTE FUNCTION public.customers_follow_handed_over();

CREATE TRIGGER follow_receivables AFTER INSERT ON public.customers_customerchange REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_follow_receivables();

CREATE TRIGGER forget_name_key AFTER UPDATE OF name ON public.customers_customer FOR EACH ROW WHEN ((((old.name)::text IS DISTINCT FROM (new.name)::text) AND ((old.name_key)::text = (new.name_key)::text) AND ((new.name_key)::text <> ''::text))) EXECUTE FUNCTION public.customers_forget_name_key();

CREATE TRIGGER guard_criteria BEFORE DELETE OR UPDATE ON public.removal_criterionset FOR EACH ROW EXECUTE FUNCTION public.removal_guard_criteria();

CREATE TRIGGER guard_pack BEFORE DELETE OR UPDATE ON public.removal_policypack FOR EACH ROW EXECUTE FUNCTION public.removal_guard_pack();

CREATE TRIGGER guard_plan_message BEFORE INSERT OR DELETE OR UPDATE ON public.monitoring_planmessage FOR EACH ROW EXECUTE FUNCTION public.monitoring_guard_plan_part();

CREATE TRIGGER guard_plan_role BEFORE INSERT OR DELETE OR UPDATE ON public.monitoring_planrole FOR EACH ROW EXECUTE FUNCTION public.monitoring_guard_plan_part();

CREATE TRIGGER guard_plan_section BEFORE INSERT OR DELETE OR UPDATE ON public.monitoring_plansection FOR EACH ROW EXECUTE FUNCTION public.monitoring_guard_plan_part();

CREATE TRIGGER guard_plan_step BEFORE INSERT OR DELETE OR UPDATE ON public.monitoring_planstep FOR EACH ROW EXECUTE FUNCTION public.monitoring_guard_plan_part();

CREATE TRIGGER guard_plan_version BEFORE DELETE OR UPDATE ON public.monitoring_planversion FOR EACH ROW EXECUTE FUNCTION public.monitoring_guard_plan_version();

CREATE TRIGGER guard_policy BEFORE DELETE OR UPDATE ON public.scoring_treatmentpolicy FOR EACH ROW EXECUTE FUNCTION public.scoring_guard_policy();

CREATE TRIGGER guard_rule BEFORE INSERT OR DELETE OR UPDATE ON public.removal_criterionrule FOR EACH ROW EXECUTE FUNCTION public.removal_guard_rule();

CREATE TRIGGER guard_sector_limit BEFORE INSERT OR DELETE OR UPDATE ON public.scoring_sectorlimit FOR EACH ROW EXECUTE FUNCTION public.scoring_guard_terms();

CREATE TRIGGER guard_suggestion BEFORE UPDATE ON public.removal_suggestion FOR EACH ROW WHEN ((NOT public.removal_is_erasing(old.customer_id))) EXECUTE FUNCTION public.removal_guard_suggestion();

CREATE TRIGGER guard_treatment BEFORE INSERT OR DELETE OR UPDATE ON public.scoring_treatment FOR EACH ROW EXECUTE FUNCTION public.scoring_guard_terms();

CREATE TRIGGER index_custom_of_changed AFTER UPDATE OF custom ON public.customers_customer FOR EACH ROW WHEN ((old.custom IS DISTINCT FROM new.custom)) EXECUTE FUNCTION public.customers_index_custom();

CREATE TRIGGER index_custom_of_new AFTER INSERT ON public.customers_customer FOR EACH ROW WHEN ((new.custom <> '{}'::jsonb)) EXECUTE FUNCTION public.customers_index_custom();

CREATE TRIGGER letter_answer_kept BEFORE DELETE OR UPDATE ON public.removal_letteranswer FOR EACH ROW WHEN ((NOT public.removal_is_erasing_letter(old.letter_id))) EXECUTE FUNCTION public.removal_letters_stay();

CREATE TRIGGER letter_delivery_is_final BEFORE UPDATE ON public.removal_letterdelivery FOR EACH ROW WHEN ((NOT public.removal_is_erasing_letter(old.letter_id))) EXECUTE FUNCTION public.removal_letter_delivery_is_final();

CREATE TRIGGER letter_delivery_kept BEFORE DELETE ON public.removal_letterdelivery FOR EACH ROW EXECUTE FUNCTION public.removal_letters_stay();

CREATE TRIGGER letter_is_final BEFORE INSERT OR UPDATE ON public.removal_letter FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(new.case_id))) EXECUTE FUNCTION public.removal_letter_is_final();

CREATE TRIGGER letter_kept BEFORE DELETE ON public.removal_letter FOR EACH ROW EXECUTE FUNCTION public.removal_letters_stay();

CREATE TRIGGER letter_template_is_final BEFORE UPDATE ON public.removal_lettertemplate FOR EACH ROW EXECUTE FUNCTION public.removal_letter_template_is_final();

CREATE TRIGGER letter_template_kept BEFORE DELETE ON public.removal_lettertemplate FOR EACH ROW EXECUTE FUNCTION public.removal_letters_stay();

CREATE TRIGGER list_act_by_another BEFORE INSERT ON public.removal_listentryact FOR EACH ROW EXECUTE FUNCTION public.removal_list_act_by_another();

CREATE TRIGGER list_act_is_final BEFORE DELETE OR UPDATE ON public.removal_listentryact FOR EACH ROW WHEN ((NOT public.removal_is_erasing_entry(old.entry_id))) EXECUTE FUNCTION public.removal_list_rows_final();

CREATE TRIGGER list_appeal_kept BEFORE INSERT OR DELETE ON public.removal_listappeal FOR EACH ROW EXECUTE FUNCTION public.removal_list_appeal_kept();

CREATE TRIGGER list_appeal_kept_as_it_is BEFORE UPDATE ON public.removal_listappeal FOR EACH ROW WHEN ((NOT public.removal_is_erasing_entry(old.entry_id))) EXECUTE FUNCTION public.removal_list_appeal_kept();

CREATE CONSTRAINT TRIGGER list_entry_has_act AFTER INSERT OR UPDATE ON public.removal_listentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.removal_list_entry_has_act();

CREATE TRIGGER list_entry_kept BEFORE DELETE OR UPDATE ON public.removal_listentry FOR EACH ROW WHEN ((NOT public.removal_is_erasing(old.customer_id))) EXECUTE FUNCTION public.removal_list_entry_kept();

CREATE TRIGGER list_entry_term BEFORE INSERT ON public.removal_listentry FOR EACH ROW EXECUTE FUNCTION public.removal_list_entry_term();

CREATE TRIGGER list_evidence_is_final BEFORE DELETE OR UPDATE ON public.removal_listevidence FOR EACH ROW WHEN ((NOT public.removal_is_erasing_entry(old.entry_id))) EXECUTE FUNCTION public.removal_list_rows_final();

CREATE TRIGGER listed_person_is_final BEFORE UPDATE OF entry_id, name, role, reason ON public.removal_listedperson FOR EACH ROW WHEN ((NOT public.removal_is_erasing_entry(old.entry_id))) EXECUTE FUNCTION public.removal_list_rows_final();

CREATE TRIGGER listed_person_is_kept BEFORE DELETE ON public.removal_listedperson FOR EACH ROW EXECUTE FUNCTION public.removal_list_rows_final();

CREATE TRIGGER only_listed AFTER DELETE ON public.audit_eventpayload REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_unlisted();

ALTER TABLE public.audit_eventpayload ENABLE ALWAYS TRIGGER only_listed;

CREATE TRIGGER open_by_gone AFTER DELETE ON public.customers_allocation REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_open_by_gone();

CREATE TRIGGER open_changed_invoices AFTER UPDATE ON public.customers_invoice REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_open_changed_invoices();

CREATE TRIGGER open_new_invoices AFTER INSERT ON public.customers_invoice REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((COALESCE(current_setting('riskcrm.open_items'::text, true), ''::text) <> 'later'::text)) EXECUTE FUNCTION public.customers_open_new_invoices();

CREATE TRIGGER payloads_go_by_run AFTER INSERT ON public.audit_erasure REFERENCING NEW TABLE AS listed FOR EACH STATEMENT EXECUTE FUNCTION public.removal_payloads_go_by_run();

CREATE TRIGGER policy_acknowledgement_is_final BEFORE DELETE OR UPDATE ON public.accounts_policyacknowledgement FOR EACH ROW EXECUTE FUNCTION public.accounts_policy_is_final();

CREATE TRIGGER policy_version_is_final BEFORE DELETE OR UPDATE ON public.accounts_policyversion FOR EACH ROW EXECUTE FUNCTION public.accounts_policy_is_final();

CREATE TRIGGER population_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_populationrow FOR EACH ROW EXECUTE FUNCTION public.monitoring_keep_population();

CREATE TRIGGER rate_new_customers AFTER INSERT ON public.customers_customer REFERENCING NEW TABLE AS new_customers FOR EACH STATEMENT EXECUTE FUNCTION public.scoring_rate_new_customers();

CREATE TRIGGER readmission_kept BEFORE INSERT OR DELETE ON public.removal_readmission FOR EACH ROW EXECUTE FUNCTION public.removal_readmission_kept();

CREATE TRIGGER readmission_kept_as_it_is BEFORE UPDATE ON public.removal_readmission FOR EACH ROW WHEN ((NOT public.removal_is_erasing(old.customer_id))) EXECUTE FUNCTION public.removal_readmission_kept();

CREATE TRIGGER release_is_final BEFORE DELETE OR UPDATE ON public.scoring_release FOR EACH ROW WHEN ((NOT public.removal_is_erasing_check(old.check_row_id))) EXECUTE FUNCTION public.scoring_release_is_final();

CREATE TRIGGER removal_look_is_kept BEFORE DELETE OR UPDATE ON public.removal_effectlook FOR EACH ROW EXECUTE FUNCTION public.removal_look_is_kept();

CREATE TRIGGER removal_study_is_kept BEFORE DELETE OR UPDATE ON public.removal_effectstudy FOR EACH ROW EXECUTE FUNCTION public.removal_study_is_kept();

CREATE TRIGGER restriction_is_kept BEFORE DELETE OR UPDATE ON public.customers_creditrestriction FOR EACH ROW EXECUTE FUNCTION public.customers_keep_restriction();

CREATE TRIGGER review_after_change_of_identity AFTER UPDATE OF name, registration_number ON public.customers_customer FOR EACH ROW WHEN (((((old.name)::text <> (new.name)::text) AND (public.customer_key((old.name)::text) <> public.customer_key((new.name)::text))) OR ((old.registration_key <> new.registration_key) AND (old.registration_key <> ''::text)))) EXECUTE FUNCTION public.monitoring_note_review_cause();

CREATE TRIGGER review_after_market_event AFTER UPDATE OF confirmation ON public.customers_marketevent FOR EACH ROW WHEN ((((new.confirmation)::text = 'confirmed'::text) AND ((old.confirmation)::text <> 'confirmed'::text) AND (NOT new.is_void))) EXECUTE FUNCTION public.monitoring_note_review_cause();

CREATE TRIGGER review_by_another BEFORE INSERT OR UPDATE ON public.removal_immediatereview FOR EACH ROW EXECUTE FUNCTION public.removal_second_look('reviewed_by_id');

CREATE TRIGGER review_who_became_high AFTER INSERT ON public.scoring_ratingchange FOR EACH ROW WHEN ((((new.to_tier)::text = 'high'::text) AND ((new.from_tier)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying])::text[])))) EXECUTE FUNCTION public.monitoring_note_review_cause();

CREATE TRIGGER rules_see_case AFTER UPDATE OF due_date ON public.removal_removalcase FOR EACH ROW WHEN ((old.due_date IS DISTINCT FROM new.due_date)) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_contract AFTER UPDATE ON public.customers_contract FOR EACH ROW WHEN (((((((((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.is_void IS DISTINCT FROM new.is_void)) OR (old.effective_date IS DISTINCT FROM new.effective_date)) OR (old.end_date IS DISTINCT FROM new.end_date)) OR (old.renews IS DISTINCT FROM new.renews)) OR (old.notice_days IS DISTINCT FROM new.notice_days)) OR (old.notice_given_date IS DISTINCT FROM new.notice_given_date))) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_new_case AFTER INSERT ON public.removal_removalcase FOR EACH ROW WHEN ((new.due_date IS NOT NULL)) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_new_contract AFTER INSERT ON public.customers_contract FOR EACH ROW WHEN ((((new.state)::text = 'in_force'::text) AND (NOT new.is_void))) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_new_report AFTER INSERT ON public.customers_creditreport FOR EACH ROW WHEN (((new.score IS NOT NULL) AND (NOT new.is_void))) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_report AFTER UPDATE ON public.customers_creditreport FOR EACH ROW WHEN ((((((old.score IS DISTINCT FROM new.score) OR (old.is_void IS DISTINCT FROM new.is_void)) OR (old.effective_date IS DISTINCT FROM new.effective_date)) OR (old.valid_until IS DISTINCT FROM new.valid_until)) OR ((old.provider)::text IS DISTINCT FROM (new.provider)::text))) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER rules_see_scope AFTER UPDATE OF industry, kind, country, team_id ON public.customers_customer FOR EACH ROW WHEN ((((((old.industry)::text IS DISTINCT FROM (new.industry)::text) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR ((old.country)::text IS DISTINCT FROM (new.country)::text)) OR (old.team_id IS DISTINCT FROM new.team_id))) EXECUTE FUNCTION public.monitoring_note_for_rules();

CREATE TRIGGER sample_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_sampleitem FOR EACH ROW EXECUTE FUNCTION public.monitoring_keep_sample();

CREATE TRIGGER screen_changed_parties AFTER UPDATE ON public.customers_relatedparty REFERENCING NEW TABLE AS parties FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_parties();

CREATE TRIGGER screen_former_parties AFTER UPDATE ON public.customers_relatedparty REFERENCING OLD TABLE AS parties FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_parties();

CREATE TRIGGER screen_gone_parties AFTER DELETE ON public.customers_relatedparty REFERENCING OLD TABLE AS parties FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_parties();

CREATE TRIGGER screen_new_customers AFTER INSERT ON public.customers_customer REFERENCING NEW TABLE AS new_customers FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_new();

CREATE TRIGGER screen_new_parties AFTER INSERT ON public.customers_relatedparty REFERENCING NEW TABLE AS parties FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_parties();

CREATE TRIGGER screen_renamed_customers AFTER UPDATE ON public.customers_customer REFERENCING OLD TABLE AS old_customers NEW TABLE AS new_customers FOR EACH STATEMENT EXECUTE FUNCTION public.customers_screen_renamed();

CREATE TRIGGER settle_by_changed AFTER UPDATE ON public.customers_allocation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_settle_by_changed();

CREATE TRIGGER settle_by_new AFTER INSERT ON public.customers_allocation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((COALESCE(current_setting('riskcrm.open_items'::text, true), ''::text) <> 'later'::text)) EXECUTE FUNCTION public.customers_settle_by_new();

CREATE TRIGGER step_follows BEFORE INSERT ON public.removal_casestep FOR EACH ROW EXECUTE FUNCTION public.removal_step_follows();

CREATE CONSTRAINT TRIGGER step_has_its_case AFTER INSERT ON public.removal_casestep DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.removal_row_checked();

CREATE TRIGGER step_is_final BEFORE DELETE OR UPDATE ON public.removal_casestep FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(old.case_id))) EXECUTE FUNCTION public.removal_row_is_final();

CREATE TRIGGER step_is_kept BEFORE DELETE OR UPDATE ON public.removal_reductionstep FOR EACH ROW WHEN ((NOT public.removal_is_erasing_case(old.case_id))) EXECUTE FUNCTION public.removal_keep_step();

CREATE TRIGGER training_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_completion FOR EACH ROW EXECUTE FUNCTION public.monitoring_training_is_kept();

CREATE TRIGGER training_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_coursestatement FOR EACH ROW EXECUTE FUNCTION public.monitoring_training_is_kept();

CREATE TRIGGER training_is_kept BEFORE DELETE OR UPDATE ON public.monitoring_courseversion FOR EACH ROW EXECUTE FUNCTION public.monitoring_training_is_kept();

CREATE TRIGGER version_is_kept BEFORE DELETE OR UPDATE ON public.scoring_scorecardversion FOR EACH ROW EXECUTE FUNCTION public.scoring_version_is_kept();

CREATE TRIGGER wait_for_seal AFTER INSERT ON public.audit_event REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.audit_queue();

ALTER TABLE public.audit_event ENABLE ALWAYS TRIGGER wait_for_seal;

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_absence
    ADD CONSTRAINT accounts_absence_by_id_8c5d435b_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_absence
    ADD CONSTRAINT accounts_absence_deputy_id_8bd37464_fk_accounts_user_id FOREIGN KEY (deputy_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_absence
    ADD CONSTRAINT accounts_absence_person_id_85d6927f_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_user_id_bd902026_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_policyacknowledgement
    ADD CONSTRAINT accounts_policyackno_person_id_6f25869d_fk_accounts_ FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_policyacknowledgement
    ADD CONSTRAINT accounts_policyackno_version_id_2d7625f4_fk_accounts_ FOREIGN KEY (version_id) REFERENCES public.accounts_policyversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_policyversion
    ADD CONSTRAINT accounts_policyversi_document_id_045e5691_fk_accounts_ FOREIGN KEY (document_id) REFERENCES public.accounts_policydocument(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_policyversion
    ADD CONSTRAINT accounts_policyversi_published_by_id_106c4eba_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rightlimit
    ADD CONSTRAINT accounts_rightlimit_person_id_9f1ad317_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_responsible_id_f534e327_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_team_id_27b7f1fa_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_erasure
    ADD CONSTRAINT audit_erasure_by_event_id_fcb2df54_fk_audit_event_id FOREIGN KEY (by_event_id) REFERENCES public.audit_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_erasure
    ADD CONSTRAINT audit_erasure_event_id_f8b8dd0a_fk_audit_event_id FOREIGN KEY (event_id) REFERENCES public.audit_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_eventpayload
    ADD CONSTRAINT audit_eventpayload_event_id_3689480b_fk_audit_event_id FOREIGN KEY (event_id) REFERENCES public.audit_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_seal
    ADD CONSTRAINT audit_seal_block_id_db432160_fk_audit_block_number FOREIGN KEY (block_id) REFERENCES public.audit_block(number) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_event_id_dca10c72_fk_audit_event_id FOREIGN KEY (event_id) REFERENCES public.audit_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_answers_id_074b82c9_fk_accounts_user_id FOREIGN KEY (answers_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_customer_id_b6d74550_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_decided_by_id_be0512ef_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_requested_by_id_0a30cc4c_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_admission
    ADD CONSTRAINT customers_admission_taken_over_by_id_a8e9499d_fk_accounts_ FOREIGN KEY (taken_over_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_allocation_id_f6056326_fk_customers FOREIGN KEY (allocation_id) REFERENCES public.customers_allocation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_credit_note_id_c88f0a6e_fk_customers FOREIGN KEY (credit_note_id) REFERENCES public.customers_creditnote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_credit_note_id_f54d3038_fk_customers FOREIGN KEY (credit_note_id) REFERENCES public.customers_creditnote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_customer_id_7008e78b_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_customer_id_d7bd462e_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_invoice_id_0c53779a_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_invoice_id_dd63764e_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_payment_id_2076417a_fk_customers FOREIGN KEY (payment_id) REFERENCES public.customers_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_payment_id_36311882_fk_customers FOREIGN KEY (payment_id) REFERENCES public.customers_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocationrevision
    ADD CONSTRAINT customers_allocation_write_off_id_06318520_fk_customers FOREIGN KEY (write_off_id) REFERENCES public.customers_writeoff(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_allocation
    ADD CONSTRAINT customers_allocation_write_off_id_85c8fa04_fk_customers FOREIGN KEY (write_off_id) REFERENCES public.customers_writeoff(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_arrears
    ADD CONSTRAINT customers_arrears_customer_id_07ea57d6_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_arrears
    ADD CONSTRAINT customers_arrears_manager_id_6705cd1b_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_arrears
    ADD CONSTRAINT customers_arrears_team_id_3f7a3d1f_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_attachment
    ADD CONSTRAINT customers_attachment_customer_id_ec4c2264_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_attachment
    ADD CONSTRAINT customers_attachment_removed_by_id_4b7961ee_fk_accounts_user_id FOREIGN KEY (removed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_attachment
    ADD CONSTRAINT customers_attachment_uploaded_by_id_ff3ccdcf_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_authorityrequest
    ADD CONSTRAINT customers_authorityr_customer_id_d5621a20_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_authorityrequest
    ADD CONSTRAINT customers_authorityr_responsible_id_4da5ad98_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_bankstatement
    ADD CONSTRAINT customers_bankstatem_customer_id_8c164906_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_bookbalance
    ADD CONSTRAINT customers_bookbalance_manager_id_eefa9dd0_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_bookbalance
    ADD CONSTRAINT customers_bookbalance_team_id_c2116910_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_breach
    ADD CONSTRAINT customers_breach_contract_id_ed666847_fk_customers_contract_id FOREIGN KEY (contract_id) REFERENCES public.customers_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_breach
    ADD CONSTRAINT customers_breach_customer_id_1193b2a6_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_breach
    ADD CONSTRAINT customers_breach_obligation_id_0553e8f5_fk_customers FOREIGN KEY (obligation_id) REFERENCES public.customers_obligation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_collectionstep
    ADD CONSTRAINT customers_collection_customer_id_8b833d7d_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_collectionstep
    ADD CONSTRAINT customers_collectionstep_owner_id_4b78070f_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_complaint
    ADD CONSTRAINT customers_complaint_customer_id_8063fb91_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contact
    ADD CONSTRAINT customers_contact_customer_id_b9afc0da_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contact
    ADD CONSTRAINT customers_contact_entered_by_id_df076be9_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contact
    ADD CONSTRAINT customers_contact_verified_by_id_eb42513b_fk_accounts_user_id FOREIGN KEY (verified_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT customers_contactcha_contact_id_399b8cc5_fk_customers FOREIGN KEY (contact_id) REFERENCES public.customers_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT customers_contactcha_customer_id_64c15341_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT customers_contactcha_entered_by_id_6531174d_fk_accounts_ FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contactchange
    ADD CONSTRAINT customers_contactcha_verified_by_id_bff32375_fk_accounts_ FOREIGN KEY (verified_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contract
    ADD CONSTRAINT customers_contract_customer_id_e0815301_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contractclause
    ADD CONSTRAINT customers_contractcl_contract_id_e7e31a09_fk_customers FOREIGN KEY (contract_id) REFERENCES public.customers_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_contractclause
    ADD CONSTRAINT customers_contractcl_customer_id_ba48410f_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditnote
    ADD CONSTRAINT customers_creditnote_customer_id_34541f89_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditnote
    ADD CONSTRAINT customers_creditnote_invoice_id_f21a82d5_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditreference
    ADD CONSTRAINT customers_creditrefe_customer_id_1a7b6e7f_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditreport
    ADD CONSTRAINT customers_creditrepo_customer_id_70f34b6b_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditrestriction
    ADD CONSTRAINT customers_creditrest_customer_id_81cd7be9_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditrestriction
    ADD CONSTRAINT customers_creditrest_lifted_by_id_a3e213d7_fk_accounts_ FOREIGN KEY (lifted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditrestriction
    ADD CONSTRAINT customers_creditrest_service_id_b115ce61_fk_customers FOREIGN KEY (service_id) REFERENCES public.customers_servicekind(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditrestriction
    ADD CONSTRAINT customers_creditrest_set_by_id_dc8686a2_fk_accounts_ FOREIGN KEY (set_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_creditterms
    ADD CONSTRAINT customers_creditterm_customer_id_0e27a5b6_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_manager_id_3de7daeb_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_merged_into_id_2994ddb6_fk_customers FOREIGN KEY (merged_into_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_team_id_677425ba_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customergroup
    ADD CONSTRAINT customers_customergr_created_by_id_9db87ad9_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerkeys
    ADD CONSTRAINT customers_customerke_customer_id_27d2fa26_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_merged_by_id_804c43cb_fk_accounts_ FOREIGN KEY (merged_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_merged_id_c36f34e4_fk_customers FOREIGN KEY (merged_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_survivor_id_ed10ee13_fk_customers FOREIGN KEY (survivor_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_undone_by_id_4cee6e11_fk_accounts_ FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customerrevision
    ADD CONSTRAINT customers_customerre_customer_id_4f6d3f98_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customvalue
    ADD CONSTRAINT customers_customvalu_customer_id_a9f6fef6_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_customvalue
    ADD CONSTRAINT customers_customvalu_field_id_dfbbdda3_fk_customers FOREIGN KEY (field_id) REFERENCES public.customers_customfield(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_dishonouredpayment
    ADD CONSTRAINT customers_dishonoure_customer_id_0c4dfc1c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_dishonouredpayment
    ADD CONSTRAINT customers_dishonoure_payment_id_775924ed_fk_customers FOREIGN KEY (payment_id) REFERENCES public.customers_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_dispute
    ADD CONSTRAINT customers_dispute_customer_id_ac8bad5b_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_dispute
    ADD CONSTRAINT customers_dispute_invoice_id_458cebec_fk_customers_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_duplicatepair
    ADD CONSTRAINT customers_duplicatep_decided_by_id_89b64761_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_duplicatepair
    ADD CONSTRAINT customers_duplicatep_first_id_3282722a_fk_customers FOREIGN KEY (first_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_duplicatepair
    ADD CONSTRAINT customers_duplicatep_second_id_c1d9b16f_fk_customers FOREIGN KEY (second_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_factrevision
    ADD CONSTRAINT customers_factrevisi_customer_id_0e2cc862_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_financialstatement
    ADD CONSTRAINT customers_financials_customer_id_5d94e371_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_goodsreturn
    ADD CONSTRAINT customers_goodsretur_customer_id_31b01350_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_goodsreturn
    ADD CONSTRAINT customers_goodsretur_invoice_id_67e829af_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_goodsreturn
    ADD CONSTRAINT customers_goodsreturn_order_id_93d92a24_fk_customers_order_id FOREIGN KEY (order_id) REFERENCES public.customers_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupbalance
    ADD CONSTRAINT customers_groupbalan_group_id_0c497e5e_fk_customers FOREIGN KEY (group_id) REFERENCES public.customers_customergroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupbalance
    ADD CONSTRAINT customers_groupbalance_manager_id_e48fdebe_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupbalance
    ADD CONSTRAINT customers_groupbalance_team_id_ae6c8363_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupday
    ADD CONSTRAINT customers_groupday_group_id_9033228b_fk_customers FOREIGN KEY (group_id) REFERENCES public.customers_customergroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupday
    ADD CONSTRAINT customers_groupday_manager_id_ed7f6510_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupday
    ADD CONSTRAINT customers_groupday_team_id_c9e83cfd_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupmembership
    ADD CONSTRAINT customers_groupmembe_customer_id_23b2dc53_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_groupmembership
    ADD CONSTRAINT customers_groupmembe_group_id_3dd53f6f_fk_customers FOREIGN KEY (group_id) REFERENCES public.customers_customergroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importedrows
    ADD CONSTRAINT customers_importedro_import_file_id_cbd065c6_fk_customers FOREIGN KEY (import_file_id) REFERENCES public.customers_importfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importfile
    ADD CONSTRAINT customers_importfile_mends_id_18789562_fk_customers FOREIGN KEY (mends_id) REFERENCES public.customers_importfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importfile
    ADD CONSTRAINT customers_importfile_uploaded_by_id_5423169b_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importmapping
    ADD CONSTRAINT customers_importmapping_owner_id_115d02e6_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importmapping
    ADD CONSTRAINT customers_importmapping_team_id_320a200a_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importstop
    ADD CONSTRAINT customers_importstop_import_file_id_76ef2240_fk_customers FOREIGN KEY (import_file_id) REFERENCES public.customers_importfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importstop
    ADD CONSTRAINT customers_importstop_requested_by_id_1894915f_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importundo
    ADD CONSTRAINT customers_importundo_import_file_id_92b58b6e_fk_customers FOREIGN KEY (import_file_id) REFERENCES public.customers_importfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_importundo
    ADD CONSTRAINT customers_importundo_requested_by_id_62f686f8_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_instalment
    ADD CONSTRAINT customers_instalment_customer_id_cba30e47_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_instalment
    ADD CONSTRAINT customers_instalment_loan_id_862adaa0_fk_customers_loan_id FOREIGN KEY (loan_id) REFERENCES public.customers_loan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_interaction
    ADD CONSTRAINT customers_interactio_customer_id_3eb30ec4_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_interaction
    ADD CONSTRAINT customers_interaction_owner_id_eb0ad462_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_invoice
    ADD CONSTRAINT customers_invoice_customer_id_a0710960_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_invoicerevision
    ADD CONSTRAINT customers_invoicerev_customer_id_3bec3801_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_invoicerevision
    ADD CONSTRAINT customers_invoicerev_invoice_id_2699c534_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_loan
    ADD CONSTRAINT customers_loan_customer_id_06b86e2b_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_marketevent
    ADD CONSTRAINT customers_marketeven_confirmed_by_id_8f9d4b19_fk_accounts_ FOREIGN KEY (confirmed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_marketevent
    ADD CONSTRAINT customers_marketeven_customer_id_b360c18c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_marketevent
    ADD CONSTRAINT customers_marketeven_reported_by_id_4e6b98bb_fk_accounts_ FOREIGN KEY (reported_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_marketnote
    ADD CONSTRAINT customers_marketnote_customer_id_de71d84e_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_mention
    ADD CONSTRAINT customers_mention_by_id_9cb1f5e2_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_mention
    ADD CONSTRAINT customers_mention_customer_id_5d4c3cf9_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_mention
    ADD CONSTRAINT customers_mention_person_id_5609d454_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_obligation
    ADD CONSTRAINT customers_obligation_contract_id_3dd0c1ae_fk_customers FOREIGN KEY (contract_id) REFERENCES public.customers_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_obligation
    ADD CONSTRAINT customers_obligation_customer_id_9e8a2a83_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_onboardingcheck
    ADD CONSTRAINT customers_onboarding_checked_by_id_3731bf15_fk_accounts_ FOREIGN KEY (checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_onboardingcheck
    ADD CONSTRAINT customers_onboarding_customer_id_233c5535_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_onboardingcheck
    ADD CONSTRAINT customers_onboarding_item_id_ef0941fe_fk_customers FOREIGN KEY (item_id) REFERENCES public.customers_onboardingitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT customers_opencredit_credit_note_id_d5670038_fk_customers FOREIGN KEY (credit_note_id) REFERENCES public.customers_creditnote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT customers_opencredit_customer_id_d26a5fa4_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT customers_opencredit_payment_id_cec047f8_fk_customers FOREIGN KEY (payment_id) REFERENCES public.customers_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_opencredit
    ADD CONSTRAINT customers_opencredit_write_off_id_64f78fae_fk_customers FOREIGN KEY (write_off_id) REFERENCES public.customers_writeoff(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_openday
    ADD CONSTRAINT customers_openday_manager_id_89fb4b4d_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_openday
    ADD CONSTRAINT customers_openday_team_id_a02c08a7_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_order
    ADD CONSTRAINT customers_order_customer_id_032dd871_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_payment
    ADD CONSTRAINT customers_payment_customer_id_82ad75fb_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_paymentrevision
    ADD CONSTRAINT customers_paymentrev_customer_id_5e9f78f4_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_paymentrevision
    ADD CONSTRAINT customers_paymentrev_payment_id_9279efcb_fk_customers FOREIGN KEY (payment_id) REFERENCES public.customers_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_plan
    ADD CONSTRAINT customers_plan_customer_id_006cb549_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_plan
    ADD CONSTRAINT customers_plan_responsible_id_33efcc4f_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_policyviolation
    ADD CONSTRAINT customers_policyviol_customer_id_83055d60_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_previewrow
    ADD CONSTRAINT customers_previewrow_import_file_id_f1572a0a_fk_customers FOREIGN KEY (import_file_id) REFERENCES public.customers_importfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_promisetopay
    ADD CONSTRAINT customers_promisetop_customer_id_bbaa370b_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_promisetopay
    ADD CONSTRAINT customers_promisetop_invoice_id_a696d3c9_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_recovery
    ADD CONSTRAINT customers_recovery_customer_id_2ebd0994_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_recovery
    ADD CONSTRAINT customers_recovery_write_off_id_eab717bf_fk_customers FOREIGN KEY (write_off_id) REFERENCES public.customers_writeoff(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedpartyrevision
    ADD CONSTRAINT customers_relatedpar_customer_id_4fab0656_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT customers_relatedpar_customer_id_8c682ff3_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT customers_relatedpar_entered_by_id_2cbfd612_fk_accounts_ FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedpartyrevision
    ADD CONSTRAINT customers_relatedpar_other_id_6e53aa94_fk_customers FOREIGN KEY (other_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT customers_relatedpar_other_id_db45547c_fk_customers FOREIGN KEY (other_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedpartyrevision
    ADD CONSTRAINT customers_relatedpar_party_id_28e48db6_fk_customers FOREIGN KEY (party_id) REFERENCES public.customers_relatedparty(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_relatedparty
    ADD CONSTRAINT customers_relatedpar_verified_by_id_ef87a87b_fk_accounts_ FOREIGN KEY (verified_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminder
    ADD CONSTRAINT customers_reminder_closed_by_id_1d95ab5d_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminder
    ADD CONSTRAINT customers_reminder_customer_id_783c2e37_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminder
    ADD CONSTRAINT customers_reminder_run_id_52b84799_fk_customers_reminderrun_id FOREIGN KEY (run_id) REFERENCES public.customers_reminderrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderitem
    ADD CONSTRAINT customers_reminderit_customer_id_d1ef6b20_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderitem
    ADD CONSTRAINT customers_reminderit_invoice_id_3180c206_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderitem
    ADD CONSTRAINT customers_reminderit_reminder_id_9e2aec86_fk_customers FOREIGN KEY (reminder_id) REFERENCES public.customers_reminder(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderrun
    ADD CONSTRAINT customers_reminderru_started_by_id_61775492_fk_accounts_ FOREIGN KEY (started_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderrun
    ADD CONSTRAINT customers_reminderru_taken_over_by_id_12ed7410_fk_accounts_ FOREIGN KEY (taken_over_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_reminderrun
    ADD CONSTRAINT customers_reminderrun_run_id_bd0374a5_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningdecision
    ADD CONSTRAINT customers_screeningd_decided_by_id_34163e8f_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningdue
    ADD CONSTRAINT customers_screeningd_entry_id_00e3ec16_fk_customers FOREIGN KEY (entry_id) REFERENCES public.customers_screeningentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningdecision
    ADD CONSTRAINT customers_screeningd_hit_id_708ebbdc_fk_customers FOREIGN KEY (hit_id) REFERENCES public.customers_screeninghit(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningentry
    ADD CONSTRAINT customers_screeninge_changed_in_id_066011a5_fk_customers FOREIGN KEY (changed_in_id) REFERENCES public.customers_screeninglistversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningentryrevision
    ADD CONSTRAINT customers_screeninge_entry_id_95b12060_fk_customers FOREIGN KEY (entry_id) REFERENCES public.customers_screeningentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeningentry
    ADD CONSTRAINT customers_screeninge_of_list_id_377409fb_fk_customers FOREIGN KEY (of_list_id) REFERENCES public.customers_screeninglist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeninghit
    ADD CONSTRAINT customers_screeningh_customer_id_5c6e98de_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeninghit
    ADD CONSTRAINT customers_screeningh_entry_id_f1fc09b7_fk_customers FOREIGN KEY (entry_id) REFERENCES public.customers_screeningentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeninglistversion
    ADD CONSTRAINT customers_screeningl_of_list_id_1642e73e_fk_customers FOREIGN KEY (of_list_id) REFERENCES public.customers_screeninglist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_screeninglistversion
    ADD CONSTRAINT customers_screeningl_uploaded_by_id_1c63bb68_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_security
    ADD CONSTRAINT customers_security_contract_id_7cd9c72f_fk_customers FOREIGN KEY (contract_id) REFERENCES public.customers_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_security
    ADD CONSTRAINT customers_security_customer_id_08d3c3e2_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_systemkey
    ADD CONSTRAINT customers_systemkey_customer_id_bd6366b1_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_task
    ADD CONSTRAINT customers_task_customer_id_665dc74c_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_task
    ADD CONSTRAINT customers_task_owner_id_2098e9ee_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_templatestep
    ADD CONSTRAINT customers_templatest_template_id_66f1462c_fk_customers FOREIGN KEY (template_id) REFERENCES public.customers_steptemplate(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_writeoff
    ADD CONSTRAINT customers_writeoff_customer_id_4e4ccd2f_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.customers_writeoff
    ADD CONSTRAINT customers_writeoff_invoice_id_a89c8656_fk_customers_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT decision_of_the_proposer FOREIGN KEY (case_id, requested_by_id, responsible_id) REFERENCES public.removal_removalcase(id, proposed_by_id, responsible_id);

ALTER TABLE ONLY public.jobs_chunk
    ADD CONSTRAINT jobs_chunk_run_id_9eafcdfd_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jobs_item
    ADD CONSTRAINT jobs_item_run_id_04353092_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_acknowledgement
    ADD CONSTRAINT monitoring_acknowled_alert_id_e85fcfed_fk_monitorin FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_acknowledgement
    ADD CONSTRAINT monitoring_acknowledgement_by_id_83808285_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activatio_activated_by_id_caf8627b_fk_accounts_ FOREIGN KEY (activated_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activationentry
    ADD CONSTRAINT monitoring_activatio_activation_id_471544f4_fk_monitorin FOREIGN KEY (activation_id) REFERENCES public.monitoring_activation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activatio_customer_id_937622b2_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activatio_plan_id_15405dbc_fk_monitorin FOREIGN KEY (plan_id) REFERENCES public.monitoring_emergencyplan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activationentry
    ADD CONSTRAINT monitoring_activatio_step_id_bdab656d_fk_monitorin FOREIGN KEY (step_id) REFERENCES public.monitoring_planstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activatio_stood_down_by_id_5f2e96f4_fk_accounts_ FOREIGN KEY (stood_down_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activatio_version_id_2cc629ba_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activation
    ADD CONSTRAINT monitoring_activation_alert_id_4d41f9c8_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_activationentry
    ADD CONSTRAINT monitoring_activationentry_by_id_592fba5b_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ageingcell
    ADD CONSTRAINT monitoring_ageingcel_month_id_dc25d534_fk_monitorin FOREIGN KEY (month_id) REFERENCES public.monitoring_ageingmonth(month_end) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ageingcell
    ADD CONSTRAINT monitoring_ageingcell_manager_id_66e51d31_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ageingcell
    ADD CONSTRAINT monitoring_ageingcell_team_id_fe1e4144_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alert
    ADD CONSTRAINT monitoring_alert_assignee_id_b2b66681_fk_accounts_user_id FOREIGN KEY (assignee_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alert
    ADD CONSTRAINT monitoring_alert_customer_id_a3011117_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alert
    ADD CONSTRAINT monitoring_alert_rule_id_bf8bd0d7_fk_monitoring_alertrule_id FOREIGN KEY (rule_id) REFERENCES public.monitoring_alertrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertbreach
    ADD CONSTRAINT monitoring_alertbreach_alert_id_2ab1cda0_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertclosure
    ADD CONSTRAINT monitoring_alertclos_alert_id_78be2512_fk_monitorin FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertclosure
    ADD CONSTRAINT monitoring_alertclos_case_id_21e61568_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertclosure
    ADD CONSTRAINT monitoring_alertclosure_by_id_8b9131d7_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertclosure
    ADD CONSTRAINT monitoring_alertclosure_plan_id_2c8786f9_fk_customers_plan_id FOREIGN KEY (plan_id) REFERENCES public.customers_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertescalation
    ADD CONSTRAINT monitoring_alertesca_alert_id_e66afcf2_fk_monitorin FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertescalation
    ADD CONSTRAINT monitoring_alertescalation_to_id_7df1a2cc_fk_accounts_user_id FOREIGN KEY (to_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertevidence
    ADD CONSTRAINT monitoring_alertevid_alert_id_9d9234f3_fk_monitorin FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertnews
    ADD CONSTRAINT monitoring_alertnews_alert_id_08749af8_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertresult
    ADD CONSTRAINT monitoring_alertresult_alert_id_2e8d4a37_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertsnooze
    ADD CONSTRAINT monitoring_alertsnooze_alert_id_7653ded2_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertsnooze
    ADD CONSTRAINT monitoring_alertsnooze_by_id_86b5e042_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_alertsnooze
    ADD CONSTRAINT monitoring_alertsnooze_woken_by_id_5b97cdf4_fk_accounts_user_id FOREIGN KEY (woken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_badcustomer
    ADD CONSTRAINT monitoring_badcustom_customer_id_0dd55e9f_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaycell
    ADD CONSTRAINT monitoring_bookdayce_day_id_20a1f6f1_fk_monitorin FOREIGN KEY (day_id) REFERENCES public.monitoring_bookday(day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaycell
    ADD CONSTRAINT monitoring_bookdaycell_manager_id_c792105d_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaycell
    ADD CONSTRAINT monitoring_bookdaycell_team_id_86766991_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaypart
    ADD CONSTRAINT monitoring_bookdaypa_day_id_feac74b8_fk_monitorin FOREIGN KEY (day_id) REFERENCES public.monitoring_bookday(day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaypart
    ADD CONSTRAINT monitoring_bookdaypart_manager_id_00275b85_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaypart
    ADD CONSTRAINT monitoring_bookdaypart_team_id_3cbb3cf4_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT monitoring_bookdayto_customer_id_424a8a62_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT monitoring_bookdaytop_day_id_4dac907f_fk_monitoring_bookday_day FOREIGN KEY (day_id) REFERENCES public.monitoring_bookday(day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT monitoring_bookdaytop_manager_id_f912193d_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookdaytop
    ADD CONSTRAINT monitoring_bookdaytop_team_id_abcf6d7f_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookreading
    ADD CONSTRAINT monitoring_bookreading_manager_id_3450203f_fk_accounts_user_id FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_bookreading
    ADD CONSTRAINT monitoring_bookreading_team_id_662e8798_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_completion
    ADD CONSTRAINT monitoring_completio_recorded_by_id_e7147e40_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_completion
    ADD CONSTRAINT monitoring_completio_responsible_id_bc37b2bf_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_completion
    ADD CONSTRAINT monitoring_completio_version_id_c6a63188_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_courseversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_completion
    ADD CONSTRAINT monitoring_completion_person_id_183bacc2_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_control
    ADD CONSTRAINT monitoring_control_owner_id_2a0be444_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controlte_control_id_0442732c_fk_monitorin FOREIGN KEY (control_id) REFERENCES public.monitoring_control(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controlte_redraws_id_db2255bf_fk_monitorin FOREIGN KEY (redraws_id) REFERENCES public.monitoring_controltest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controlte_signed_by_id_0f23080d_fk_accounts_ FOREIGN KEY (signed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_controltest
    ADD CONSTRAINT monitoring_controltest_tester_id_ddabdd44_fk_accounts_user_id FOREIGN KEY (tester_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_course
    ADD CONSTRAINT monitoring_course_guards_by_id_087ddb4b_fk_accounts_user_id FOREIGN KEY (guards_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_coursematerial
    ADD CONSTRAINT monitoring_coursemat_course_id_505873ca_fk_monitorin FOREIGN KEY (course_id) REFERENCES public.monitoring_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_coursematerial
    ADD CONSTRAINT monitoring_coursemat_removed_by_id_7e93b10e_fk_accounts_ FOREIGN KEY (removed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_coursematerial
    ADD CONSTRAINT monitoring_coursemat_uploaded_by_id_b7feb491_fk_accounts_ FOREIGN KEY (uploaded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_coursestatement
    ADD CONSTRAINT monitoring_coursesta_version_id_d918db23_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_courseversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_courseversion
    ADD CONSTRAINT monitoring_coursever_course_id_6ce7366e_fk_monitorin FOREIGN KEY (course_id) REFERENCES public.monitoring_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_courseversion
    ADD CONSTRAINT monitoring_coursever_published_by_id_f2882eed_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_desktake
    ADD CONSTRAINT monitoring_desktake_customer_id_82a68830_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_desktake
    ADD CONSTRAINT monitoring_desktake_handed_back_by_id_8ed4d18f_fk_accounts_ FOREIGN KEY (handed_back_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_desktake
    ADD CONSTRAINT monitoring_desktake_taken_by_id_4aa8b9f5_fk_accounts_user_id FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_digest
    ADD CONSTRAINT monitoring_digest_person_id_c386e28d_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill_participants
    ADD CONSTRAINT monitoring_drill_par_drill_id_d3c70bab_fk_monitorin FOREIGN KEY (drill_id) REFERENCES public.monitoring_drill(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill_participants
    ADD CONSTRAINT monitoring_drill_par_user_id_5037c60f_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill
    ADD CONSTRAINT monitoring_drill_plan_id_432d6530_fk_monitorin FOREIGN KEY (plan_id) REFERENCES public.monitoring_emergencyplan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill
    ADD CONSTRAINT monitoring_drill_recorded_by_id_e81971cc_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill
    ADD CONSTRAINT monitoring_drill_retest_of_id_884b0206_fk_monitoring_drill_id FOREIGN KEY (retest_of_id) REFERENCES public.monitoring_drill(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drill
    ADD CONSTRAINT monitoring_drill_version_id_f38bf32c_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drillfinding
    ADD CONSTRAINT monitoring_drillfind_drill_id_d53bb4b6_fk_monitorin FOREIGN KEY (drill_id) REFERENCES public.monitoring_drill(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drillfinding
    ADD CONSTRAINT monitoring_drillfind_recorded_by_id_176a1516_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drillfinding
    ADD CONSTRAINT monitoring_drillfinding_done_by_id_81f9bf46_fk_accounts_user_id FOREIGN KEY (done_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drillfinding
    ADD CONSTRAINT monitoring_drillfinding_owner_id_ba7480d2_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drilltime
    ADD CONSTRAINT monitoring_drilltime_drill_id_5e9e2c2d_fk_monitoring_drill_id FOREIGN KEY (drill_id) REFERENCES public.monitoring_drill(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_drilltime
    ADD CONSTRAINT monitoring_drilltime_step_id_923cbeeb_fk_monitoring_planstep_id FOREIGN KEY (step_id) REFERENCES public.monitoring_planstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_dryrun
    ADD CONSTRAINT monitoring_dryrun_asked_by_id_f1e20f15_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_dryrun
    ADD CONSTRAINT monitoring_dryrun_version_id_ad8cafc9_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_ruleversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_dryrunhit
    ADD CONSTRAINT monitoring_dryrunhit_customer_id_92fc8ac2_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_dryrunhit
    ADD CONSTRAINT monitoring_dryrunhit_dry_run_id_874cc3c9_fk_monitorin FOREIGN KEY (dry_run_id) REFERENCES public.monitoring_dryrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_emergencyplan
    ADD CONSTRAINT monitoring_emergency_reviewed_by_id_e3e1a16f_fk_accounts_ FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_enrolment
    ADD CONSTRAINT monitoring_enrolment_course_id_03142fba_fk_monitoring_course_id FOREIGN KEY (course_id) REFERENCES public.monitoring_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_enrolment
    ADD CONSTRAINT monitoring_enrolment_person_id_57700ab6_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_closed_by_id_41ed304c_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_item_id_07aba2f8_fk_monitoring_sampleitem_id FOREIGN KEY (item_id) REFERENCES public.monitoring_sampleitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_owner_id_75bbe687_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_raised_by_id_95bcb96b_fk_accounts_user_id FOREIGN KEY (raised_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_finding
    ADD CONSTRAINT monitoring_finding_retest_id_45b2106a_fk_monitorin FOREIGN KEY (retest_id) REFERENCES public.monitoring_controltest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_followup
    ADD CONSTRAINT monitoring_followup_by_id_9b547b9a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_followup
    ADD CONSTRAINT monitoring_followup_finding_id_ec788006_fk_monitorin FOREIGN KEY (finding_id) REFERENCES public.monitoring_finding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT monitoring_groupagei_group_id_4888f8c7_fk_customers FOREIGN KEY (group_id) REFERENCES public.customers_customergroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT monitoring_groupagei_manager_id_e92367ce_fk_accounts_ FOREIGN KEY (manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT monitoring_groupagei_month_id_8b1a6061_fk_monitorin FOREIGN KEY (month_id) REFERENCES public.monitoring_ageingmonth(month_end) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_groupageingcell
    ADD CONSTRAINT monitoring_groupageingcell_team_id_26b2cab4_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_highriskdesk
    ADD CONSTRAINT monitoring_highriskd_chosen_by_id_8089a2e4_fk_accounts_ FOREIGN KEY (chosen_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_highriskdesk
    ADD CONSTRAINT monitoring_highriskdesk_team_id_d829a79f_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_krilimit
    ADD CONSTRAINT monitoring_krilimit_approved_by_id_13345af3_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_krilimit
    ADD CONSTRAINT monitoring_krilimit_asked_by_id_af255f04_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_krilimit
    ADD CONSTRAINT monitoring_krilimit_owner_id_b4ca750a_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_krivalue
    ADD CONSTRAINT monitoring_krivalue_day_id_1113271f_fk_monitoring_bookday_day FOREIGN KEY (day_id) REFERENCES public.monitoring_bookday(day) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_monthreport
    ADD CONSTRAINT monitoring_monthreport_made_by_id_14168feb_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_notice
    ADD CONSTRAINT monitoring_notice_alert_id_238f4cb8_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_notice
    ADD CONSTRAINT monitoring_notice_customer_id_ca0b189b_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_notice
    ADD CONSTRAINT monitoring_notice_person_id_34c34ada_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_noticesettings
    ADD CONSTRAINT monitoring_noticeset_person_id_95a2d13f_fk_accounts_ FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planmessage
    ADD CONSTRAINT monitoring_planmessa_speaker_id_a0918097_fk_monitorin FOREIGN KEY (speaker_id) REFERENCES public.monitoring_planrole(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planmessage
    ADD CONSTRAINT monitoring_planmessa_version_id_6273e319_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planrole
    ADD CONSTRAINT monitoring_planrole_deputy_id_134823fa_fk_accounts_user_id FOREIGN KEY (deputy_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planrole
    ADD CONSTRAINT monitoring_planrole_person_id_a1ae5f49_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planrole
    ADD CONSTRAINT monitoring_planrole_version_id_511e706c_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_plansection
    ADD CONSTRAINT monitoring_plansecti_version_id_f02bc0b0_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planstep
    ADD CONSTRAINT monitoring_planstep_role_id_7104630c_fk_monitoring_planrole_id FOREIGN KEY (role_id) REFERENCES public.monitoring_planrole(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planstep
    ADD CONSTRAINT monitoring_planstep_version_id_42cc07c5_fk_monitorin FOREIGN KEY (version_id) REFERENCES public.monitoring_planversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT monitoring_planversi_alert_rule_id_08dc09b2_fk_monitorin FOREIGN KEY (alert_rule_id) REFERENCES public.monitoring_alertrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT monitoring_planversi_approved_by_id_3551d6bd_fk_accounts_ FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT monitoring_planversi_offered_by_id_2ce77be6_fk_accounts_ FOREIGN KEY (offered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_planversion
    ADD CONSTRAINT monitoring_planversi_plan_id_deee58a9_fk_monitorin FOREIGN KEY (plan_id) REFERENCES public.monitoring_emergencyplan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_populationrow
    ADD CONSTRAINT monitoring_populatio_test_id_fe3d51a8_fk_monitorin FOREIGN KEY (test_id) REFERENCES public.monitoring_controltest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_review
    ADD CONSTRAINT monitoring_review_alert_id_b161cc45_fk_monitoring_alert_id FOREIGN KEY (alert_id) REFERENCES public.monitoring_alert(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_review
    ADD CONSTRAINT monitoring_review_completed_by_id_b5d185db_fk_accounts_user_id FOREIGN KEY (completed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_review
    ADD CONSTRAINT monitoring_review_customer_id_91f98838_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_risklead
    ADD CONSTRAINT monitoring_risklead_named_by_id_00b05c48_fk_accounts_user_id FOREIGN KEY (named_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_risklead
    ADD CONSTRAINT monitoring_risklead_person_id_c4250e7e_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_risklead
    ADD CONSTRAINT monitoring_risklead_team_id_6c915cb7_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_rulequality
    ADD CONSTRAINT monitoring_rulequali_rule_id_6aaeb307_fk_monitorin FOREIGN KEY (rule_id) REFERENCES public.monitoring_alertrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT monitoring_ruleversi_created_by_id_b35eca13_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT monitoring_ruleversi_decided_by_id_e262d2ac_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT monitoring_ruleversi_rule_id_98916072_fk_monitorin FOREIGN KEY (rule_id) REFERENCES public.monitoring_alertrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_ruleversion
    ADD CONSTRAINT monitoring_ruleversion_asked_by_id_887bf36b_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_sampleitem
    ADD CONSTRAINT monitoring_sampleite_row_id_df9c7877_fk_monitorin FOREIGN KEY (row_id) REFERENCES public.monitoring_populationrow(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_sampleitem
    ADD CONSTRAINT monitoring_sampleite_test_id_e354db6e_fk_monitorin FOREIGN KEY (test_id) REFERENCES public.monitoring_controltest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_studiedcase
    ADD CONSTRAINT monitoring_studiedca_lesson_of_id_ba2c1006_fk_removal_c FOREIGN KEY (lesson_of_id) REFERENCES public.removal_caselesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_studiedcase
    ADD CONSTRAINT monitoring_studiedca_written_by_id_cc29723b_fk_accounts_ FOREIGN KEY (written_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhookattempt
    ADD CONSTRAINT monitoring_webhookat_message_id_d39e0b61_fk_monitorin FOREIGN KEY (message_id) REFERENCES public.monitoring_webhookmessage(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhookendpoint
    ADD CONSTRAINT monitoring_webhooken_created_by_id_f696054f_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhookendpoint
    ADD CONSTRAINT monitoring_webhooken_owner_id_f1beab05_fk_accounts_ FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhookmessage
    ADD CONSTRAINT monitoring_webhookme_customer_id_19bec3d7_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhookmessage
    ADD CONSTRAINT monitoring_webhookme_endpoint_id_49d02955_fk_monitorin FOREIGN KEY (endpoint_id) REFERENCES public.monitoring_webhookendpoint(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.monitoring_webhooksecret
    ADD CONSTRAINT monitoring_webhookse_endpoint_id_af34c185_fk_monitorin FOREIGN KEY (endpoint_id) REFERENCES public.monitoring_webhookendpoint(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT release_of_the_asker FOREIGN KEY (check_row_id, asked_by_id, responsible_id) REFERENCES public.scoring_creditcheck(id, asked_by_id, responsible_id);

ALTER TABLE ONLY public.removal_appeal
    ADD CONSTRAINT removal_appeal_acknowledged_by_id_45aa093c_fk_accounts_user_id FOREIGN KEY (acknowledged_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_appeal
    ADD CONSTRAINT removal_appeal_case_id_921e3de2_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_appeal
    ADD CONSTRAINT removal_appeal_decided_by_id_2f829e15_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_appeal
    ADD CONSTRAINT removal_appeal_recorded_by_id_d20803d6_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_approvallimits
    ADD CONSTRAINT removal_approvallimi_decided_by_id_2cda7a51_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_approvallimits
    ADD CONSTRAINT removal_approvallimi_proposed_by_id_c2f4c0de_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseblock
    ADD CONSTRAINT removal_caseblock_customer_id_41076fd6_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseblock
    ADD CONSTRAINT removal_caseblock_lifted_by_id_fe2ee99f_fk_accounts_user_id FOREIGN KEY (lifted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseblock
    ADD CONSTRAINT removal_caseblock_set_by_id_27942b6c_fk_accounts_user_id FOREIGN KEY (set_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseevidence
    ADD CONSTRAINT removal_caseevidence_added_by_id_6533bd10_fk_accounts_user_id FOREIGN KEY (added_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseevidence
    ADD CONSTRAINT removal_caseevidence_attachment_id_c1ee6552_fk_customers FOREIGN KEY (attachment_id) REFERENCES public.customers_attachment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caseevidence
    ADD CONSTRAINT removal_caseevidence_case_id_ffffc40f_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caselesson
    ADD CONSTRAINT removal_caselesson_case_id_55f4a5e7_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_caselesson
    ADD CONSTRAINT removal_caselesson_written_by_id_9b2096d6_fk_accounts_user_id FOREIGN KEY (written_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_casestep
    ADD CONSTRAINT removal_casestep_by_id_2b7daa11_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_casestep
    ADD CONSTRAINT removal_casestep_case_id_d86b9f34_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_checklistanswer
    ADD CONSTRAINT removal_checklistans_answered_by_id_fc04eeba_fk_accounts_ FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_checklistanswer
    ADD CONSTRAINT removal_checklistans_case_id_afdaa742_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_checklistanswer
    ADD CONSTRAINT removal_checklistans_evidence_id_0c6052f3_fk_removal_c FOREIGN KEY (evidence_id) REFERENCES public.removal_caseevidence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compartmentgrant
    ADD CONSTRAINT removal_compartmentg_approved_by_id_3cecac4c_fk_accounts_ FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compartmentgrant
    ADD CONSTRAINT removal_compartmentg_proposed_by_id_cd1e6a9a_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compartmentgrant
    ADD CONSTRAINT removal_compartmentg_revoked_by_id_77cbfb67_fk_accounts_ FOREIGN KEY (revoked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compartmentgrant
    ADD CONSTRAINT removal_compartmentgrant_person_id_b64d9475_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_case_id_dccf51f3_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_decided_by_id_d7235cd4_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_first_approved_by_id_2d31a00d_fk_accounts_ FOREIGN KEY (first_approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_proposed_by_id_b99cd5ea_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_compensation
    ADD CONSTRAINT removal_compensation_responsible_id_767b3ac2_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionauthor
    ADD CONSTRAINT removal_criterionaut_criteria_id_08ace689_fk_removal_c FOREIGN KEY (criteria_id) REFERENCES public.removal_criterionset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionauthor
    ADD CONSTRAINT removal_criterionauthor_person_id_2e23d436_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionrule
    ADD CONSTRAINT removal_criterionrul_criteria_id_2c7e2498_fk_removal_c FOREIGN KEY (criteria_id) REFERENCES public.removal_criterionset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionset
    ADD CONSTRAINT removal_criterionset_created_by_id_1469ac4a_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionset
    ADD CONSTRAINT removal_criterionset_published_by_id_03cfe126_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_criterionset
    ADD CONSTRAINT removal_criterionset_submitted_by_id_da85a2b9_fk_accounts_ FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_added_by_id_ecbc2306_fk_accounts_user_id FOREIGN KEY (added_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_case_id_6d5b74c6_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_checked_by_id_2f7c9bfe_fk_accounts_user_id FOREIGN KEY (checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_evidence_id_64ab6e7c_fk_removal_c FOREIGN KEY (evidence_id) REFERENCES public.removal_caseevidence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_cureitem
    ADD CONSTRAINT removal_cureitem_submitted_by_id_8a6bc16d_fk_accounts_user_id FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_deadlinenotice
    ADD CONSTRAINT removal_deadlinenoti_case_id_7853f27b_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT removal_effectlook_requested_by_id_7250d150_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT removal_effectlook_run_id_bf509d93_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectlook
    ADD CONSTRAINT removal_effectlook_study_id_303405dd_fk_removal_effectstudy_id FOREIGN KEY (study_id) REFERENCES public.removal_effectstudy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectpart
    ADD CONSTRAINT removal_effectpart_look_id_fa720bea_fk_removal_effectlook_id FOREIGN KEY (look_id) REFERENCES public.removal_effectlook(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectstudy
    ADD CONSTRAINT removal_effectstudy_registered_by_id_a105c0f0_fk_accounts_ FOREIGN KEY (registered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_effectstudy
    ADD CONSTRAINT removal_effectstudy_team_id_d1578f62_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasedidentifier
    ADD CONSTRAINT removal_erasedidenti_customer_id_7012860b_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasureitem
    ADD CONSTRAINT removal_erasureitem_customer_id_c389674c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasureitem
    ADD CONSTRAINT removal_erasureitem_run_id_a6fdd317_fk_removal_erasurerun_id FOREIGN KEY (run_id) REFERENCES public.removal_erasurerun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_first_by_id_78bd3fa0_fk_accounts_user_id FOREIGN KEY (first_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_proposed_by_id_e56d9b5c_fk_accounts_user_id FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_rejected_by_id_bea4a6a7_fk_accounts_user_id FOREIGN KEY (rejected_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_run_id_0a638f74_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_erasurerun
    ADD CONSTRAINT removal_erasurerun_second_by_id_0a6313be_fk_accounts_user_id FOREIGN KEY (second_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_extension
    ADD CONSTRAINT removal_extension_case_id_d83f82b4_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_extension
    ADD CONSTRAINT removal_extension_granted_by_id_f997b6a2_fk_accounts_user_id FOREIGN KEY (granted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_feedbackround
    ADD CONSTRAINT removal_feedbackroun_entered_by_id_5bc88c89_fk_accounts_ FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_immediatereview
    ADD CONSTRAINT removal_immediaterev_case_id_58c29cb6_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_immediatereview
    ADD CONSTRAINT removal_immediaterev_reviewed_by_id_0e0f3929_fk_accounts_ FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalreceipt
    ADD CONSTRAINT removal_legalreceipt_linked_by_id_6717a28a_fk_accounts_user_id FOREIGN KEY (linked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalreceipt
    ADD CONSTRAINT removal_legalreceipt_matter_id_a973928f_fk_removal_l FOREIGN KEY (matter_id) REFERENCES public.removal_legalrecovery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalreceipt
    ADD CONSTRAINT removal_legalreceipt_recovery_id_801b28ca_fk_customers FOREIGN KEY (recovery_id) REFERENCES public.customers_recovery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalrecovery
    ADD CONSTRAINT removal_legalrecover_case_id_bfe0817a_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalrecovery
    ADD CONSTRAINT removal_legalrecover_recorded_by_id_95d8799a_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_legalrecovery
    ADD CONSTRAINT removal_legalrecover_responsible_id_fb42ea17_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_cancelled_by_id_fb4ba4d0_fk_accounts_user_id FOREIGN KEY (cancelled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_case_id_70c77527_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_drafted_by_id_f9fd8308_fk_accounts_user_id FOREIGN KEY (drafted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_released_by_id_948de3fe_fk_accounts_user_id FOREIGN KEY (released_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_responsible_id_8461c5d9_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letter
    ADD CONSTRAINT removal_letter_template_id_13db053c_fk_removal_l FOREIGN KEY (template_id) REFERENCES public.removal_lettertemplate(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letteranswer
    ADD CONSTRAINT removal_letteranswer_letter_id_b1f2d338_fk_removal_letter_id FOREIGN KEY (letter_id) REFERENCES public.removal_letter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letteranswer
    ADD CONSTRAINT removal_letteranswer_recorded_by_id_1e9ad690_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelive_contact_id_d9d62c72_fk_customers FOREIGN KEY (contact_id) REFERENCES public.customers_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelive_contract_id_eb1b93d3_fk_customers FOREIGN KEY (contract_id) REFERENCES public.customers_contract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelive_recorded_by_id_466d7f1f_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelivery_letter_id_9b9be2ee_fk_removal_letter_id FOREIGN KEY (letter_id) REFERENCES public.removal_letter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_letterdelivery
    ADD CONSTRAINT removal_letterdelivery_mail_id_e97b3b13_fk_jobs_outgoingmail_id FOREIGN KEY (mail_id) REFERENCES public.jobs_outgoingmail(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_lettertemplate
    ADD CONSTRAINT removal_lettertempla_created_by_id_38a8eabe_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_lettertemplate
    ADD CONSTRAINT removal_lettertempla_published_by_id_071502db_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_acknowledged_by_id_8150447f_fk_accounts_ FOREIGN KEY (acknowledged_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_decided_by_id_3c35c39c_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_entry_id_0247c8a4_fk_removal_listentry_id FOREIGN KEY (entry_id) REFERENCES public.removal_listentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_identity_checked_by__a3aab350_fk_accounts_ FOREIGN KEY (identity_checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listappeal
    ADD CONSTRAINT removal_listappeal_recorded_by_id_741b225d_fk_accounts_user_id FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listedperson
    ADD CONSTRAINT removal_listedperson_entry_id_194bad0a_fk_removal_listentry_id FOREIGN KEY (entry_id) REFERENCES public.removal_listentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listedperson
    ADD CONSTRAINT removal_listedperson_screening_entry_id_6c17a839_fk_customers FOREIGN KEY (screening_entry_id) REFERENCES public.customers_screeningentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_case_id_a35844aa_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_customer_id_b9682724_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_decided_by_id_61c7efd3_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_proposed_by_id_090a35de_fk_accounts_user_id FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_responsible_id_6016a4f2_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentry
    ADD CONSTRAINT removal_listentry_screening_entry_id_184bc336_fk_customers FOREIGN KEY (screening_entry_id) REFERENCES public.customers_screeningentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentryact
    ADD CONSTRAINT removal_listentryact_by_id_c4f85d89_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listentryact
    ADD CONSTRAINT removal_listentryact_entry_id_26a647de_fk_removal_listentry_id FOREIGN KEY (entry_id) REFERENCES public.removal_listentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listevidence
    ADD CONSTRAINT removal_listevidence_document_id_c3597b37_fk_customers FOREIGN KEY (document_id) REFERENCES public.customers_attachment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_listevidence
    ADD CONSTRAINT removal_listevidence_entry_id_31de3ebc_fk_removal_listentry_id FOREIGN KEY (entry_id) REFERENCES public.removal_listentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_marketfeedback
    ADD CONSTRAINT removal_marketfeedba_asked_in_id_1c941643_fk_removal_f FOREIGN KEY (asked_in_id) REFERENCES public.removal_feedbackround(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_marketfeedback
    ADD CONSTRAINT removal_marketfeedba_case_id_e32087b3_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_marketfeedback
    ADD CONSTRAINT removal_marketfeedba_entered_by_id_fafcbbfc_fk_accounts_ FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_pastoutcome
    ADD CONSTRAINT removal_pastoutcome_month_id_1161e47b_fk_removal_p FOREIGN KEY (month_id) REFERENCES public.removal_pastmonth(as_of) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_policypack
    ADD CONSTRAINT removal_policypack_approved_by_id_a3d2cd1e_fk_accounts_user_id FOREIGN KEY (approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_policypack
    ADD CONSTRAINT removal_policypack_based_on_id_fc08eb3a_fk_removal_p FOREIGN KEY (based_on_id) REFERENCES public.removal_policypack(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_policypack
    ADD CONSTRAINT removal_policypack_drafted_by_id_6fe0622b_fk_accounts_user_id FOREIGN KEY (drafted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_case_id_46ee7308_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_decided_by_id_122b04a9_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_first_approved_by_id_51a971e9_fk_accounts_ FOREIGN KEY (first_approved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_invoice_id_0406c88d_fk_customers FOREIGN KEY (invoice_id) REFERENCES public.customers_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_proposed_by_id_3c8b157a_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_responsible_id_6b8bef61_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_proposedwriteoff
    ADD CONSTRAINT removal_proposedwrit_write_off_id_ceca5bcd_fk_customers FOREIGN KEY (write_off_id) REFERENCES public.customers_writeoff(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_case_id_a6501c96_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_checklist_id_ea14f532_fk_removal_r FOREIGN KEY (checklist_id) REFERENCES public.removal_readmissionchecklist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_customer_id_77f1fe6e_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_decided_by_id_1bf74bf2_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_entry_id_485af9e3_fk_removal_listentry_id FOREIGN KEY (entry_id) REFERENCES public.removal_listentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_requested_by_id_fe89d90c_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmission
    ADD CONSTRAINT removal_readmission_responsible_id_07ae0a2b_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmissionchecklist
    ADD CONSTRAINT removal_readmissionc_decided_by_id_b3b44664_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_readmissionchecklist
    ADD CONSTRAINT removal_readmissionc_proposed_by_id_79d87091_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_recoverycost
    ADD CONSTRAINT removal_recoverycost_matter_id_e297479d_fk_removal_l FOREIGN KEY (matter_id) REFERENCES public.removal_legalrecovery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_recoverycost
    ADD CONSTRAINT removal_recoverycost_recorded_by_id_2492c9fc_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionconfirmation
    ADD CONSTRAINT removal_reductioncon_step_id_6fc98dbc_fk_removal_r FOREIGN KEY (step_id) REFERENCES public.removal_reductionstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionconfirmation
    ADD CONSTRAINT removal_reductioncon_told_by_id_87a1f520_fk_accounts_ FOREIGN KEY (told_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionste_case_id_1bb70f47_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionste_planned_by_id_31d51f6c_fk_accounts_ FOREIGN KEY (planned_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionste_released_by_id_cef5679f_fk_accounts_ FOREIGN KEY (released_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionste_responsible_id_278c2f49_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionste_service_id_9882dade_fk_customers FOREIGN KEY (service_id) REFERENCES public.customers_servicekind(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionstep_ended_by_id_fe61bcde_fk_accounts_user_id FOREIGN KEY (ended_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_reductionstep
    ADD CONSTRAINT removal_reductionstep_letter_id_a48b44b1_fk_removal_letter_id FOREIGN KEY (letter_id) REFERENCES public.removal_letter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_customer_id_0e58659c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_owner_id_0859c85b_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_pack_id_d31f994a_fk_removal_policypack_id FOREIGN KEY (pack_id) REFERENCES public.removal_policypack(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_proposed_by_id_f8855587_fk_accounts_user_id FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_responsible_id_b4b4f5fa_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removalcase
    ADD CONSTRAINT removal_removalcase_taken_over_by_id_fed460fa_fk_accounts_ FOREIGN KEY (taken_over_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT removal_removaldecis_case_id_91595b65_fk_removal_r FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT removal_removaldecis_decided_by_id_7cc9a442_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT removal_removaldecis_requested_by_id_c8674563_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_removaldecision
    ADD CONSTRAINT removal_removaldecis_responsible_id_65e811fc_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_restrictedmatter
    ADD CONSTRAINT removal_restrictedma_closed_by_id_019f9dbd_fk_accounts_ FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_restrictedmatter
    ADD CONSTRAINT removal_restrictedma_opened_by_id_a988d094_fk_accounts_ FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_restrictednote
    ADD CONSTRAINT removal_restrictedno_matter_id_5f3dee2b_fk_removal_r FOREIGN KEY (matter_id) REFERENCES public.removal_restrictedmatter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_restrictednote
    ADD CONSTRAINT removal_restrictedno_written_by_id_98a3934d_fk_accounts_ FOREIGN KEY (written_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoff
    ADD CONSTRAINT removal_runoff_case_id_1b12e1a8_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoff
    ADD CONSTRAINT removal_runoff_opened_by_id_322fa57b_fk_accounts_user_id FOREIGN KEY (opened_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoffitem
    ADD CONSTRAINT removal_runoffitem_case_id_39e9c443_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoffitem
    ADD CONSTRAINT removal_runoffitem_closed_by_id_1caf320d_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoffitem
    ADD CONSTRAINT removal_runoffitem_planned_by_id_1051f441_fk_accounts_user_id FOREIGN KEY (planned_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_runoffitem
    ADD CONSTRAINT removal_runoffitem_responsible_id_afc4b3c9_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_securityoffer
    ADD CONSTRAINT removal_securityoffe_decided_by_id_1a8c0448_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_securityoffer
    ADD CONSTRAINT removal_securityoffe_recorded_by_id_3cbfe071_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_securityoffer
    ADD CONSTRAINT removal_securityoffe_security_id_08855d27_fk_customers FOREIGN KEY (security_id) REFERENCES public.customers_security(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_securityoffer
    ADD CONSTRAINT removal_securityoffe_step_id_4a79f627_fk_removal_r FOREIGN KEY (step_id) REFERENCES public.removal_reductionstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_sendclearance
    ADD CONSTRAINT removal_sendclearanc_decided_by_id_6db3e073_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_subjectrequest
    ADD CONSTRAINT removal_subjectreque_answered_by_id_f0ea7710_fk_accounts_ FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_subjectrequest
    ADD CONSTRAINT removal_subjectreque_customer_id_ab08983e_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_subjectrequest
    ADD CONSTRAINT removal_subjectreque_identity_checked_by__7e27c83d_fk_accounts_ FOREIGN KEY (identity_checked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_subjectrequest
    ADD CONSTRAINT removal_subjectreque_recorded_by_id_21ccc40b_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_case_id_2aee96a8_fk_removal_removalcase_id FOREIGN KEY (case_id) REFERENCES public.removal_removalcase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_closed_by_id_da0a1b17_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_criteria_id_946a5495_fk_removal_c FOREIGN KEY (criteria_id) REFERENCES public.removal_criterionset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestion
    ADD CONSTRAINT removal_suggestion_customer_id_3c9d1b8b_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestionevidence
    ADD CONSTRAINT removal_suggestionev_rule_id_509dc46a_fk_removal_c FOREIGN KEY (rule_id) REFERENCES public.removal_criterionrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.removal_suggestionevidence
    ADD CONSTRAINT removal_suggestionev_suggestion_id_2089f1c6_fk_removal_s FOREIGN KEY (suggestion_id) REFERENCES public.removal_suggestion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_card_version_id_fae90e27_fk_scoring_s FOREIGN KEY (card_version_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_challenger_id_5c4caf7a_fk_scoring_s FOREIGN KEY (challenger_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_requested_by_id_88c9699d_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_backtest
    ADD CONSTRAINT scoring_backtest_run_id_b83df9c6_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_backtestpart
    ADD CONSTRAINT scoring_backtestpart_back_test_id_a4dc07d3_fk_scoring_b FOREIGN KEY (back_test_id) REFERENCES public.scoring_backtest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_championproposal
    ADD CONSTRAINT scoring_championprop_decided_by_id_d9479719_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_championproposal
    ADD CONSTRAINT scoring_championprop_proposed_by_id_6dac20fb_fk_accounts_ FOREIGN KEY (proposed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_championproposal
    ADD CONSTRAINT scoring_championprop_responsible_id_6074b09f_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_championproposal
    ADD CONSTRAINT scoring_championprop_scorecard_id_2839aefc_fk_scoring_s FOREIGN KEY (scorecard_id) REFERENCES public.scoring_scorecard(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_asked_by_id_82c704af_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_customer_id_f5c8f2fb_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_policy_id_4663da48_fk_scoring_t FOREIGN KEY (policy_id) REFERENCES public.scoring_treatmentpolicy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_responsible_id_0c2d1657_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_creditcheck
    ADD CONSTRAINT scoring_creditcheck_under_id_03ad4ad8_fk_scoring_r FOREIGN KEY (under_id) REFERENCES public.scoring_release(check_row_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_customertreatment
    ADD CONSTRAINT scoring_customertrea_customer_id_6249db49_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_customertreatment
    ADD CONSTRAINT scoring_customertrea_decided_by_id_f2b78c8d_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_customertreatment
    ADD CONSTRAINT scoring_customertrea_reviewed_by_id_41d148a8_fk_accounts_ FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_customertreatment
    ADD CONSTRAINT scoring_customertrea_treatment_id_c45a64c9_fk_scoring_t FOREIGN KEY (treatment_id) REFERENCES public.scoring_treatment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_driftmonth
    ADD CONSTRAINT scoring_driftmonth_card_version_id_1f761de8_fk_scoring_s FOREIGN KEY (card_version_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_fitting
    ADD CONSTRAINT scoring_fitting_card_version_id_60c04663_fk_scoring_s FOREIGN KEY (card_version_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_fitting
    ADD CONSTRAINT scoring_fitting_requested_by_id_90cebe6e_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_fitting
    ADD CONSTRAINT scoring_fitting_run_id_e6e94dad_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_customer_id_9af703ea_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_decided_by_id_d915dbab_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_ended_by_id_1378f6d9_fk_accounts_user_id FOREIGN KEY (ended_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_requested_by_id_86ff6f0f_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_override
    ADD CONSTRAINT scoring_override_responsible_id_85a6ad0e_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_provisionmatrix
    ADD CONSTRAINT scoring_provisionmat_adopted_by_id_dc4d4cff_fk_accounts_ FOREIGN KEY (adopted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_provisionmatrix
    ADD CONSTRAINT scoring_provisionmat_requested_by_id_824cae4a_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_provisionmatrix
    ADD CONSTRAINT scoring_provisionmatrix_run_id_28ac3d37_fk_jobs_run_id FOREIGN KEY (run_id) REFERENCES public.jobs_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_rating
    ADD CONSTRAINT scoring_rating_customer_id_581b432c_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_ratingchange
    ADD CONSTRAINT scoring_ratingchange_customer_id_a7e24bfc_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_reading
    ADD CONSTRAINT scoring_reading_customer_id_6d322ebc_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_regiongrade
    ADD CONSTRAINT scoring_regiongrade_entered_by_id_24e80057_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT scoring_release_asked_by_id_9898a052_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT scoring_release_check_row_id_c381d633_fk_scoring_creditcheck_id FOREIGN KEY (check_row_id) REFERENCES public.scoring_creditcheck(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT scoring_release_released_by_id_107f4baf_fk_accounts_user_id FOREIGN KEY (released_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_release
    ADD CONSTRAINT scoring_release_responsible_id_f4173358_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_reservation
    ADD CONSTRAINT scoring_reservation_check_row_id_3572d2ac_fk_scoring_c FOREIGN KEY (check_row_id) REFERENCES public.scoring_creditcheck(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_reservation
    ADD CONSTRAINT scoring_reservation_closed_by_id_81d0d63d_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_reservation
    ADD CONSTRAINT scoring_reservation_customer_id_422adca8_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardauthor
    ADD CONSTRAINT scoring_scorecardaut_card_version_id_4f0dcb2e_fk_scoring_s FOREIGN KEY (card_version_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardauthor
    ADD CONSTRAINT scoring_scorecardauthor_person_id_5ef1a5f9_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardver_based_on_id_59605ead_fk_scoring_s FOREIGN KEY (based_on_id) REFERENCES public.scoring_scorecardversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardver_created_by_id_4b636cf5_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardver_published_by_id_6032e9d4_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardver_scorecard_id_2a2d0b42_fk_scoring_s FOREIGN KEY (scorecard_id) REFERENCES public.scoring_scorecard(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scorecardversion
    ADD CONSTRAINT scoring_scorecardver_submitted_by_id_d7a9437e_fk_accounts_ FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scoretable
    ADD CONSTRAINT scoring_scoretable_entered_by_id_760e01a9_fk_accounts_user_id FOREIGN KEY (entered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_scoretableline
    ADD CONSTRAINT scoring_scoretableli_table_id_22efe5d6_fk_scoring_s FOREIGN KEY (table_id) REFERENCES public.scoring_scoretable(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_sectorlimit
    ADD CONSTRAINT scoring_sectorlimit_policy_id_6b8cec61_fk_scoring_t FOREIGN KEY (policy_id) REFERENCES public.scoring_treatmentpolicy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatment
    ADD CONSTRAINT scoring_treatment_policy_id_8908c7d4_fk_scoring_t FOREIGN KEY (policy_id) REFERENCES public.scoring_treatmentpolicy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentauthor
    ADD CONSTRAINT scoring_treatmentaut_policy_id_8e7a1871_fk_scoring_t FOREIGN KEY (policy_id) REFERENCES public.scoring_treatmentpolicy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentauthor
    ADD CONSTRAINT scoring_treatmentauthor_person_id_5c471d34_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentpolicy
    ADD CONSTRAINT scoring_treatmentpol_created_by_id_860a8149_fk_accounts_ FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentpolicy
    ADD CONSTRAINT scoring_treatmentpol_published_by_id_3437aff0_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentpolicy
    ADD CONSTRAINT scoring_treatmentpol_submitted_by_id_dfe88fb4_fk_accounts_ FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentproposal
    ADD CONSTRAINT scoring_treatmentpro_customer_id_3726aae9_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentproposal
    ADD CONSTRAINT scoring_treatmentpro_decided_by_id_318503f1_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentproposal
    ADD CONSTRAINT scoring_treatmentpro_former_id_2619d1a7_fk_scoring_t FOREIGN KEY (former_id) REFERENCES public.scoring_treatment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_treatmentproposal
    ADD CONSTRAINT scoring_treatmentpro_proposed_id_1946eaa7_fk_scoring_t FOREIGN KEY (proposed_id) REFERENCES public.scoring_treatment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.scoring_unscorable
    ADD CONSTRAINT scoring_unscorable_customer_id_acd43caa_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.web_defaultview
    ADD CONSTRAINT web_defaultview_view_id_6f5673e3_fk_web_savedview_id FOREIGN KEY (view_id) REFERENCES public.web_savedview(id) DEFERRABLE INITIALLY DEFERRED;

CREATE POLICY opened ON public.removal_compartmentgrant USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened ON public.removal_restrictedmatter USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened ON public.removal_restrictednote USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened ON public.removal_sealedentry USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened ON public.removal_sealedhead USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened ON public.removal_sendclearance USING ((current_setting('riskcrm.compartment'::text, true) = 'open'::text));

CREATE POLICY opened_in_part ON public.removal_compartmentgrant FOR SELECT USING ((current_setting('riskcrm.compartment'::text, true) = 'grants'::text));

CREATE POLICY opened_in_part ON public.removal_sendclearance FOR SELECT USING ((current_setting('riskcrm.compartment'::text, true) = 'clearances'::text));

ALTER TABLE public.removal_compartmentgrant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.removal_restrictedmatter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.removal_restrictednote ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.removal_sealedentry ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.removal_sealedhead ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.removal_sendclearance ENABLE ROW LEVEL SECURITY;

INSERT INTO public.customers_servicekind VALUES (1, 'goods', 'Goods on account', '赊销供货', true, 1);
INSERT INTO public.customers_servicekind VALUES (2, 'services', 'Services', '服务', true, 1);
INSERT INTO public.customers_servicekind VALUES (3, 'support', 'Maintenance and support', '维护与支持', true, 1);
INSERT INTO public.customers_servicekind VALUES (4, 'drawdown', 'Drawing on a credit line', '授信提款', true, 1);

SELECT pg_catalog.setval('public.customers_servicekind_id_seq', 4, true);

INSERT INTO public.django_migrations (app, name, applied) VALUES
  ('account', '0001_initial', now()),
  ('account', '0002_email_max_length', now()),
  ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
  ('account', '0004_alter_emailaddress_drop_unique_email', now()),
  ('account', '0005_emailaddress_idx_upper_email', now()),
  ('account', '0006_emailaddress_lower', now()),
  ('account', '0007_emailaddress_idx_email', now()),
  ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
  ('account', '0009_emailaddress_unique_primary_email', now()),
  ('accounts', '0001_initial', now()),
  ('accounts', '0002_sessions_that_can_be_ended', now()),
  ('accounts', '0003_policies', now()),
  ('accounts', '0004_policies_never_change', now()),
  ('accounts', '0005_versions', now()),
  ('accounts', '0015_absences', now()),
  ('accounts', '0025_limits_of_rights', now()),
  ('audit', '0001_initial', now()),
  ('audit', '0002_append_only', now()),
  ('audit', '0003_noted_heads', now()),
  ('audit', '0004_erasures', now()),
  ('auth', '0001_initial', now()),
  ('auth', '0002_alter_permission_name_max_length', now()),
  ('auth', '0003_alter_user_email_max_length', now()),
  ('auth', '0004_alter_user_username_opts', now()),
  ('auth', '0005_alter_user_last_login_null', now()),
  ('auth', '0006_require_contenttypes_0002', now()),
  ('auth', '0007_alter_validators_add_error_messages', now()),
  ('auth', '0008_alter_user_username_max_length', now()),
  ('auth', '0009_alter_user_last_name_max_length', now()),
  ('auth', '0010_alter_group_name_max_length', now()),
  ('auth', '0011_update_proxy_permissions', now()),
  ('auth', '0012_alter_user_first_name_max_length', now()),
  ('contenttypes', '0001_initial', now()),
  ('contenttypes', '0002_remove_content_type_name', now()),
  ('customers', '0001_initial', now()),
  ('customers', '0002_search', now()),
  ('customers', '0003_facts', now()),
  ('customers', '0004_import_kinds', now()),
  ('customers', '0005_plan_responsible_name', now()),
  ('customers', '0006_onboarding', now()),
  ('customers', '0030_authority_requests', now()),
  ('customers', '0031_rates_to_apply', now()),
  ('customers', '0040_screening', now()),
  ('customers', '0041_screening_queue', now()),
  ('customers', '0050_undo_imports', now()),
  ('customers', '0060_search_functions', now()),
  ('customers', '0061_search_registration_numbers', now()),
  ('customers', '0062_search_contacts', now()),
  ('customers', '0063_filters', now()),
  ('customers', '0070_customer_details', now()),
  ('customers', '0071_contact_verification', now()),
  ('customers', '0072_related_parties', now()),
  ('customers', '0073_documents', now()),
  ('customers', '0074_custom_fields', now()),
  ('customers', '0075_duplicates', now()),
  ('customers', '0076_merges', now()),
  ('customers', '0080_cost_and_reference', now()),
  ('customers', '0081_settled_by_credits', now()),
  ('customers', '0082_open_credits', now()),
  ('customers', '0083_ledger_lists', now()),
  ('customers', '0090_receivables', now()),
  ('customers', '0091_open_items_by_trigger', now()),
  ('customers', '0100_mentions_and_follow_up', now()),
  ('customers', '0101_search_lessons', now()),
  ('customers', '0102_undo_indexes', now()),
  ('customers', '0103_onboarding_screening', now()),
  ('customers', '0120_days_of_what_is_done', now()),
  ('customers', '0121_park_screenings', now()),
  ('customers', '0130_group_ageing', now()),
  ('customers', '0131_what_dishonours_took_back', now()),
  ('customers', '0132_outdated_hits', now()),
  ('customers', '0133_checkers_do_not_admit', now()),
  ('customers', '0140_version_of_screening_lists', now()),
  ('customers', '0141_version_of_checklist_lines', now()),
  ('customers', '0150_lists_of_terms_and_members', now()),
  ('customers', '0151_version_of_memberships', now()),
  ('customers', '0152_taken_over', now()),
  ('customers', '0153_takers_decide_no_admission', now()),
  ('customers', '0160_void_second_dishonours', now()),
  ('customers', '0161_payments_dishonoured_once', now()),
  ('customers', '0162_who_reported_market_events', now()),
  ('customers', '0163_right_to_bring_active_customers', now()),
  ('customers', '0164_who_entered_contacts', now()),
  ('customers', '0165_others_verify_contacts', now()),
  ('customers', '0166_who_entered_related_parties', now()),
  ('customers', '0167_others_verify_related_parties', now()),
  ('customers', '0170_how_long_contracts_renew', now()),
  ('customers', '0171_notice_given', now()),
  ('customers', '0172_customers_like_too_many', now()),
  ('customers', '0173_entries_like_too_many', now()),
  ('customers', '0174_whose_name_was_found', now()),
  ('customers', '0175_screen_who_stands_behind', now()),
  ('customers', '0180_groups_end', now()),
  ('customers', '0181_groups_end_with_a_reason', now()),
  ('customers', '0190_changes_without_look_ups', now()),
  ('customers', '0191_ids_as_they_are', now()),
  ('customers', '0192_queues_go_by_id', now()),
  ('customers', '0210_void_invoices_and_payments', now()),
  ('customers', '0211_readings_know_what_is_void', now()),
  ('customers', '0212_void_invoices_open_nothing', now()),
  ('customers', '0213_declined_and_withdrawn_admissions', now()),
  ('customers', '0214_find_what_is_void', now()),
  ('customers', '0225_ids_in_other_systems', now()),
  ('customers', '0240_loss_rates', now()),
  ('customers', '0241_readings_know_how_was_paid', now()),
  ('customers', '0250_what_entries_bar', now()),
  ('customers', '0255_credit_restrictions', now()),
  ('customers', '0256_restrictions_are_kept', now()),
  ('customers', '0257_customers_without_manager', now()),
  ('jobs', '0001_initial', now()),
  ('jobs', '0010_items', now()),
  ('jobs', '0030_outgoing_mail', now()),
  ('mfa', '0001_initial', now()),
  ('mfa', '0002_authenticator_timestamps', now()),
  ('mfa', '0003_authenticator_type_uniq', now()),
  ('monitoring', '0001_initial', now()),
  ('monitoring', '0002_why_alerts_cleared', now()),
  ('monitoring', '0003_rule_sweep', now()),
  ('monitoring', '0004_what_book_figures_say', now()),
  ('monitoring', '0030_months_of_ageing', now()),
  ('monitoring', '0070_alerts_of_merged', now()),
  ('monitoring', '0180_months_of_groups', now()),
  ('monitoring', '0220_notices', now()),
  ('monitoring', '0221_webhooks', now()),
  ('monitoring', '0222_alert_news', now()),
  ('monitoring', '0240_days_of_the_book', now()),
  ('monitoring', '0250_emergency_plans', now()),
  ('monitoring', '0251_plans_keep_their_word', now()),
  ('monitoring', '0260_controls', now()),
  ('monitoring', '0261_tests_are_kept', now()),
  ('monitoring', '0270_training', now()),
  ('monitoring', '0271_training_is_kept', now()),
  ('monitoring', '0280_reviews', now()),
  ('monitoring', '0281_alert_rules_in_versions', now()),
  ('monitoring', '0290_life_of_alerts', now()),
  ('monitoring', '0291_running_deadlines', now()),
  ('monitoring', '0300_review_causes', now()),
  ('monitoring', '0301_causes_of_reviews', now()),
  ('monitoring', '0302_what_days_were_read_of', now()),
  ('monitoring', '0303_moves_since_months_began', now()),
  ('monitoring', '0304_reviews_by_their_day', now()),
  ('monitoring', '0305_rules_see_dates_and_scopes', now()),
  ('monitoring', '0306_plans_and_cases_that_are_there', now()),
  ('monitoring', '0307_closures_name_what_they_led_to', now()),
  ('monitoring', '0308_looser_limits_by_two', now()),
  ('removal', '0001_initial', now()),
  ('removal', '0002_second_person', now()),
  ('removal', '0003_overdue_when_proposed', now()),
  ('removal', '0004_cases_by_time', now()),
  ('removal', '0030_cases_taken_over', now()),
  ('removal', '0031_the_proposing_side', now()),
  ('removal', '0032_feed_cases', now()),
  ('removal', '0033_former_decisions', now()),
  ('removal', '0034_the_way_of_a_case', now()),
  ('removal', '0035_former_cases', now()),
  ('removal', '0036_states_of_cases', now()),
  ('removal', '0037_rules_of_cases', now()),
  ('removal', '0038_lessons_of_cases', now()),
  ('removal', '0039_policy_packs', now()),
  ('removal', '0040_guard_policy_packs', now()),
  ('removal', '0041_cases_with_packs', now()),
  ('removal', '0042_letter_templates', now()),
  ('removal', '0043_letters', now()),
  ('removal', '0044_letter_deliveries', now()),
  ('removal', '0045_letters_stay', now()),
  ('removal', '0046_listing', now()),
  ('removal', '0047_listing_keeps_its_word', now()),
  ('removal', '0048_effect_studies', now()),
  ('removal', '0049_studies_are_kept', now()),
  ('removal', '0050_reduction_steps', now()),
  ('removal', '0051_reduction_steps_are_kept', now()),
  ('removal', '0052_after_the_end', now()),
  ('removal', '0053_criteria_and_suggestions', now()),
  ('removal', '0054_guard_criteria', now()),
  ('removal', '0055_restricted_matters', now()),
  ('removal', '0056_compartment_policies', now()),
  ('removal', '0057_each_step_checked', now()),
  ('removal', '0058_payments_say_how_much', now()),
  ('removal', '0059_no_item_left_out', now()),
  ('removal', '0060_retention', now()),
  ('removal', '0061_erasures_keep_their_word', now()),
  ('removal', '0062_rectification_items_have_a_day', now()),
  ('removal', '0063_two_approve_much_money', now()),
  ('removal', '0064_arrived_on_the_latest_day', now()),
  ('removal', '0065_deadlines_cancel_letters', now()),
  ('removal', '0066_words_of_cases_go', now()),
  ('removal', '0067_studies_of_reductions', now()),
  ('scoring', '0001_initial', now()),
  ('scoring', '0002_rating_of_every_customer', now()),
  ('scoring', '0003_further_scores_of_a_moment', now()),
  ('scoring', '0004_rating_rated_tier', now()),
  ('scoring', '0005_fill_rated_tier', now()),
  ('scoring', '0006_rating_danger', now()),
  ('scoring', '0007_figures_snapshots_and_probabilities', now()),
  ('scoring', '0008_treatments', now()),
  ('scoring', '0009_formulas_of_scores', now()),
  ('scoring', '0010_overrides', now()),
  ('scoring', '0011_fill_card_tier', now()),
  ('scoring', '0012_rating_history', now()),
  ('scoring', '0013_fill_rating_history', now()),
  ('scoring', '0014_provision_matrices', now()),
  ('scoring', '0015_unbilled_and_expected_loss', now()),
  ('scoring', '0030_peer_figures', now()),
  ('scoring', '0031_region_grades', now()),
  ('scoring', '0032_score_tables', now()),
  ('scoring', '0070_fittings', now()),
  ('scoring', '0071_back_tests', now()),
  ('scoring', '0072_drift_months', now()),
  ('scoring', '0073_life_of_scorecards', now()),
  ('scoring', '0074_cards_are_kept', now()),
  ('scoring', '0075_right_to_ask_what_if', now()),
  ('scoring', '0076_overdue_days_of_treatments', now()),
  ('scoring', '0077_credit_checks', now()),
  ('scoring', '0078_second_person_releases', now()),
  ('scoring', '0079_feed_of_credit_changes', now()),
  ('scoring', '0080_life_of_treatment_policies', now()),
  ('scoring', '0081_treatments_of_customers', now()),
  ('scoring', '0082_guard_treatment_policies', now()),
  ('scoring', '0090_disputed_and_covered', now()),
  ('scoring', '0091_overrides_of_a_month', now()),
  ('scoring', '0092_feed_treatments', now()),
  ('scoring', '0093_scale_of_fittings', now()),
  ('scoring', '0094_fittings_have_a_scale', now()),
  ('scoring', '0095_reviews_of_treatments', now()),
  ('scoring', '0096_deposits_of_credit_checks', now()),
  ('scoring', '0097_whole_record_of_cards', now()),
  ('scoring', '0098_whole_record_is_kept', now()),
  ('scoring', '0100_checks_know_restrictions', now()),
  ('scoring', '0101_feed_restrictions', now()),
  ('sessions', '0001_initial', now()),
  ('web', '0001_initial', now()),
  ('web', '0002_saved_views_and_exports', now()),
  ('web', '0010_holidays', now()),
  ('web', '0011_version_of_saved_views', now());

"""The whole record of a submitted version is kept, and none is published without a validation."""

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION scoring_version_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
"""
FORMER = """
CREATE OR REPLACE FUNCTION scoring_version_is_kept() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
     (NEW.definition, NEW.purpose, NEW.limits, NEW.evidence, NEW.restrictions, NEW.monitoring)
     IS DISTINCT FROM
     (OLD.definition, OLD.purpose, OLD.limits, OLD.evidence, OLD.restrictions, OLD.monitoring) THEN
    RAISE EXCEPTION 'scorecard version % is no draft and cannot be changed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_version_is_kept';
  END IF;
  IF OLD.state IN ('published', 'retired') AND
     (NEW.submitted_by_id, NEW.submitted_at, NEW.submit_note, NEW.published_by_id, NEW.published_at)
     IS DISTINCT FROM
     (OLD.submitted_by_id, OLD.submitted_at, OLD.submit_note, OLD.published_by_id, OLD.published_at)
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
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0097_whole_record_of_cards")]

    operations = [migrations.RunSQL(KEPT, FORMER)]

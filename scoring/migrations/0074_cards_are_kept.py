"""What was submitted and published of a card stays as it is; who wrote on it never publishes it.

The creator of a version is its first author, whoever inserts the row; for a service user the person
who answers for it.
"""

from django.db import migrations

AUTHORS = """
CREATE FUNCTION scoring_creator_is_author() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO scoring_scorecardauthor (card_version_id, person_id)
  SELECT NEW.id, coalesce(u.responsible_id, u.id) FROM accounts_user u
  WHERE u.id = NEW.created_by_id
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER creator_is_author AFTER INSERT ON scoring_scorecardversion
  FOR EACH ROW EXECUTE FUNCTION scoring_creator_is_author();
INSERT INTO scoring_scorecardauthor (card_version_id, person_id)
SELECT v.id, coalesce(u.responsible_id, u.id)
FROM scoring_scorecardversion v JOIN accounts_user u ON u.id = v.created_by_id
ON CONFLICT DO NOTHING;

CREATE FUNCTION scoring_author_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'who wrote on a scorecard version cannot be changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'card_author_is_final';
END $$;
CREATE TRIGGER author_is_final BEFORE UPDATE OR DELETE ON scoring_scorecardauthor
  FOR EACH ROW EXECUTE FUNCTION scoring_author_is_final();
"""
NO_AUTHORS = """
DROP TRIGGER author_is_final ON scoring_scorecardauthor;
DROP FUNCTION scoring_author_is_final();
DROP TRIGGER creator_is_author ON scoring_scorecardversion;
DROP FUNCTION scoring_creator_is_author();
"""

KEPT = """
CREATE FUNCTION scoring_version_is_kept() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER version_is_kept BEFORE UPDATE OR DELETE ON scoring_scorecardversion
  FOR EACH ROW EXECUTE FUNCTION scoring_version_is_kept();

CREATE FUNCTION scoring_champion_decision_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state <> 'open' OR TG_OP = 'DELETE' OR
     (NEW.scorecard_id, NEW.proposed_by_id, NEW.responsible_id, NEW.reason) IS DISTINCT FROM
     (OLD.scorecard_id, OLD.proposed_by_id, OLD.responsible_id, OLD.reason) THEN
    RAISE EXCEPTION 'what was proposed and decided of the card that scores the book is kept'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'champion_decision_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER champion_decision_is_final BEFORE UPDATE OR DELETE ON scoring_championproposal
  FOR EACH ROW EXECUTE FUNCTION scoring_champion_decision_is_final();
"""
NOT_KEPT = """
DROP TRIGGER champion_decision_is_final ON scoring_championproposal;
DROP FUNCTION scoring_champion_decision_is_final();
DROP TRIGGER version_is_kept ON scoring_scorecardversion;
DROP FUNCTION scoring_version_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0073_life_of_scorecards")]

    operations = [
        migrations.RunSQL(AUTHORS, NO_AUTHORS),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]

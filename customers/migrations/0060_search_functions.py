"""Search by longer pieces where there are few characters to tell words apart.

There are thousands of Chinese characters, so that a pair of them is rare. Of Latin letters pairs are
common, so three are taken at once; of digits four, for there are but a hundred pairs of them and a
good part of all numbers has each. The former functions stay for the release before, whose copies may
still run.
"""

from django.db import migrations

FUNCTIONS = r"""
-- what search looks at: letters and digits only, lower case, one line per field
CREATE FUNCTION search_lines(a text, b text, c text, d text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    -- by schema: pg_restore fills generated columns while it looks in no schema by itself
    RETURN public.customer_key(a) || E'\n' || public.customer_key(b) || E'\n'
        || public.customer_key(c) || E'\n' || public.customer_key(d);
END $$;

-- a piece for each character, which begins there: of Chinese and the like two characters, of Latin
-- letters three, of four digits these; shorter at the end of a run of either sort, so that a prefix
-- search finds what is short
CREATE FUNCTION search_grams(lines text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 500 AS $$
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
END $$;

-- the pieces that a text with this word must have: those whose end the word itself settles; of a
-- word too short for any, the pieces that begin with its longest run
CREATE FUNCTION search_gram_query(word text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
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
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION search_gram_query(text);
DROP FUNCTION search_grams(text);
DROP FUNCTION search_lines(text, text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [('customers', '0050_undo_imports'),
        ]

    operations = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)]

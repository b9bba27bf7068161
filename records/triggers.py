"""Constraints that plain columns can't say: quotes are verbatim, events and audit rows never change."""

SQLITE = (
    """
    CREATE TRIGGER promise_quote_is_verbatim_insert BEFORE INSERT ON promise
    WHEN NEW.quote = '' OR NEW.quote IS NOT (
        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM event WHERE id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, 'a promise must quote its source word for word'); END
    """,
    """
    CREATE TRIGGER promise_quote_is_verbatim_update
    BEFORE UPDATE OF quote, start, "end", event_id ON promise
    WHEN NEW.quote = '' OR NEW.quote IS NOT (
        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM event WHERE id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, 'a promise must quote its source word for word'); END
    """,
    """
    CREATE TRIGGER event_text_is_immutable
    BEFORE UPDATE OF text, id, source, external_id, kind, at, at_offset, sender_email, sender_name, subject
    ON event
    WHEN NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM promise WHERE event_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'a logged event is never edited'); END
    """,
    """
    CREATE TRIGGER event_body_is_immutable BEFORE UPDATE OF body ON event
    WHEN NEW.erased_at IS NULL AND json_remove(NEW.body, '$.flags') IS NOT json_remove(OLD.body, '$.flags')
    BEGIN SELECT RAISE(ABORT, 'a logged event is never edited'); END
    """,
    """
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'a logged event is never deleted'); END
    """,
    """
    CREATE TRIGGER audit_rows_stay BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never edited'); END
    """,
    """
    CREATE TRIGGER audit_rows_are_kept BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END
    """,
    "CREATE VIRTUAL TABLE passage_words USING fts5(context, text, "
    'tokenize="porter unicode61 remove_diacritics 2")',
)

POSTGRESQL = (
    """
    CREATE FUNCTION promise_quote_is_verbatim() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.quote = '' OR NEW.quote IS DISTINCT FROM (
            SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM event WHERE id = NEW.event_id)
        THEN RAISE EXCEPTION 'a promise must quote its source word for word'; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER promise_quote_is_verbatim BEFORE INSERT OR UPDATE ON promise
    FOR EACH ROW EXECUTE FUNCTION promise_quote_is_verbatim()
    """,
)

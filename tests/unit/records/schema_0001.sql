CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE meta (
	"key" VARCHAR(80) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE person (
	email VARCHAR(80) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	name TEXT, 
	team TEXT, 
	tz VARCHAR(64) NOT NULL, 
	slack_id VARCHAR(32), 
	added_seq INTEGER NOT NULL, 
	PRIMARY KEY (email), 
	UNIQUE (slack_id)
);
CREATE TABLE our_domain (
	domain VARCHAR(80) NOT NULL, 
	PRIMARY KEY (domain)
);
CREATE TABLE mailbox (
	id VARCHAR(80) NOT NULL, 
	source VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	id VARCHAR(40) NOT NULL, 
	source VARCHAR(32) NOT NULL, 
	external_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	at_offset INTEGER NOT NULL, 
	sender_email VARCHAR(320) NOT NULL, 
	sender_name TEXT, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	thread_by_subject BOOLEAN NOT NULL, 
	subject_key TEXT NOT NULL, 
	body JSON NOT NULL, 
	logged_at VARCHAR(32) NOT NULL, 
	processed_by VARCHAR(64), 
	erased_at VARCHAR(32), 
	PRIMARY KEY (seq), 
	UNIQUE (source, external_id, version), 
	UNIQUE (id)
);
CREATE INDEX event_subject ON event (subject_key, at);
CREATE INDEX ix_event_at ON event (at);
CREATE INDEX event_coverage ON event (source, kind, at, erased_at, id);
CREATE INDEX ix_event_processed_by ON event (processed_by);
CREATE INDEX ix_event_sender_email ON event (sender_email);
CREATE INDEX ix_event_thread ON event (thread);
CREATE TABLE passage (
	rowid INTEGER NOT NULL, 
	event_id VARCHAR(40) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	PRIMARY KEY (rowid)
);
CREATE INDEX ix_passage_event_id ON passage (event_id);
CREATE TABLE account (
	id VARCHAR(80) NOT NULL, 
	name TEXT NOT NULL, 
	crm VARCHAR(32), 
	crm_id TEXT, 
	provisional BOOLEAN NOT NULL, 
	at_risk_flag BOOLEAN NOT NULL, 
	owner VARCHAR(320), 
	region VARCHAR(32), 
	merged_into VARCHAR(80), 
	PRIMARY KEY (id), 
	UNIQUE (crm, crm_id)
);
CREATE TABLE account_merge (
	id INTEGER NOT NULL, 
	source_id VARCHAR(80) NOT NULL, 
	target_id VARCHAR(80) NOT NULL, 
	"by" VARCHAR(320) NOT NULL, 
	why TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	undone_at VARCHAR(32), 
	moved JSON NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE contact (
	id VARCHAR(80) NOT NULL, 
	account_id VARCHAR(80) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	name TEXT, 
	phone TEXT, 
	title TEXT, 
	crm_id TEXT, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_contact_email ON contact (email);
CREATE INDEX ix_contact_account_id ON contact (account_id);
CREATE TABLE deal (
	id VARCHAR(80) NOT NULL, 
	account_id VARCHAR(80) NOT NULL, 
	name TEXT NOT NULL, 
	crm_id TEXT NOT NULL, 
	stage TEXT, 
	amount TEXT, 
	close_date DATE, 
	next_step TEXT, 
	is_open BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_deal_account_id ON deal (account_id);
CREATE TABLE proposal (
	id VARCHAR(80) NOT NULL, 
	crm VARCHAR(32) NOT NULL, 
	entity VARCHAR(16) NOT NULL, 
	entity_id TEXT NOT NULL, 
	field VARCHAR(32) NOT NULL, 
	old TEXT, 
	new TEXT NOT NULL, 
	evidence JSON NOT NULL, 
	confidence FLOAT NOT NULL, 
	why TEXT NOT NULL, 
	account_id VARCHAR(80), 
	promise_id VARCHAR(80), 
	proposer VARCHAR(320), 
	verdict JSON NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	expires_at VARCHAR(32) NOT NULL, 
	decided_by VARCHAR(320), 
	decided_at VARCHAR(32), 
	decision_reason TEXT, 
	decision_kind VARCHAR(16), 
	released_by VARCHAR(320), 
	failure TEXT, 
	snoozed_until VARCHAR(32), 
	card_posted_at VARCHAR(32), 
	PRIMARY KEY (id)
);
CREATE INDEX ix_proposal_status ON proposal (status);
CREATE INDEX ix_proposal_account_id ON proposal (account_id);
CREATE TABLE post (
	card_key VARCHAR(120) NOT NULL, 
	channel VARCHAR(64) NOT NULL, 
	ts VARCHAR(64) NOT NULL, 
	PRIMARY KEY (card_key, channel, ts)
);
CREATE TABLE reminder (
	id VARCHAR(80) NOT NULL, 
	person VARCHAR(320) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	promise_ids JSON NOT NULL, 
	occurrence TEXT NOT NULL, 
	send_at VARCHAR(32) NOT NULL, 
	claimed_by TEXT, 
	claimed_at VARCHAR(32), 
	sent_at VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (occurrence)
);
CREATE INDEX ix_reminder_person ON reminder (person);
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor TEXT NOT NULL, 
	action VARCHAR(48) NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq)
);
CREATE TABLE alert (
	id INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	kind VARCHAR(48) NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	sent_at VARCHAR(32), 
	PRIMARY KEY (id)
);
CREATE TABLE quarantine (
	id INTEGER NOT NULL, 
	mailbox_id VARCHAR(80) NOT NULL, 
	path TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (mailbox_id, path)
);
CREATE TABLE pending_work (
	kind VARCHAR(16) NOT NULL, 
	"key" VARCHAR(80) NOT NULL, 
	PRIMARY KEY (kind, "key")
);
CREATE TABLE progress (
	mailbox_id VARCHAR(80) NOT NULL, 
	path TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	mtime FLOAT NOT NULL, 
	"offset" INTEGER NOT NULL, 
	head_sha VARCHAR(64) NOT NULL, 
	PRIMARY KEY (mailbox_id, path)
);
CREATE TABLE mailbox_owner (
	mailbox_id VARCHAR(80) NOT NULL, 
	person VARCHAR(320) NOT NULL, 
	PRIMARY KEY (mailbox_id, person), 
	FOREIGN KEY(mailbox_id) REFERENCES mailbox (id)
);
CREATE INDEX ix_mailbox_owner_person ON mailbox_owner (person);
CREATE TABLE event_seen (
	event_id VARCHAR(40) NOT NULL, 
	mailbox_id VARCHAR(80) NOT NULL, 
	embedded_by VARCHAR(64), 
	PRIMARY KEY (event_id, mailbox_id), 
	FOREIGN KEY(event_id) REFERENCES event (id), 
	FOREIGN KEY(mailbox_id) REFERENCES mailbox (id)
);
CREATE INDEX event_seen_pending ON event_seen (mailbox_id, embedded_by);
CREATE INDEX ix_event_seen_mailbox_id ON event_seen (mailbox_id);
CREATE TABLE event_share (
	event_id VARCHAR(40) NOT NULL, 
	person VARCHAR(320) NOT NULL, 
	shared_by VARCHAR(320) NOT NULL, 
	PRIMARY KEY (event_id, person), 
	FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_event_share_person ON event_share (person);
CREATE TABLE event_account (
	event_id VARCHAR(40) NOT NULL, 
	account_id VARCHAR(80) NOT NULL, 
	PRIMARY KEY (event_id, account_id), 
	FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_event_account_account_id ON event_account (account_id);
CREATE TABLE event_person (
	event_id VARCHAR(40) NOT NULL, 
	email VARCHAR(320) NOT NULL, 
	PRIMARY KEY (event_id, email), 
	FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_event_person_email ON event_person (email);
CREATE TABLE account_alias (
	account_id VARCHAR(80) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	value VARCHAR(320) NOT NULL, 
	PRIMARY KEY (account_id, kind, value), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_account_alias_value ON account_alias (value);
CREATE TABLE promise (
	id VARCHAR(80) NOT NULL, 
	account_id VARCHAR(80), 
	direction VARCHAR(8) NOT NULL, 
	owner VARCHAR(320) NOT NULL, 
	beneficiary TEXT NOT NULL, 
	action TEXT NOT NULL, 
	quote TEXT NOT NULL, 
	event_id VARCHAR(40) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	strength VARCHAR(16) NOT NULL, 
	due_as_said TEXT, 
	due DATE, 
	due_at VARCHAR(40), 
	precision VARCHAR(8), 
	status VARCHAR(16) NOT NULL, 
	superseded_by VARCHAR(80), 
	settled_by TEXT, 
	settled_at VARCHAR(32), 
	confidence FLOAT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	at_offset INTEGER NOT NULL, 
	extractor VARCHAR(64) NOT NULL, 
	snoozed_until VARCHAR(32), 
	PRIMARY KEY (id), 
	FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE INDEX ix_promise_due ON promise (due);
CREATE INDEX ix_promise_owner ON promise (owner);
CREATE INDEX ix_promise_event_id ON promise (event_id);
CREATE INDEX ix_promise_at ON promise (at);
CREATE INDEX ix_promise_status ON promise (status);
CREATE INDEX ix_promise_account_id ON promise (account_id);
CREATE TABLE intent (
	event_id VARCHAR(40) NOT NULL, 
	label VARCHAR(24) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	quote TEXT NOT NULL, 
	confidence FLOAT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	sender_email VARCHAR(320) NOT NULL, 
	PRIMARY KEY (event_id, label, start, "end"), 
	FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	proposal_id VARCHAR(80) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	actor VARCHAR(320) NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	reason TEXT, 
	value TEXT, 
	surface VARCHAR(16) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(proposal_id) REFERENCES proposal (id)
);
CREATE INDEX ix_decision_proposal_id ON decision (proposal_id);
CREATE TABLE promise_history (
	id INTEGER NOT NULL, 
	promise_id VARCHAR(80) NOT NULL, 
	old_status VARCHAR(16) NOT NULL, 
	new_status VARCHAR(16) NOT NULL, 
	event_id VARCHAR(40), 
	start INTEGER, 
	"end" INTEGER, 
	quote TEXT, 
	actor TEXT, 
	why TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(promise_id) REFERENCES promise (id)
);
CREATE INDEX ix_promise_history_promise_id ON promise_history (promise_id);
CREATE TRIGGER promise_quote_is_verbatim_insert BEFORE INSERT ON promise
    WHEN NEW.quote = '' OR NEW.quote IS NOT (
        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM event WHERE id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, 'a promise must quote its source word for word'); END;
CREATE TRIGGER promise_quote_is_verbatim_update
    BEFORE UPDATE OF quote, start, "end", event_id ON promise
    WHEN NEW.quote = '' OR NEW.quote IS NOT (
        SELECT substr(text, NEW.start + 1, NEW."end" - NEW.start) FROM event WHERE id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, 'a promise must quote its source word for word'); END;
CREATE TRIGGER event_text_is_immutable
    BEFORE UPDATE OF text, id, source, external_id, kind, at, at_offset, sender_email, sender_name, subject
    ON event
    WHEN NEW.erased_at IS NULL OR OLD.erased_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM promise WHERE event_id = OLD.id)
    BEGIN SELECT RAISE(ABORT, 'a logged event is never edited'); END;
CREATE TRIGGER event_body_is_immutable BEFORE UPDATE OF body ON event
    WHEN NEW.erased_at IS NULL AND json_remove(NEW.body, '$.flags') IS NOT json_remove(OLD.body, '$.flags')
    BEGIN SELECT RAISE(ABORT, 'a logged event is never edited'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'a logged event is never deleted'); END;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never edited'); END;
CREATE TRIGGER audit_rows_are_kept BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE VIRTUAL TABLE passage_words USING fts5(context, text, tokenize="porter unicode61 remove_diacritics 2");

BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE entries (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR(32) NOT NULL, 
	subject VARCHAR(256) NOT NULL, 
	happened_at VARCHAR(32) NOT NULL, 
	known_at VARCHAR(32) NOT NULL, 
	written_at VARCHAR(32) NOT NULL, 
	author VARCHAR(256) NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	"key" VARCHAR(512) NOT NULL, 
	body TEXT NOT NULL, 
	UNIQUE ("key")
);
INSERT INTO "entries" VALUES(1,'plan','p','2026-03-01T23:00:00.000000+00:00','2026-03-01T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','plan:0:p','{"plan_id":"p","as_of":"2026-03-02","options":[{"option_id":"TEE","units":30,"serve_mean_units":28.5,"on_hand_units":2,"on_order_units":0,"price_cents":1990,"before_units":0.0}]}');
INSERT INTO "entries" VALUES(2,'release','R1','2026-03-01T23:00:00.000000+00:00','2026-03-01T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','release:R1','{"plan_id":"p","facts":"f","as_of":"2026-03-02","order_ids":["WO-1","WO-2"],"notes":[]}');
INSERT INTO "entries" VALUES(3,'order','WO-1','2026-03-01T23:00:00.000000+00:00','2026-03-01T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','release:R1:WO-1','{"release_id":"R1","plan_id":"p","order":{"work_order_id":"WO-1","style_id":"TEE","units":{"TEE-S":10,"TEE-M":20},"due_day":"2026-03-20","promise_day":"2026-03-19","origin_day":"2026-03-02","factory_id":"NEAR","line_id":"L1","cut_start_minute":0,"cut_end_minute":0,"cut_table_id":"","sew_start_minute":0,"sew_end_minute":0,"spread_and_cut_minutes":0.0,"sewing_minutes":0.0,"cost_cents":30000,"cloth":[],"overtime_days":[],"spare_units":{},"promise":null},"counts":{},"counted_day":null}');
INSERT INTO "entries" VALUES(4,'order','WO-2','2026-03-01T23:00:00.000000+00:00','2026-03-01T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','release:R1:WO-2','{"release_id":"R1","plan_id":"p","order":{"work_order_id":"WO-2","style_id":"TEE","units":{"TEE-S":5},"due_day":"2026-03-20","promise_day":"2026-03-19","origin_day":"2026-03-02","factory_id":"NEAR","line_id":"L1","cut_start_minute":0,"cut_end_minute":0,"cut_table_id":"","sew_start_minute":0,"sew_end_minute":0,"spread_and_cut_minutes":0.0,"sewing_minutes":0.0,"cost_cents":30000,"cloth":[],"overtime_days":[],"spare_units":{},"promise":null},"counts":{},"counted_day":null}');
INSERT INTO "entries" VALUES(5,'receipt','WO-1','2026-03-18T23:00:00.000000+00:00','2026-03-18T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','r1','{"day":"2026-03-19","lines":[{"sku":"TEE-S","units":4,"rejected_units":1,"mark":""},{"sku":"TEE-M","units":20,"rejected_units":0,"mark":""}],"is_last":false,"note":"","counts":{},"counted_day":null}');
INSERT INTO "entries" VALUES(6,'closure','WO-2','2026-03-19T23:00:00.000000+00:00','2026-03-19T23:00:00.000000+00:00','2026-03-02T09:00:00.000000+00:00','Mira','EUR','c','{"reason":"the cloth is lost"}');
CREATE TABLE kept (
	name VARCHAR(64) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "kept" VALUES('work','{}');
CREATE TABLE orders (
	order_id VARCHAR(256) NOT NULL, 
	placed INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (order_id), 
	FOREIGN KEY(placed) REFERENCES entries (number), 
	FOREIGN KEY(entry) REFERENCES entries (number)
);
INSERT INTO "orders" VALUES('WO-1',3,5,'open','{"terms":{"work_order_id":"WO-1","style_id":"TEE","units":{"TEE-S":10,"TEE-M":20},"due_day":"2026-03-20","promise_day":"2026-03-19","origin_day":"2026-03-02","factory_id":"NEAR","line_id":"L1","cut_start_minute":0,"cut_end_minute":0,"cut_table_id":"","sew_start_minute":0,"sew_end_minute":0,"spread_and_cut_minutes":0.0,"sewing_minutes":0.0,"cost_cents":30000,"cloth":[],"overtime_days":[],"spare_units":{},"promise":null},"lines":[{"sku":"TEE-S","ordered_units":10,"spare_units":0,"received_units":4,"rejected_units":1,"cancelled_units":0},{"sku":"TEE-M","ordered_units":20,"spare_units":0,"received_units":20,"rejected_units":0,"cancelled_units":0}],"release_id":"R1","plan_id":"p","currency":"EUR","arrived":[{"sku":"TEE-S","units":4,"day":"2026-03-19","mark":""},{"sku":"TEE-M","units":20,"day":"2026-03-19","mark":""}],"counts":{},"counted_day":null,"finished_stages":[],"is_closed":false,"price_cents":0}');
INSERT INTO "orders" VALUES('WO-2',4,6,'cancelled','{"terms":{"work_order_id":"WO-2","style_id":"TEE","units":{"TEE-S":0},"due_day":"2026-03-20","promise_day":"2026-03-19","origin_day":"2026-03-02","factory_id":"NEAR","line_id":"L1","cut_start_minute":0,"cut_end_minute":0,"cut_table_id":"","sew_start_minute":0,"sew_end_minute":0,"spread_and_cut_minutes":0.0,"sewing_minutes":0.0,"cost_cents":30000,"cloth":[],"overtime_days":[],"spare_units":{},"promise":null},"lines":[{"sku":"TEE-S","ordered_units":5,"spare_units":0,"received_units":0,"rejected_units":0,"cancelled_units":5}],"release_id":"R1","plan_id":"p","currency":"EUR","arrived":[],"counts":{},"counted_day":null,"finished_stages":[],"is_closed":true,"price_cents":0}');
CREATE INDEX ix_entries_subject ON entries (subject);
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added to'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are only added to'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('entries',6);
COMMIT;

BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE assessments (
        id TEXT NOT NULL PRIMARY KEY,
        case_id TEXT NOT NULL REFERENCES cases (id),
        number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('visit', 'retest', 'correction')),
        follows INTEGER,
        created_at TEXT NOT NULL,
        intake TEXT NOT NULL,
        knowledge TEXT NOT NULL,
        note TEXT,
        answer BLOB NOT NULL,
        UNIQUE (case_id, number)
    );
INSERT INTO "assessments" VALUES('QJ88qFcqVhQ2I99eshNCTA','TIvw3_eAQGqJFvELa6CipA',1,'visit',NULL,'2026-11-23T09:00:05.000000+00:00','{"id":"seed","left":{"grip_kg":20.5}}','{"name":"wrist","version":"0.0.1","digest":"sha256:0"}',NULL,X'789CAB564AC92C2EC82FCE2CC9CCCF53B2522A294A4D2C51D251CA494D2B51B2AA562A2E4D4F4F2D0649162B5945572B95A42667E4651696A602D5160125946A636B75948A132B81FC985203835493517294A42EA9540B00747ECE2F');
INSERT INTO "assessments" VALUES('41kWauE4_tSGbxi0zKBmLg','TIvw3_eAQGqJFvELa6CipA',2,'correction',1,'2026-11-23T09:00:06.000000+00:00','{"id":"seed","left":{"grip_kg":20.5}}','{"name":"wrist","version":"0.0.1","digest":"sha256:0"}','{"plan":"\u00e4"}',X'789CAB564AC92C2EC82FCE2CC9CCCF53B2522A294A4D2C51D251CA494D2B51B2AA562A2E4D4F4F2D0649162B5945572B95A42667E4651696A602D5160125946A636B75948A132B81FC985203835493517294A42EA9540B00747ECE2F');
CREATE TABLE attempts (
        place INTEGER NOT NULL PRIMARY KEY,
        set_id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        knowledge TEXT NOT NULL,
        committed TEXT NOT NULL,
        marks TEXT NOT NULL,
        attempted_at TEXT NOT NULL
    );
INSERT INTO "attempts" VALUES(1,'eeEG79daJK4r','grip','{"name":"k","digest":"sha256:0"}','{"left":{"disposition":"rest"}}','{"grip-gate":"met"}','2026-11-23T10:00:02.000000+00:00');
INSERT INTO "attempts" VALUES(2,'shipped','seed','{"name":"k","digest":"sha256:0"}','{}','{"grip-gate":"missed","\u00e4":"safer"}','2026-11-23T10:00:03.000000+00:00');
CREATE TABLE case_sets (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL UNIQUE,
        file_name TEXT NOT NULL,
        content BLOB NOT NULL,
        imported_at TEXT NOT NULL
    );
INSERT INTO "case_sets" VALUES('eeEG79daJK4r','Öko''s set; 100%','grips.yaml',X'69643A2067726970000A','2026-11-23T10:00:01.000000+00:00');
CREATE TABLE cases (
        id TEXT NOT NULL PRIMARY KEY,
        label TEXT NOT NULL,
        folded TEXT NOT NULL,
        created_at TEXT NOT NULL,
        touched_at TEXT NOT NULL
    );
INSERT INTO "cases" VALUES('lrDfFefRvn_vcdV4AGSpPw','no visit yet','no visit yet','2026-11-23T09:00:01.000000+00:00','2026-11-23T09:00:02.000000+00:00');
INSERT INTO "cases" VALUES('TIvw3_eAQGqJFvELa6CipA','Öko''s jogger; 100%','öko''s jogger; 100%','2026-11-23T09:00:03.000000+00:00','2026-11-23T09:00:08.000000+00:00');
CREATE TABLE decisions (
        place INTEGER NOT NULL PRIMARY KEY,
        assessment_id TEXT NOT NULL REFERENCES assessments (id),
        unit TEXT NOT NULL,
        technique TEXT NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('accepted', 'modified', 'declined')),
        reason_code TEXT NOT NULL,
        text TEXT NOT NULL,
        decided_at TEXT NOT NULL
    );
INSERT INTO "decisions" VALUES(1,'QJ88qFcqVhQ2I99eshNCTA','left','rest','accepted','','','2026-11-23T09:00:07.000000+00:00');
INSERT INTO "decisions" VALUES(2,'QJ88qFcqVhQ2I99eshNCTA','left','rest','modified','dose','less
of it','2026-11-23T09:00:08.000000+00:00');
CREATE TABLE drafts (
        case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
        answers TEXT NOT NULL,
        revision INTEGER NOT NULL,
        on_top_of INTEGER NOT NULL,
        saved_at TEXT NOT NULL
    );
INSERT INTO "drafts" VALUES('lrDfFefRvn_vcdV4AGSpPw','{"left.grip_kg":"20.","person.words":"<b>"}',1,0,'2026-11-23T09:00:02.000000+00:00');
INSERT INTO "drafts" VALUES('TIvw3_eAQGqJFvELa6CipA','{"left.grip_kg":"20.5"}',1,0,'2026-11-23T09:00:04.000000+00:00');
CREATE TABLE rule_reviews (
        place INTEGER NOT NULL PRIMARY KEY,
        rule_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('comment', 'reviewed', 'disputed')),
        reasons TEXT NOT NULL,
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        may_be_named INTEGER NOT NULL,
        review_by TEXT NOT NULL,
        written_at TEXT NOT NULL
    );
INSERT INTO "rule_reviews" VALUES(1,'grip-gate',1,'disputed','less
of it','a-2005','A. N. Other',0,'','2026-11-23T10:00:04.000000+00:00');
INSERT INTO "rule_reviews" VALUES(2,'grip-gate',2,'reviewed','as read','','A. N. Other',1,'2027-11-23','2026-11-23T10:00:05.000000+00:00');
CREATE INDEX cases_touched_at ON cases (touched_at);
CREATE INDEX decisions_assessment_id ON decisions (assessment_id);
CREATE TRIGGER assessments_no_update BEFORE UPDATE ON assessments  BEGIN SELECT RAISE(ABORT, 'assessments stay as they were written'); END;
CREATE TRIGGER assessments_no_delete BEFORE DELETE ON assessments  BEGIN SELECT RAISE(ABORT, 'assessments stay as they were written'); END;
CREATE TRIGGER assessments_no_insert BEFORE INSERT ON assessments WHEN EXISTS (SELECT 1 FROM assessments WHERE id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'assessments stay as they were written'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions  BEGIN SELECT RAISE(ABORT, 'decisions stay as they were written'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions  BEGIN SELECT RAISE(ABORT, 'decisions stay as they were written'); END;
CREATE TRIGGER decisions_no_insert BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE place = NEW.place) BEGIN SELECT RAISE(ABORT, 'decisions stay as they were written'); END;
CREATE INDEX attempts_case ON attempts (set_id, case_id);
CREATE INDEX rule_reviews_rule_id ON rule_reviews (rule_id);
COMMIT;

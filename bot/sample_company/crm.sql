-- SALESBASE 3.2 dump, host SRVCRM01, 2026-11-20 06:00
-- do not edit by hand (everybody does)

CREATE TABLE KUNDE_STAMM (
  ACCT_NO        CHAR(10)     NOT NULL PRIMARY KEY,
  NM1            VARCHAR(40)  NOT NULL,
  NM2            VARCHAR(40),
  DOM            VARCHAR(60),
  RGN_CD         CHAR(2),
  LAND           CHAR(2),
  status_code_9  CHAR(2)      NOT NULL DEFAULT 'B2',
  BETREUER       VARCHAR(8),              -- initials of the rep
  BEMERK         TEXT,                    -- free notes, anything goes
  ANGEL_DT       CHAR(8),
  AEND_TS        VARCHAR(19)
);

-- A1 active customer, B2 prospect, C3 pilot, X9 churn risk, Z0 dead
CREATE TABLE tbl_codes (GRP VARCHAR(12) NOT NULL, CD CHAR(2) NOT NULL, TXT VARCHAR(40), PRIMARY KEY (GRP, CD));

CREATE TABLE PERS (
  PID      INTEGER PRIMARY KEY,
  ACCT_NO  CHAR(10) NOT NULL REFERENCES KUNDE_STAMM(ACCT_NO),
  FNAME    VARCHAR(30),
  LNAME    VARCHAR(40) NOT NULL,
  TEL      VARCHAR(24),
  MAIL     VARCHAR(80),
  JOB_TTL  VARCHAR(40),
  AKTIV_FL CHAR(1) DEFAULT 'Y'
);

CREATE TABLE OPP_HDR (
  OPP_ID     INTEGER PRIMARY KEY,
  ACCT_NO    CHAR(10) NOT NULL REFERENCES KUNDE_STAMM(ACCT_NO),
  TTL        VARCHAR(60) NOT NULL,
  AMT_CENTS  INTEGER,
  WHG        CHAR(3) DEFAULT 'EUR',
  CLS_DT     CHAR(8),                     -- YYYYMMDD, 00000000 = unknown
  STG_CD     CHAR(2),                     -- 10 lead 20 qualified 30 offer 40 negotiation 50 won 60 lost
  NXT_STP    VARCHAR(80),
  OWNR       VARCHAR(60),
  AEND_TS    VARCHAR(19)
);

CREATE TABLE TODO_LST (
  ID       INTEGER PRIMARY KEY AUTOINCREMENT,
  ACCT_NO  CHAR(10) REFERENCES KUNDE_STAMM(ACCT_NO),
  SUBJ     VARCHAR(80) NOT NULL,
  DUE_DT   CHAR(8),
  DONE_FL  CHAR(1) NOT NULL DEFAULT 'N' CHECK (DONE_FL IN ('Y','N')),
  OWNR     VARCHAR(60)
);

INSERT INTO tbl_codes VALUES ('status_9','A1','active'),('status_9','B2','prospect'),('status_9','C3','pilot'),('status_9','X9','churn_risk'),('status_9','Z0','dead'),
 ('stage','10','lead'),('stage','20','qualified'),('stage','30','offer'),('stage','40','negotiation'),('stage','50','won'),('stage','60','lost'),
 ('region','UK','United Kingdom'),('region','DE','DACH'),('region','US','North America'),('region','BX','Benelux'),('region','IT','Southern Europe');

INSERT INTO KUNDE_STAMM VALUES
 ('0000104711','Acme Corp Ltd',NULL,'acme.example','UK','GB','A1','ML','Customer since 01/26. Dana decides, Sylvia counts. Price hold see mail Nov 25.','20251103','2026-09-22 13:40:11'),
 ('0000104730','Globex Ind. GmbH','Werk Kassel','globex.example','DE','DE','C3','ML','Pilot Ersatzteillager, Betriebsrat!!','20260609','2026-09-14 10:02:55'),
 ('0000104733','Initech Incorporated',NULL,'initech.example','US','US','B2','KR','no SSO no deal (S. Nasser)','20260527','2026-10-15 18:03:20'),
 ('0000104735','K.L.M.N. CORPORATION','Antwerpen','klmn.example','BX','BE','C3','TA','calls himself KLMN. Gerard: mobile only, never before 7','20260602','2026-10-29 14:20:00'),
 ('0000104602','Hollis and Wray Foods','Reading DC','holliswray.example','UK','GB','X9','TA','TICKET HW-4471 OPEN. careful','20240312','2026-11-17 12:01:44'),
 ('0000104741','Saltmarsh Marine Sply',NULL,NULL,'US','US','A1','KR','W. writes from her private gmail. Call after 6pm ET.','20260420','2026-08-17 09:30:02'),
 ('0000104738','Tessaro Medicale Srl','Bologna','tessaro.example','IT','IT','B2','TA','tender 2026/17, closed in August (all of it)','20260603','2026-10-21 11:15:37'),
 ('0000103998','BRIGHTWATER MUNI UTIL',NULL,'brightwater.example','US','US','Z0','KR','dead lead, do not call - K. Lindgren retired 06/26, no budget FY27 (KR)','20231108','2026-06-24 12:20:09');

INSERT INTO PERS (PID, ACCT_NO, FNAME, LNAME, TEL, MAIL, JOB_TTL, AKTIV_FL) VALUES
 (2001,'0000104711','Dana','Whitfield','0113 496 0144','dana.whitfield@acme.example','Head of Operations','Y'),
 (2002,'0000104711','Sylvia','Crane',NULL,'sylvia.crane@acme.example','Buyer','Y'),
 (2003,'0000104711','Ravi','Menon',NULL,'ravi.menon@acme.example','IT','Y'),
 (2010,'0000104730','Stefan','Brückner','0561/5550-231','stefan.brueckner@globex.example','Leiter Logistik','Y'),
 (2011,'0000104730','Annette','Köhler','0561/5550-240','annette.koehler@globex.example','Einkauf','Y'),
 (2012,'0000104730','Piotr','Zielinski',NULL,'piotr.zielinski@globex.example','SAP','Y'),
 (2020,'0000104733','Bill','Hargrove','(512) 555-0119','bill.hargrove@initech.example','VP Ops','Y'),
 (2021,'0000104733','Samira','Nasser',NULL,'samira.nasser@initech.example','Security Lead','Y'),
 (2022,'0000104733','Marcus','Feld',NULL,'MARCUS.FELD@INITECH.EXAMPLE',NULL,'Y'),
 (2030,'0000104735','Gerard','Obuya','+32 470 55 01 01','gerard.obuya@klmn.example','COO','Y'),
 (2031,'0000104735','Willemijn','de Roo','+32 3 555 01 44','willemijn.deroo@klmn.example','Project Office','Y'),
 (2040,'0000104602','Bernadette','Kyle','07700 900233','bernadette.kyle@holliswray.example','Supply Chain Director','Y'),
 (2041,'0000104602','Liam','Ostrow','ext 4417','liam.ostrow@holliswray.example','Warehouse Mgr','Y'),
 (2050,'0000104741','Wendeline','Ottermark','207-555-0110','wendeline.ottermark@gmail.com','Owner','Y'),
 (2051,'0000104741','Duane','Pickett',NULL,'duane.pickett@saltmarsh.example','Parts','Y'),
 (2060,'0000104738','Giulia','Ferrante',NULL,'giulia.ferrante@tessaro.example','Ufficio Acquisti','Y'),
 (2061,'0000104738','Paolo','Bassi',NULL,'paolo.bassi@tessaro.example','QA','Y'),
 (2070,'0000103998','Kate','Lindgren','303 555 0188','kate.lindgren@brightwater.example','Purchasing Officer','N');

INSERT INTO OPP_HDR (OPP_ID, ACCT_NO, TTL, AMT_CENTS, WHG, CLS_DT, STG_CD, NXT_STP, OWNR, AEND_TS) VALUES
 (70011,'0000104711','Flow 30 seats Leeds',3900000,'EUR','20251110','50',NULL,'mara.lindqvist@northbeam.example','2025-11-13 15:00:00'),
 (70118,'0000104711','Wakefield + renewal 38/40 seats',4940000,'EUR','20261231','30','wait for night shift decision','mara.lindqvist@northbeam.example','2026-09-22 13:40:11'),
 (70131,'0000104730','Pilot Ersatzteillager Kassel',2860000,'EUR','20261207','40','Start Pilot vorbereiten','mara.lindqvist@northbeam.example','2026-09-14 10:02:55'),
 (70140,'0000104733','Flow Business 60 seats',8400000,'USD','20261215','30','pen test summary to Samira','kelsey.ruiz@northbeam.example','2026-10-08 16:00:10'),
 (70144,'0000104735','Rollout all halls',2500000,'EUR','20261130','30','go/no go 9 Nov','tom.adeyemi@northbeam.example','2026-10-29 14:20:00'),
 (69820,'0000104602','Renewal 2027 Reading + cold stores',4420000,'GBP','20270131','30','fix HW-4471 first','tom.adeyemi@northbeam.example','2026-10-19 10:11:12'),
 (70125,'0000104602','Lot traceability',1680000,'GBP','20261130','30','demo 24 Sep','tom.adeyemi@northbeam.example','2026-07-10 14:00:00'),
 (70119,'0000104741','6 seats prepaid',540000,'USD','20260814','50',NULL,'kelsey.ruiz@northbeam.example','2026-08-17 09:30:02'),
 (70151,'0000104741','Rockland shop, 4 seats?',NULL,'USD','00000000','10',NULL,'kelsey.ruiz@northbeam.example','2026-10-27 09:00:00'),
 (70136,'0000104738','Consignment stock 60 hospitals',3640000,'EUR','20261130','40','validation package to Paolo','tom.adeyemi@northbeam.example','2026-10-21 11:15:37'),
 (68877,'0000103998','Meter warehouse',6500000,'USD','20240630','60',NULL,'kelsey.ruiz@northbeam.example','2026-06-24 12:20:09');

INSERT INTO TODO_LST (ACCT_NO, SUBJ, DUE_DT, DONE_FL, OWNR) VALUES
 ('0000104711','Usage figures for half-year review','20260602','Y','mara.lindqvist@northbeam.example'),
 ('0000104711','ISO cert','20261023','Y','mara.lindqvist@northbeam.example'),
 ('0000104730','Schulungsunterlagen DE - Birte??','20261031','N','mara.lindqvist@northbeam.example'),
 ('0000104733','W-9','20261105','Y','kelsey.ruiz@northbeam.example'),
 ('0000104735','scanners zurück nach Pilot','20261130','N','tom.adeyemi@northbeam.example'),
 ('0000104602','Friday note to BK','20261120','N','tom.adeyemi@northbeam.example'),
 (NULL,'clean up old deals (Priya)','20260731','N',NULL);

/** Version 1: tasks, runs, attempts, the pool, settings, samples, totals and the text index. */
export const tables = `CREATE TABLE tasks (
  task_id INTEGER PRIMARY KEY,
  name TEXT,
  command TEXT NOT NULL,
  folder TEXT NOT NULL,
  environment TEXT NOT NULL,
  secrets TEXT NOT NULL,
  colours INTEGER NOT NULL,
  unbuffered INTEGER NOT NULL,
  runs INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  repetition INTEGER NOT NULL,
  state TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  queue_order INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  refusals TEXT,
  kept_from INTEGER NOT NULL DEFAULT 0,
  sequence INTEGER,
  outcome TEXT,
  outcome_detail TEXT,
  notes TEXT,
  pid INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  wait_time REAL,
  run_time REAL,
  log_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX runs_waiting ON runs (queue_order) WHERE state = 'queued';
CREATE INDEX runs_alive ON runs (run_id) WHERE state IN ('starting', 'running', 'stopping');
CREATE INDEX runs_ended ON runs (sequence) WHERE sequence IS NOT NULL;
CREATE INDEX runs_cleared ON runs (run_id) WHERE state = 'cleared';
CREATE INDEX runs_by_outcome ON runs (outcome, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX runs_with_log ON runs (sequence) WHERE log_bytes > 0 AND sequence IS NOT NULL;

CREATE TABLE attempts (
  run_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER,
  start_time INTEGER,
  started_at INTEGER,
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE pools (name TEXT PRIMARY KEY, size INTEGER NOT NULL, is_paused INTEGER NOT NULL) STRICT;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE queue_samples (
  at INTEGER PRIMARY KEY,
  depth INTEGER NOT NULL,
  running INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL
) STRICT;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

CREATE VIRTUAL TABLE run_text USING fts5 (
  name, command, output, outcome,
  content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = 'unicode61 remove_diacritics 2'
);
`

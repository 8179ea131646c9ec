/*
 * Version 3: the options of a task in one column, so that a new one needs no version; what became of an attempt with the
 * attempt, so that a run can have several; pools with a number, so that there can be several. The tables are built again and
 * take the names of the old ones, as SQLite advises for changes that ALTER TABLE has no words for
 * (https://sqlite.org/lang_altertable.html#otheralter).
 */

const tasks = `
CREATE TABLE new_tasks (
  task_id INTEGER PRIMARY KEY,
  name TEXT,
  command TEXT NOT NULL,
  folder TEXT NOT NULL,
  options TEXT NOT NULL,
  runs INTEGER NOT NULL
) STRICT;
INSERT INTO new_tasks (task_id, name, command, folder, options, runs)
SELECT task_id, name, command, folder,
  '{"environment":' || environment || ',"secrets":' || secrets || ',"colours":' || iif(colours, 'true', 'false')
    || ',"unbuffered":' || iif(unbuffered, 'true', 'false') || '}',
  runs
FROM tasks;
DROP TABLE tasks;
ALTER TABLE new_tasks RENAME TO tasks;
`

/** A pool that nobody has changed is stored too, without a size: it follows the processors. */
const pools = `
CREATE TABLE new_pools (
  pool_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  size INTEGER,
  is_paused INTEGER NOT NULL
) STRICT;
INSERT INTO new_pools (name, size, is_paused) SELECT name, size, is_paused FROM pools;
INSERT OR IGNORE INTO new_pools (name, size, is_paused) VALUES ('default', NULL, 0);
DROP TABLE pools;
ALTER TABLE new_pools RENAME TO pools;

CREATE TABLE new_queue_samples (
  pool_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  running INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  PRIMARY KEY (pool_id, at)
) STRICT, WITHOUT ROWID;
INSERT INTO new_queue_samples (pool_id, at, depth, running, started, finished)
SELECT (SELECT pool_id FROM pools WHERE name = 'default'), at, depth, running, started, finished FROM queue_samples;
DROP TABLE queue_samples;
ALTER TABLE new_queue_samples RENAME TO queue_samples;
`

/**
 * Of a run's earlier attempts nothing more is known: they were refused by the system. An attempt of a run that was cancelled
 * before it began came to nothing as well. The exit status is read from the outcome, for those who search.
 */
const attempts = `
CREATE TABLE new_attempts (
  run_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER,
  start_time INTEGER,
  started_at INTEGER,
  outcome TEXT,
  outcome_detail TEXT,
  exit_status TEXT AS (outcome_detail ->> '$.exitStatus') VIRTUAL,
  ended_at INTEGER,
  run_time REAL,
  log_bytes INTEGER NOT NULL DEFAULT 0,
  kept_from INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, attempt)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO attempts (run_id, attempt, boot_id)
SELECT run_id, attempt, '' FROM runs WHERE attempt > 0 AND sequence IS NOT NULL;
INSERT INTO new_attempts (run_id, attempt, boot_id, pid, start_time, started_at, outcome, outcome_detail, ended_at,
  run_time, log_bytes, kept_from)
SELECT attempts.run_id, attempts.attempt, boot_id, coalesce(runs.pid, attempts.pid), start_time,
  coalesce(runs.started_at, attempts.started_at), iif(outcome = 'cancelled', NULL, outcome),
  iif(outcome = 'cancelled', NULL, outcome_detail), iif(outcome = 'cancelled', NULL, ended_at), run_time,
  coalesce(log_bytes, 0), coalesce(kept_from, 0)
FROM attempts LEFT JOIN runs ON runs.run_id = attempts.run_id AND runs.attempt = attempts.attempt;
DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;

CREATE TABLE new_answers (
  run_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  result TEXT,
  error TEXT,
  PRIMARY KEY (run_id, attempt)
) STRICT;
INSERT INTO new_answers (run_id, attempt, result, error)
SELECT run_id, attempt, result, error FROM answers JOIN runs USING (run_id);
DROP TABLE answers;
ALTER TABLE new_answers RENAME TO answers;
`

const runs = `
CREATE TABLE new_runs (
  run_id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  pool_id INTEGER NOT NULL,
  repetition INTEGER NOT NULL,
  state TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  queue_order INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  refusals TEXT,
  sequence INTEGER,
  outcome TEXT,
  outcome_detail TEXT,
  notes TEXT,
  ended_at INTEGER,
  wait_time REAL,
  log_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_runs (run_id, task_id, pool_id, repetition, state, queued_at, queue_order, attempt, refusals, sequence,
  outcome, outcome_detail, notes, ended_at, wait_time, log_bytes)
SELECT run_id, task_id, (SELECT pool_id FROM pools WHERE name = 'default'), repetition, state, queued_at, queue_order,
  attempt, refusals, sequence, outcome, outcome_detail, notes, ended_at, wait_time, log_bytes
FROM runs;
DROP TABLE runs;
ALTER TABLE new_runs RENAME TO runs;
CREATE INDEX runs_waiting ON runs (pool_id, queue_order) WHERE state = 'queued';
CREATE INDEX runs_alive ON runs (run_id) WHERE state IN ('starting', 'running', 'stopping');
CREATE INDEX runs_ended ON runs (sequence) WHERE sequence IS NOT NULL;
CREATE INDEX runs_cleared ON runs (run_id) WHERE state = 'cleared';
CREATE INDEX runs_by_outcome ON runs (outcome, sequence) WHERE sequence IS NOT NULL;
CREATE INDEX runs_with_log ON runs (sequence) WHERE log_bytes > 0 AND sequence IS NOT NULL;
`

// `attempts` before `runs`: it takes over what runs no longer have.
export const optionsAttemptsAndPools = tasks + pools + attempts + runs

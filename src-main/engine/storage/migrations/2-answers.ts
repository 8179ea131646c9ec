/** Version 2: what functions return or throw. */
export const answers = `CREATE TABLE answers (run_id INTEGER PRIMARY KEY, result TEXT, error TEXT) STRICT;
`

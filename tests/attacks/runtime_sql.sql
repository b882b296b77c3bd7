-- LANG: sql
-- EXPECT: ok,exit
-- MUST-NOT-PRINT: CANARY-7f3a9|uid=0
-- A database's own ways to files and programs.
ATTACH '@CANARY_DIR@/server.db' AS host;
SELECT readfile('@CANARY_DIR@/server.db');
SELECT writefile('@CANARY_DIR@/pwned', 'x');
SELECT load_extension('/tmp/x');

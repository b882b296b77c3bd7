# LANG: bash
# EXPECT: ok,exit,signal,timeout,output-limit
# MUST-NOT-PRINT: ESCAPED
# WALL: 2
# The bomb that everyone knows.
bomb() { bomb | bomb & }
bomb
sleep 1
echo "still here"

# LANG: bash
# EXPECT: ok,exit,signal,timeout,output-limit
# MUST-NOT-PRINT: ESCAPED
# WALL: 3
# The bomb that everyone knows.
bomb() { bomb | bomb & }
bomb
sleep 2
echo "still here"

# LANG: bash
# EXPECT: ok,exit
# MUST-NOT-PRINT: ESCAPED|CANARY-7f3a9
# MUST-PRINT: DONE
# A shell's own way to the network, and programs that have one.
exec 3<>/dev/tcp/127.0.0.1/18765 && { echo ESCAPED; cat <&3; }
for name in curl wget nc ssh python3; do command -v $name >/dev/null && echo "there is $name"; done
timeout 2 curl -s http://127.0.0.1:18765/
timeout 2 wget -qO- http://127.0.0.1:18765/
cat @CANARY_DIR@/server.db
ls -la @CANARY_DIR@ && echo ESCAPED
echo DONE

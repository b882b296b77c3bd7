// LANG: javascript
// EXPECT: ok
// MUST-NOT-PRINT: ESCAPED|CANARY|uid=0
// MUST-PRINT: DONE
// A program may start others: they are where it is.
const { execSync } = require('child_process');
for (const c of ['id', 'cat /etc/shadow', 'cat @CANARY_DIR@/server.db', 'env', 'ps aux | wc -l', 'ls /root /home /var', 'mount -t tmpfs x /tmp', 'cat /proc/1/environ', 'find / -name server.db 2>/dev/null', 'dmesg', 'bwrap --ro-bind / / id', 'unshare -Ur id'])
  try { console.log(c, '->', String(execSync(c, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 3000 }))); } catch (e) { console.log('held', c, String(e.stderr).trim()); }
for (const [k, v] of Object.entries(process.env)) if (/CHAT|SECRET|TOKEN|VIRTUAL|PYTHON/.test(k)) console.log('ESCAPED', k, v);
console.log('DONE');

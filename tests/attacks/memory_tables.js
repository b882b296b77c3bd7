// LANG: javascript
// EXPECT: memory,exit,signal
// MUST-NOT-PRINT: ESCAPED
// PEAK-MB: 700
// Empty pages cost nothing, and the tables that tell of them do: a language without a limit of its
// addresses starts one that maps terabytes of zeros.
const { spawnSync } = require('child_process');
const program = `
import mmap
m = mmap.mmap(-1, 1 << 43, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)
total = 0
for place in range(0, 1 << 43, 1 << 21):
    total += m[place]
    if place == (3 << 39): print("ESCAPED", place >> 21, "tables", flush=True)
`;
const made = spawnSync('python3', ['-c', program]);
console.log(String(made.stdout), String(made.stderr));
process.exit(3);

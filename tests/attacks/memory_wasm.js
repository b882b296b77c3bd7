// LANG: javascript
// EXPECT: memory,exit,signal
// MUST-NOT-PRINT: ESCAPED
// Memory that is outside the heap of the language: WebAssembly, shared buffers, strings, workers.
const kept = [];
try {
  for (let i = 0; i < 40; i++) {
    const m = new WebAssembly.Memory({ initial: 1024, maximum: 1024 });
    new Uint8Array(m.buffer).fill(1);
    kept.push(m);
    const s = new SharedArrayBuffer(32 << 20);
    new Uint8Array(s).fill(1);
    kept.push(s);
  }
  console.log('ESCAPED', kept.length);
} catch (e) {
  console.log('held at', kept.length, e.message);
  process.exit(3);
}

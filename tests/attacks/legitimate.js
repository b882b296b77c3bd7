// LANG: javascript
// EXPECT: ok
// MUST-PRINT: all of it works
const { Worker } = require('worker_threads');
const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const net = require('net');
(async () => {
  await WebAssembly.instantiate(wasm);
  await new Promise((done) => new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true }).on('message', done));
  await fetch('http://127.0.0.1:1/').catch((e) => console.log(e.cause.code));
  await new Promise((done) => { const s = net.createServer((c) => c.end('x')).listen(0, () => net.connect(s.address().port).on('data', () => { s.close(); done(); })); });
  console.log('all of it works');
})();

// A page's WebSocket, as Node has it: says what it is told on stdin, prints what it hears.
// A line on stdin is a message to send, or `close`.
import readline from "node:readline";

const socket = new WebSocket(process.argv[2]);
socket.onmessage = (message) => console.log(message.data);
socket.onclose = (end) => {
  console.log(JSON.stringify({ closed: end.code, reason: end.reason, clean: end.wasClean }));
  process.exit();
};
socket.onopen = () =>
  readline.createInterface({ input: process.stdin }).on("line", (line) => {
    if (line === "close") socket.close();
    else socket.send(line);
  });

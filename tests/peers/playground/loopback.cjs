// Preloaded into the playground: it listens on 127.0.0.1 only, calls nobody else, and ends with whoever started it.
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === "number" || typeof args[0] === "string") args[0] = { port: Number(args[0]) };
  if (args[0]?.port !== undefined) args[0] = { ...args[0], host: "127.0.0.1" };
  return listen.apply(this, args);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [to] = Array.isArray(args[0]) ? args[0] : args;
  if (["localhost", "127.0.0.1", "::1", undefined].includes(to?.host)) return connect.apply(this, args);
  const refused = Object.assign(new Error(`${to.host}: nobody is called from here`), { code: "ECONNREFUSED" });
  setImmediate(() => this.destroy(refused)); // who asked listens for the error by then
  return this;
};

process.stdin.on("end", () => process.exit()).resume();

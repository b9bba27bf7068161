// @emulators/google as a peer: Gmail with a fresh mailbox per test, and what the emulator lacks of Gmail's API
// (profile, batch, history that grows too old). Started by google_emulator.py; prints its port as its first line.
import { createServer } from "@emulators/core";
import { getGoogleStore, googlePlugin, seedFromConfig } from "@emulators/google";
import { serve } from "@hono/node-server";

let app; // the routes below need the app that they are part of
const tooOld = new Map(); // mailbox -> history ids below this are no longer served
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

const plugin = {
  ...googlePlugin,
  register(routes, store, webhooks, baseUrl, tokens) {
    const google = getGoogleStore(store);
    const problem = (c, code, message, reason, status) =>
      c.json({ error: { code, message, errors: [{ message, domain: "global", reason }], status } }, code);
    const historyId = (email) =>
      [
        ...google.messages.findBy("user_email", email).map((message) => message.history_id),
        ...google.history.findBy("user_email", email).map((event) => event.gmail_id),
      ].reduce((latest, each) => (BigInt(each) > BigInt(latest) ? each : latest), "1");

    // The emulator makes history ids of the millisecond and chance: two writes in one millisecond would swap.
    routes.use("*", async (c, next) => {
      if (c.req.method !== "GET") await tick();
      await next();
    });

    routes.post("/peer/mailboxes", async (c) => {
      const { email, token } = await c.req.json();
      seedFromConfig(store, baseUrl, { users: [{ email, name: email }] });
      tokens.set(token, { login: email, id: tokens.size + 1, scopes: [] });
      return c.json({});
    });

    routes.post("/peer/expire", async (c) => {
      const { email } = await c.req.json();
      google.history.insert({
        gmail_id: `${Date.now()}00000000`,
        user_email: email,
        change_type: "messageDeleted",
        message_gmail_id: "long-gone",
        thread_id: "long-gone",
        label_ids: [],
      });
      tooOld.set(email, historyId(email));
      return c.json({});
    });

    routes.get("/gmail/v1/users/:userId/profile", (c) => {
      const email = c.get("authUser")?.login;
      if (!email) return problem(c, 401, "Invalid Credentials", "authError", "UNAUTHENTICATED");
      const messages = google.messages.findBy("user_email", email);
      return c.json({
        emailAddress: email,
        messagesTotal: messages.length,
        threadsTotal: new Set(messages.map((message) => message.thread_id)).size,
        historyId: historyId(email),
      });
    });

    routes.use("/gmail/v1/users/:userId/history", async (c, next) => {
      const limit = tooOld.get(c.get("authUser")?.login);
      const start = c.req.query("startHistoryId");
      if (limit && /^\d+$/.test(start ?? "") && BigInt(start) < BigInt(limit)) {
        return problem(c, 404, "Requested entity was not found.", "notFound", "NOT_FOUND");
      }
      await next();
    });

    // multipart/mixed of application/http parts, each answered as if it had come alone
    routes.post("/batch", async (c) => {
      const boundary = /boundary="?([^";]+)"?/.exec(c.req.header("content-type") ?? "")?.[1];
      if (!boundary) return problem(c, 400, "Failed to parse batch request.", "badRequest", "INVALID_ARGUMENT");
      const authorization = c.req.header("authorization");
      const parts = (await c.req.text()).split(`--${boundary}`).slice(1, -1);
      let answer = "";
      for (const part of parts) {
        const id = /^content-id:\s*<(.+)>\s*$/im.exec(part)?.[1];
        const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.1\s*$/m.exec(part);
        const inner = await app.request(new URL(path, baseUrl), { method, headers: { authorization } });
        const body = await inner.text();
        answer +=
          `--batch_answer\r\nContent-Type: application/http\r\nContent-ID: <response-${id}>\r\n\r\n` +
          `HTTP/1.1 ${inner.status} ${inner.statusText || "OK"}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}\r\n`;
      }
      return c.body(`${answer}--batch_answer--\r\n`, 200, { "Content-Type": "multipart/mixed; boundary=batch_answer" });
    });

    googlePlugin.register(routes, store, webhooks, baseUrl, tokens);
  },
};

({ app } = createServer(plugin, { port: 0, baseUrl: "http://127.0.0.1" }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, (info) => console.log(info.port));

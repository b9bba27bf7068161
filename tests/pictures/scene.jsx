// Draws one scene: messages as Slack shows them, one below the other.
import React from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./scene.css";

const scene = window.SCENE;

flushSync(() =>
  createRoot(document.getElementById("scene")).render(
    scene.messages.map((message, n) => (
      <Message
        key={n}
        name={message.name}
        logo={message.logo}
        time={new Date(message.time)}
        blocks={message.blocks}
        className={message.person ? "person" : ""}
        theme="light"
      />
    )),
  ),
);

document.fonts.ready.then(() => {
  const box = document.getElementById("scene").getBoundingClientRect();
  document.documentElement.dataset.height = String(Math.ceil(box.bottom));
});

// Draws one scene as Slack shows it: messages, the home tab, a window, or the assistant's pane.
import React from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import { finish, unreadable } from "./scene_words.js";
import "slack-blocks-to-jsx/dist/style.css";
import "./scene.css";

const APP = "Promissory";

const Blocks = ({ blocks }) => <Message blocks={blocks} name="" logo="" withoutWrapper theme="light" />;

const Said = ({ message }) => (
  <div className={message.only_you ? "only_you" : undefined}>
    {message.only_you && <p className="small">Only visible to you</p>}
    <Message
      name={message.name}
      logo={message.logo}
      time={new Date(message.time)}
      blocks={message.blocks}
      className={message.person ? "person" : ""}
      theme="light"
    />
    {message.unfurl.length > 0 && (
      <div className="unfurl">
        <Blocks blocks={message.unfurl} />
      </div>
    )}
  </div>
);

const Home = ({ view, logo }) => (
  <>
    <header className="bar">
      <img src={logo} alt="" /> <b>{APP}</b>
    </header>
    <nav className="tabs">
      <b>Home</b> <span>Messages</span> <span>About</span>
    </nav>
    <div className="view">
      <Blocks blocks={view.blocks} />
    </div>
  </>
);

const Modal = ({ view, logo }) => (
  <div className="modal">
    <header>
      <img src={logo} alt="" /> <b>{view.title.text}</b> <span>✕</span>
    </header>
    <div className="view">
      <Blocks blocks={view.blocks} />
    </div>
    <footer>
      <span className="button">{view.close.text}</span>
      {view.submit && <span className="button primary">{view.submit.text}</span>}
    </footer>
  </div>
);

const Pane = ({ title, messages, prompts, logo }) => (
  <div className="pane">
    <header className="bar">
      <img src={logo} alt="" /> <b>{title ?? APP}</b>
    </header>
    {messages.map((message, n) => (
      <Said key={n} message={message} />
    ))}
    {prompts && (
      <div className="prompts">
        <p className="small">{prompts.title}</p>
        {prompts.prompts.map((prompt) => (
          <span key={prompt.title} className="button">
            {prompt.title}
          </span>
        ))}
      </div>
    )}
    <p className="ask">Ask {APP} a question…</p>
  </div>
);

const Channel = ({ messages }) => messages.map((message, n) => <Said key={n} message={message} />);

const frames = { messages: Channel, home: Home, modal: Modal, pane: Pane };

/** Draws the scene and says what of it nobody could read in the picture. */
window.draw = async (scene) => {
  const Frame = frames[scene.frame];
  const spot = document.getElementById("scene");
  spot.className = scene.frame;
  flushSync(() => createRoot(spot).render(<Frame {...scene} />));
  finish(scene, spot);
  await document.fonts.ready;
  return unreadable(scene, spot);
};

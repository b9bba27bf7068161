// Draws one scene: messages as Teams shows them, one below the other.
import { Action, AdaptiveCard, HostConfig } from "adaptivecards";
import MarkdownIt from "markdown-it";
import "./teams_scene.css";

const scene = window.SCENE;
const dark = scene.theme === "dark";

AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = new MarkdownIt().render(text);
  result.didProcess = true;
};

const colours = dark
  ? { default: "#ffffff", subtle: "#adadad", accent: "#9299f7", page: "#292929", emphasis: "#1f1f1f" }
  : { default: "#242424", subtle: "#616161", accent: "#5b5fc7", page: "#ffffff", emphasis: "#f5f5f5" };

const foreground = {
  default: { default: colours.default, subtle: colours.subtle },
  accent: { default: colours.accent, subtle: colours.accent },
};

const host = new HostConfig({
  fontFamily: "Selawik, 'Segoe UI', Lato, 'Noto Color Emoji', sans-serif",
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
  spacing: { none: 0, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: dark ? "#3d3d3d" : "#e0e0e0" },
  supportsInteractivity: true,
  actions: {
    maxActions: 6,
    buttonSpacing: 8,
    actionsOrientation: "Horizontal",
    actionAlignment: "Left",
    showCard: { actionMode: "Inline", inlineTopMargin: 8, style: "emphasis" },
    preExpandSingleShowCardAction: false,
    spacing: "Default",
  },
  containerStyles: {
    default: { backgroundColor: colours.page, foregroundColors: foreground },
    emphasis: { backgroundColor: colours.emphasis, foregroundColors: foreground },
  },
  inputs: {
    label: {
      requiredInputs: { color: "Default", size: "Default", weight: "Default", suffix: " *" },
      optionalInputs: { color: "Default", size: "Default", weight: "Default" },
    },
    errorMessage: { color: "Default", size: "Small", weight: "Default" },
  },
});

function element(kind, look, words) {
  const made = document.createElement(kind);
  made.className = look;
  if (words) made.textContent = words;
  return made;
}

function drawn(json) {
  const card = new AdaptiveCard();
  card.hostConfig = host;
  card.parse(json);
  const box = element("div", "card");
  box.append(card.render());
  return box;
}

function message(said) {
  const row = element("div", said.person ? "message person" : "message");
  if (!said.person) {
    const picture = element("img", "picture");
    picture.src = said.logo;
    row.append(picture);
  }
  const column = element("div", "column");
  const head = element("div", "head");
  if (!said.person) head.append(element("span", "name", said.name));
  head.append(element("span", "time", said.time));
  if (said.alone) head.append(element("span", "time", said.alone));
  column.append(head, said.card ? drawn(said.card) : element("div", "words", said.words));
  row.append(column);
  return row;
}

Action.prototype.execute = () => {};
document.documentElement.classList.toggle("dark", dark);
document.getElementById("scene").append(...scene.messages.map(message));

document.fonts.ready.then(() => {
  const box = document.getElementById("scene").getBoundingClientRect();
  document.documentElement.dataset.height = String(Math.ceil(box.bottom));
});

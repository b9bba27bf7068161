// What the library draws otherwise than Slack does, and what of a scene nobody could read in its picture.

const silent = new Set(["options", "confirm", "positive_button", "negative_button"]); // seen on a touch only

/** Everything inside of a scene that has a type, or is a text. */
function* parts(value) {
  if (Array.isArray(value)) {
    for (const inner of value) yield* parts(inner);
  } else if (value && typeof value === "object") {
    yield value;
    for (const [key, inner] of Object.entries(value)) if (!silent.has(key)) yield* parts(inner);
  }
}

const ofType = (scene, type) => [...parts(scene)].filter((part) => part.type === type);

/** The library shows no choice that was made before, every text field as a large one, and a hint of its own. */
export function finish(scene, spot) {
  const drawn = (part) => [...spot.querySelectorAll(`[id="${part.action_id}"]`)].at(-1); // a block may be called so too
  for (const select of ofType(scene, "static_select").filter((part) => part.initial_option)) {
    const shown = [...drawn(select).querySelectorAll("*")].find((e) => e.textContent && !e.children.length);
    shown.textContent = select.initial_option.text.text;
    shown.style.color = "#1d1c1d";
  }
  for (const field of ofType(scene, "plain_text_input")) {
    const area = drawn(field).querySelector("textarea");
    area.rows = field.multiline ? 3 : 1;
    area.style.resize = "none";
    if (field.multiline === false) area.style.minHeight = area.style.height = "38px";
  }
  for (const hint of spot.querySelectorAll("p")) if (/'enter' to submit$/.test(hint.textContent)) hint.remove();
}

/** The library leaves out without a word what it does not know. */
export function unreadable(scene, spot) {
  const plain = (text) => text.replace(/\s+/gu, "");
  const filled = [...spot.querySelectorAll("input, textarea")].flatMap((field) => [field.value, field.placeholder]);
  const shown = plain([spot.textContent, ...filled].join(" "));
  const texts = [...parts(scene)].map((part) => part.text).filter((text) => typeof text === "string");
  const fields = ["datepicker", "timepicker", "number_input", "plain_text_input"].flatMap((t) => ofType(scene, t));
  const boxes = ["feedback_buttons", "users_select", "static_select", "overflow", "image"].flatMap((t) =>
    ofType(scene, t),
  );
  return [
    ...texts.filter((text) => !shown.includes(plain(text))),
    ...boxes.filter((part) => !spot.querySelector(`[id="${part.action_id}"]`)).map((part) => part.type),
    ...fields.slice(spot.querySelectorAll("input, textarea").length).map((part) => part.type),
  ];
}

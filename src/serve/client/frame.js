// Two pages side by side, or one at a chosen width: `?left=/x/&right=/en/x/`, `?left=/x/&width=320`.
(() => {
  "use strict";
  const asked = new URLSearchParams(location.search);
  // Only pages of this preview: a path, never another host.
  const paths = ["left", "right"].map((side) => asked.get(side)).filter((path) => path && /^\/(?![/\\])/.test(path));
  const nav = document.querySelector("nav"), main = document.querySelector("main");
  const width = Math.min(4000, Math.max(0, Number(asked.get("width")) || 0));
  const frames = paths.map((path) => {
    const frame = document.createElement("iframe");
    frame.title = path;
    if (width) frame.style.width = `${width}px`;
    main.append(frame);
    frame.src = path;
    return frame;
  });
  const link = (text, href) => { const made = document.createElement("a"); made.textContent = text; made.href = href; nav.append(made); };
  for (const path of paths) link(path, path);
  if (paths.length === 1) for (const size of [320, 768, 1024, 1400]) link(`${size} px`, "?" + new URLSearchParams({ left: paths[0], width: size }));
  document.title = paths.join(" | ");

  // Where one scrolls, the other follows to the same share of its height.
  let leading = null, timer;
  const follow = (from) => {
    if (leading && leading !== from) return;
    leading = from;
    clearTimeout(timer);
    timer = setTimeout(() => { leading = null; }, 150);
    const rest = (frame) => frame.contentDocument.documentElement.scrollHeight - frame.clientHeight;
    const share = from.contentWindow.scrollY / Math.max(1, rest(from));
    for (const other of frames.filter((frame) => frame !== from)) other.contentWindow.scrollTo({ top: share * rest(other), behavior: "instant" });
  };
  for (const frame of frames) frame.addEventListener("load", () => frame.contentWindow.addEventListener("scroll", () => follow(frame)));
})();

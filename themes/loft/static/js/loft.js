// Improves what already works without it. Reads its words from its own <script> element.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const root = document.documentElement;
  const store = {
    get: (area, key) => { try { return area().getItem(key); } catch { return null; } },
    set: (area, key, value) => { try { value == null ? area().removeItem(key) : area().setItem(key, value); } catch { /* private window */ } },
  };
  const local = () => localStorage, session = () => sessionStorage;

  // The reader's own choice of light or dark, before anything is painted.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = store.get(local, "loft-scheme");
  if (chosen === "light" || chosen === "dark") root.dataset.colorScheme = chosen;

  const isDark = () => (root.dataset.colorScheme === "auto" ? dark.matches : root.dataset.colorScheme === "dark");

  function scheme() {
    const button = document.getElementById("scheme");
    if (!button) return;
    const use = button.querySelector("use");
    const show = () => {
      button.setAttribute("aria-label", isDark() ? words.light : words.dark);
      button.title = button.getAttribute("aria-label");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isDark() ? "#sun" : "#moon"));
    };
    button.addEventListener("click", () => {
      const next = isDark() ? "light" : "dark";
      const system = (next === "dark") === dark.matches; // back to what the system says: follow it again
      root.dataset.colorScheme = system ? "auto" : next;
      store.set(local, "loft-scheme", system ? null : next);
      show();
    });
    dark.addEventListener("change", show);
    show();
    button.hidden = false;
  }

  // Scrolls a box, and only it, so far that an item in it is seen.
  function reveal(box, item) {
    if (!item || !box.clientHeight) return;
    const outer = box.getBoundingClientRect(), inner = item.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - box.clientHeight / 2;
  }

  // The tree stays where it was scrolled to; arrow keys move in it.
  function tree() {
    const nav = document.getElementById("nav");
    if (!nav) return;
    const current = nav.querySelector("[aria-current]");
    nav.scrollTop = +store.get(session, "loft-tree") || 0;
    reveal(nav, current);
    nav.addEventListener("toggle", () => reveal(nav, current)); // the drawer of narrow screens
    addEventListener("pagehide", () => store.set(session, "loft-tree", nav.scrollTop));
    nav.addEventListener("keydown", (event) => {
      const links = [...nav.querySelectorAll("a")];
      const here = document.activeElement, at = links.indexOf(here);
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const item = here.closest("li");
      const to = {
        ArrowDown: links[at + 1], ArrowUp: links[at - 1], Home: links[0], End: links.at(-1),
        ArrowRight: item.querySelector(":scope li a"), ArrowLeft: item.parentElement.closest("li")?.querySelector("a"),
      };
      if (!(event.key in to)) return;
      event.preventDefault();
      to[event.key]?.focus();
    });
  }

  // A menu that scrolls shows where one is.
  function menu() {
    const list = document.querySelector(".menu > ul"), current = list?.querySelector("[aria-current]");
    if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft - 16;
  }

  // On wide screens the tree can be put away, and stays away.
  const wide = matchMedia("(min-width: 64rem)");
  root.dataset.script = "";
  if (store.get(local, "loft-tree-away")) root.dataset.tree = "away";
  function drawer() {
    const button = document.querySelector(".burger");
    if (!button) return;
    const show = () => { if (wide.matches) button.setAttribute("aria-expanded", root.dataset.tree !== "away"); else button.removeAttribute("aria-expanded"); };
    button.addEventListener("click", (event) => {
      if (!wide.matches || document.body.classList.contains("is-home")) return;
      event.preventDefault();
      const away = root.dataset.tree === "away";
      if (away) delete root.dataset.tree; else root.dataset.tree = "away";
      store.set(local, "loft-tree-away", away ? null : "1");
      show();
    });
    wide.addEventListener("change", show);
    show();
  }

  // Pictures shown smaller than they are open in a window of their own.
  function pictures() {
    for (const image of document.querySelectorAll(".prose img")) {
      if (image.closest("a, button")) continue;
      const fit = () => {
        if (image.naturalWidth < image.clientWidth * 1.2 || image.clientWidth < 100) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "zoom";
        button.setAttribute("aria-label", words.larger + (image.alt ? ": " + image.alt : ""));
        image.replaceWith(button);
        button.append(image);
        button.addEventListener("click", () => {
          const box = document.createElement("dialog"), large = image.cloneNode(), close = document.createElement("button");
          box.className = "picture";
          box.setAttribute("aria-label", image.alt || words.larger);
          large.removeAttribute("sizes");
          large.removeAttribute("id");
          close.className = "button";
          close.textContent = words.close;
          box.append(large, close);
          box.addEventListener("click", () => box.close());
          box.addEventListener("close", () => { box.remove(); button.focus(); });
          document.body.append(box);
          box.showModal();
        });
      };
      if (image.complete) fit(); else image.addEventListener("load", fit, { once: true });
    }
  }

  // A page that was not found: its address says what was looked for.
  function lost() {
    const field = document.body.classList.contains("is-404") && document.querySelector("main form[role=search] input");
    if (!field) return;
    try { field.value = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "").replace(/\.\w+$/, "").replace(/[-_+]+/g, " "); } catch { /* not text */ }
  }

  // The contents list marks the heading being read.
  function contents() {
    const links = [...document.querySelectorAll("#toc a")];
    const heads = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (!links.length) return;
    let marked, waiting = false;
    const mark = () => {
      waiting = false;
      const line = innerHeight / 4;
      let at = heads.findLastIndex((head) => head && head.getBoundingClientRect().top <= line);
      if (scrollY + innerHeight >= root.scrollHeight - 2 && scrollY > 0) at = links.length - 1;
      if (links[at] === marked) return;
      marked?.removeAttribute("aria-current");
      marked = links[at];
      marked?.setAttribute("aria-current", "true");
      reveal(document.getElementById("toc"), marked);
    };
    addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
    mark();
    const fold = document.querySelector("#toc details");
    const beside = matchMedia("(min-width: 80rem)"); // where the list stands beside the text
    const unfold = () => { fold.open = beside.matches; };
    beside.addEventListener("change", unfold);
    unfold();
    fold.addEventListener("click", (event) => { if (event.target.closest("a") && !beside.matches) fold.open = false; });
  }

  // Code can be copied; wide boxes can be scrolled from the keyboard, and their tables keep their heads in sight.
  function boxes(dom = document) {
    for (const pre of dom.querySelectorAll(".prose pre")) {
      if (pre.querySelector(".lnt")) continue; // line numbers beside the code
      if (!navigator.clipboard) continue;
      const box = document.createElement("div");
      box.className = "code";
      pre.replaceWith(box);
      const button = document.createElement("button");
      button.className = "copy";
      button.type = "button";
      button.textContent = words.copy;
      box.append(pre, button);
    }
    if (dom !== document) return;
    const wide = new Set([...document.querySelectorAll(".prose pre, .prose table, main .scroll")].map((one) => one.closest(".scroll") || one));
    const reach = () => {
      for (const box of wide) {
        const isWide = box.scrollWidth > box.clientWidth + 1;
        if (isWide) box.tabIndex = 0;
        if (box.tagName !== "PRE") box.classList.toggle("held", isWide); // its head stays in sight
      }
    };
    addEventListener("resize", reach);
    reach();
  }

  // Boxes in task lists are called what stands beside them.
  function names(dom = document) {
    for (const box of dom.querySelectorAll(".prose li > input[type=checkbox]:not([aria-label])")) {
      box.setAttribute("aria-label", box.parentElement.textContent.trim().split("\n")[0]);
    }
  }

  // Rows of a table that hold what the reader writes.
  function filters() {
    for (const box of document.querySelectorAll(".table[data-filter]")) {
      const field = box.querySelector("input"), told = box.querySelector("output"), none = box.querySelector(".empty");
      // A row that heads its group is found by, and shown with, each row of the group.
      const headOf = (row) => [...row.parentElement.rows].find((other) => other.querySelector("th[scope=rowgroup]"));
      const text = (row) => (row?.textContent ?? "").toLocaleLowerCase();
      const all = [...box.querySelectorAll("tbody tr")], heads = all.filter((row) => headOf(row) === row);
      const rows = all.filter((row) => !heads.includes(row)).map((row) => [row, text(row) + " " + text(headOf(row))]);
      field.addEventListener("input", () => {
        const wanted = field.value.toLocaleLowerCase().split(/\s+/);
        for (const [row, text] of rows) row.hidden = !wanted.every((word) => text.includes(word));
        for (const head of heads) head.hidden = [...head.parentElement.rows].every((row) => row === head || row.hidden);
        const shown = rows.filter(([row]) => !row.hidden).length;
        told.textContent = field.value ? box.dataset.filter.replace("{shown}", shown).replace("{all}", rows.length) : "";
        none.hidden = shown > 0;
      });
      field.closest("[hidden]").hidden = false;
    }
  }

  // A control with data-opens opens the dialog of that id.
  function openers() { for (const one of document.querySelectorAll("[data-opens], [data-keys]")) one.hidden = false; }
  addEventListener("click", (event) => {
    const id = event.target.closest?.("[data-opens]")?.dataset.opens;
    if (id) { event.preventDefault(); document.getElementById(id)?.showModal(); }
  });

  // Search comes when it is first touched: in its field, with `/` or Ctrl-K as a dialog, or by an address that asks.
  function search() {
    const forms = [...document.querySelectorAll("form.search[data-script]")];
    const script = (form) => import(form.dataset.script);
    const failed = () => {}; // the form still leads to the search page
    for (const form of forms) {
      form.addEventListener("focusin", () => script(form).then((it) => it.attach(form), failed), { once: true });
      form.addEventListener("submit", (event) => {
        if (form.querySelector("input").offsetParent) return;
        event.preventDefault(); // on narrow screens there is only the button
        script(form).then((it) => it.open(form), () => { location.href = form.action; });
      });
    }
    const [form] = forms;
    if (form && document.getElementById("found") && new URLSearchParams(location.search).has("q")) script(form).then((it) => it.attach(form), failed);
    addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!form || !((event.key === "/" && plain && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)))) return;
      event.preventDefault();
      script(form).then((it) => it.open(form), () => { location.href = form.action; });
    });
    // Whoever comes from a search sees where the words stand.
    try {
      const [path, ...words] = JSON.parse(store.get(session, "loft-marks")) ?? [];
      if (path !== location.pathname || !form) return;
      store.set(session, "loft-marks", null);
      import(form.dataset.script.replace(/search(-remote)?(?=[^/]*$)/, "marks")).then((it) => it.mark(words), failed);
    } catch { /* nothing was kept */ }
  }

  // What the keyboard does, told by `?` and by the button at the page's foot.
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const keysButton = () => document.querySelector("[data-keys]");
  function keys() {
    const [search, searches, moves, escape, closes, helps] = keysButton().dataset.keys.split("|");
    const rows = [[["/", search], searches], [["↑", "↓", "←", "→"], moves], [[escape], closes], [["?"], helps]];
    const row = ([signs, does]) => [make("dt", {}, ...signs.flatMap((sign) => [make("kbd", { textContent: sign }), " "])), make("dd", { textContent: does })];
    const close = make("button", { className: "icon", ariaLabel: words.close }, document.querySelector("#nav .close svg, svg.i").cloneNode(true));
    close.querySelector("use").setAttribute("href", close.querySelector("use").getAttribute("href").replace(/#.*/, "#close"));
    const head = make("form", { method: "dialog" }, make("h2", { id: "keys-title", textContent: keysButton().textContent }), close);
    const box = make("dialog", { id: "keys" }, head, make("dl", { className: "keys" }, ...rows.flatMap(row)));
    box.setAttribute("aria-labelledby", "keys-title");
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }
  addEventListener("click", (event) => { if (event.target.closest?.("[data-keys]")) keys(); });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "?" && !typing && keysButton() && !document.querySelector("dialog[open]")) keys();
  });

  addEventListener("click", async (event) => {
    const button = event.target.closest?.(".code > .copy");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").innerText.replace(/\n$/, ""));
    button.setAttribute("aria-live", "polite");
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; button.removeAttribute("aria-live"); }, 2000);
  });

  // The preview is about to patch the page with this document: it gets what this script adds to every page.
  document.addEventListener("loft:decorate", (event) => { boxes(event.detail); names(event.detail); });

  addEventListener("DOMContentLoaded", () => { scheme(); menu(); tree(); drawer(); contents(); boxes(); names(); filters(); openers(); pictures(); lost(); search(); });
})();

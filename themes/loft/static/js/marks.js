// Marks the words that a search led here for. Escape takes the marks away.
const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f\u00ad]+/gu;
const MOST = 200;

export function mark(words) {
  const wanted = new Set(words), marks = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style, nav, .search, .crumbs")) texts.push(walker.currentNode);
  for (const node of texts) {
    for (const { 0: word, index } of [...node.data.matchAll(WORD)].reverse()) {
      if (!wanted.has(word.toLowerCase()) || marks.length >= MOST) continue;
      const found = node.splitText(index), mark = document.createElement("mark");
      found.splitText(word.length);
      mark.className = "hit";
      found.replaceWith(mark);
      mark.append(found);
      marks.push(mark);
    }
  }
  const clear = (event) => {
    if (event.key !== "Escape") return;
    removeEventListener("keydown", clear);
    for (const mark of marks) mark.replaceWith(...mark.childNodes);
  };
  addEventListener("keydown", clear);
}

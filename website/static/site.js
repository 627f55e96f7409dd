// Offer "Run here" on a notebook's page, and let the film of the first page play.

(() => {
  const here = document.currentScript.src.replace(/[^/]*$/, "");

  /** Load what runs Python, then run the notebook; say so where that fails, and leave the page as it was. */
  async function begin(notebook, bar) {
    bar.textContent = "Loading …";
    try {
      await new Promise((resolve, reject) => {
        if (window.gdvizRunHere) return resolve();
        const script = Object.assign(document.createElement("script"), { src: window.gdvizFile?.("_static/run/run.js") ?? `${here}run/run.js`, onload: resolve, onerror: reject });
        document.head.append(script);
      });
      await window.gdvizRunHere(notebook, bar);
    } catch (error) {
      const words = "Python could not start in this browser. The page shows everything all the same; to run it, use Jupyter.";
      bar.textContent = `${words} (${error.message ?? "a file is missing"})`;
    }
  }

  /** Mark in "Contents" what is read. The theme misses a heading that a key jumps over or that is left upwards. */
  function markContents() {
    const links = [...document.querySelectorAll("#pst-page-toc-nav a")];
    const top = (link) => document.getElementById(link?.hash.slice(1))?.getBoundingClientRect().top;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
    if (atEnd && top(links.find((link) => link.ariaCurrent)) > 0) return; // a last heading, which was clicked
    const read = links.findLast((link) => top(link) < 0.3 * innerHeight);
    for (const link of links) {
      link.classList.toggle("active", link === read);
      link.ariaCurrent = link === read ? "true" : null;
    }
    for (const entry of document.querySelectorAll("#pst-page-toc-nav li")) entry.classList.toggle("active", !!read && entry.contains(read));
  }

  addEventListener("scroll", markContents, { passive: true });
  addEventListener("DOMContentLoaded", () => {
    // A line neither ends with the bracket before a formula nor begins with the comma after it.
    for (const formula of document.querySelectorAll("span.math")) {
      const { previousSibling: before, nextSibling: after } = formula;
      const marks = after instanceof Text && after.data.match(/^[.,;:?!)]+/);
      if (before instanceof Text && before.data.endsWith("(")) formula.prepend(before.splitText(before.length - 1));
      if (!marks) continue;
      after.splitText(marks[0].length);
      formula.append(after);
    }
    // A name of the package breaks behind a dot or an underscore, not within a word.
    for (const { firstChild: name } of document.querySelectorAll("h1, .prev-next-title")) {
      const parts = name.textContent.split(/(?<=[a-z][._])(?=[a-z])/i);
      if (parts.length > 1) name.replaceWith(...parts.flatMap((part) => [part, document.createElement("wbr")]));
    }
    // Sphinx searches all of the part that the theme calls main; its buttons and links are no words
    // of the page, and a formula is TeX there.
    if (typeof Search !== "undefined") {
      const toText = Search.htmlToText;
      Search.htmlToText = (html, anchor) => {
        const found = new DOMParser().parseFromString(html, "text/html");
        found.querySelector("main").replaceChildren(found.querySelector(".bd-article"));
        for (const links of found.querySelectorAll(".course-links")) links.remove();
        for (const formula of found.querySelectorAll(".math")) formula.textContent = "…";
        return toText(found.documentElement.outerHTML, anchor);
      };
    }
    for (const summary of document.querySelectorAll(".has-children > details > summary")) {
      const pages = summary.closest(".has-children").querySelector("a").textContent;
      summary.setAttribute("aria-label", `Pages below ${pages}`);
    }
    for (const links of document.querySelectorAll(".course-links[data-run]")) {
      const bar = Object.assign(document.createElement("div"), { className: "course-bar" });
      const notebook = links.closest("section");
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Run here" });
      button.addEventListener("click", () => begin(notebook, bar), { once: true });
      const kept = Object.keys(localStorage).some((key) => key.startsWith(`gdviz ${notebook.id} `));
      bar.classList.toggle("course-kept", kept);
      bar.append(button, kept
        ? " What you typed here is kept: press the button to go on."
        : " Python in this page: nothing to install, nothing leaves your computer.");
      links.after(bar);
    }
  });
  addEventListener("load", () => {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) document.querySelector(".course-moving button")?.click();
  });
})();

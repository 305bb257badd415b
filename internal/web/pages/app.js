// The pages of derek work without this file; with it they suggest names, answer to keys,
// keep searches, let a span of time be drawn on a chart and tell reasons in a panel.
"use strict";

const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function make(name, props = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(props)) key in e ? (e[key] = value) : e.setAttribute(key, value);
  e.append(...children);
  return e;
}

// What is kept in the browser; nothing where that is not allowed.
function keep(name, value) {
  try { localStorage.setItem("derek." + name, JSON.stringify(value)); } catch { /* private window */ }
}
function kept(name, otherwise) {
  try { return JSON.parse(localStorage.getItem("derek." + name)) ?? otherwise; } catch { return otherwise; }
}

// Suggestions below the search box: a combobox as ARIA describes it.
function suggestions(box) {
  const list = make("ul", { className: "suggest", id: "suggestions", role: "listbox", hidden: true });
  const pages = { person: "/people/", organization: "/organizations/", place: "/places/", post: "/posts/" };
  const names = { person: box.dataset.people, organization: box.dataset.organization, place: box.dataset.place, post: box.dataset.post };
  let at = -1, timer = 0, asked = 0;
  box.parentElement.append(list);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) box.setAttribute(key, value);
  const options = () => all("[role=option]", list);
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const choose = (i) => {
    at = i;
    options().forEach((o, n) => o.setAttribute("aria-selected", String(n === i)));
    const chosen = options()[i];
    chosen ? box.setAttribute("aria-activedescendant", chosen.id) : box.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };
  const fill = (found) => {
    list.replaceChildren();
    let kind = "";
    found.forEach((s, i) => {
      if (s.kind !== kind) list.append(make("li", { className: "group", role: "presentation", textContent: names[kind = s.kind] }));
      const item = make("li", { id: "suggestion-" + i, role: "option" }, make("bdi", { lang: "kk", textContent: s.name }), make("span", { className: "n", textContent: s.count }));
      item.dataset.address = pages[s.kind] + encodeURIComponent(s.id);
      item.addEventListener("mousedown", (e) => { e.preventDefault(); location.href = item.dataset.address; });
      list.append(item);
    });
    choose(-1);
    show(found.length > 0);
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    const text = box.value.trim(), turn = ++asked;
    if (text.length < 2 || text.length > 80 || /["():*~=]/.test(text)) return show(false);
    timer = setTimeout(async () => {
      try {
        const answer = await fetch("/api/v1/suggest?q=" + encodeURIComponent(text));
        if (answer.ok && turn === asked) fill((await answer.json()).suggestions);
      } catch { show(false); }
    }, 120);
  });
  box.addEventListener("keydown", (e) => {
    const n = options().length;
    if (list.hidden || n === 0) return;
    if (e.key === "ArrowDown") choose(at + 1 < n ? at + 1 : 0);
    else if (e.key === "ArrowUp") choose(at > 0 ? at - 1 : n - 1);
    else if (e.key === "Escape") show(false);
    else return;
    e.preventDefault();
  });
  box.form.addEventListener("submit", (e) => {
    const chosen = options()[at];
    if (list.hidden || !chosen) return;
    e.preventDefault();
    location.href = chosen.dataset.address;
  });
  box.addEventListener("blur", () => show(false));
}

// Keys: / to the search box, j and k along the rows, Enter opens, ? helps.
function keys(box) {
  let at = -1;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || one("dialog[open]")) return;
    if (e.target.closest("input, select, textarea, [contenteditable]")) {
      if (e.key === "Escape") e.target.blur();
      return;
    }
    if (e.key === "/") { e.preventDefault(); box.focus(); box.select(); return; }
    if (e.key === "?") { location.href = "/help"; return; }
    const rows = all("[data-row]").filter((row) => row.offsetParent !== null);
    if ((e.key === "j" || e.key === "k") && rows.length > 0) {
      rows[at]?.classList.remove("here");
      at = e.key === "j" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0);
      rows[at].classList.add("here");
      rows[at].scrollIntoView({ block: "nearest" });
      one("a", rows[at])?.focus({ preventScroll: true });
    }
  });
}

// A span of time is drawn on a chart; a click on a bar is a link and needs no script.
function drawing(chart) {
  const bars = all("a[data-from]", chart), box = one(".drag", chart);
  if (bars.length === 0) return;
  let from = null, moved = false;
  const place = (e) => {
    const r = chart.getBoundingClientRect();
    return Math.max(0, Math.min(1000, ((e.clientX - r.left) / r.width) * 1000));
  };
  chart.addEventListener("dragstart", (e) => e.preventDefault());
  chart.addEventListener("pointerdown", (e) => { if (e.button === 0) { from = place(e); moved = false; } });
  chart.addEventListener("pointermove", (e) => {
    if (from === null) return;
    const to = place(e);
    if (!moved && Math.abs(to - from) < 8) return;
    if (!moved) { moved = true; chart.setPointerCapture(e.pointerId); }
    box.setAttribute("x", Math.min(from, to));
    box.setAttribute("width", Math.abs(to - from));
  });
  chart.addEventListener("pointerup", (e) => {
    const low = Math.min(from, place(e)), high = Math.max(from, place(e));
    from = null;
    if (!moved) return;
    const inside = bars.filter((bar) => {
      const r = one(".hit", bar), x = Number(r.getAttribute("x"));
      return x <= high && x + Number(r.getAttribute("width")) >= low;
    });
    box.setAttribute("width", 0);
    if (inside.length === 0) return;
    const address = new URL(inside[0].getAttribute("href"), location.href);
    address.searchParams.set("to", inside[inside.length - 1].dataset.to);
    location.href = address.href;
  });
  chart.addEventListener("pointercancel", () => { from = null; box.setAttribute("width", 0); });
  chart.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true);
}

// A reason is told in a panel instead of a page of its own.
function reasons(panel) {
  document.addEventListener("click", async (e) => {
    const link = e.target.closest("a[href^='/why?']");
    if (!link || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      const told = one("#why", new DOMParser().parseFromString(await answer.text(), "text/html"));
      if (!told) throw new Error("no reason");
      one(".back", told)?.parentElement.remove();
      one(".inside", panel).replaceChildren(document.adoptNode(told));
      panel.showModal();
    } catch { location.href = link.href; }
  });
  panel.addEventListener("click", (e) => { if (e.target === panel) panel.close(); });
}

// Searches that somebody wants to find again.
function saving(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const address = new URL(location.href);
    address.searchParams.delete("cursor");
    const list = kept("saved", []).filter((s) => s.address !== address.search);
    const parts = [one("#q").value, ...all(".chosen bdi").map((e) => e.textContent)].filter(Boolean);
    keep("saved", [{ address: address.search, name: parts.join(" · ") }, ...list].slice(0, 200));
    button.textContent = button.dataset.saved;
  });
}
function saved(list) {
  const searches = kept("saved", []);
  list.replaceChildren(...searches.map((s) => {
    const gone = make("button", { type: "button", textContent: list.dataset.remove });
    gone.addEventListener("click", () => { keep("saved", kept("saved", []).filter((t) => t.address !== s.address)); saved(list); });
    return make("li", { "data-row": "" }, make("a", { href: "/" + s.address }, make("bdi", { textContent: s.name || list.dataset.all })), " ", gone);
  }));
  if (searches.length === 0) list.append(make("li", { textContent: list.dataset.none }));
}

// Which marks are shown is remembered.
function marks() {
  for (const box of all("input[data-keep]")) {
    box.checked = kept(box.id, box.checked);
    box.addEventListener("change", () => keep(box.id, box.checked));
  }
}

const box = one("#q");
suggestions(box);
keys(box);
marks();
all("[data-drag]").forEach(drawing);
reasons(one("#panel"));
if (one("[data-save]")) saving(one("[data-save]"));
if (one("#saved")) saved(one("#saved"));

"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const items = all(".item");
  const search = document.getElementById("search");
  const status = document.getElementById("status");
  const chips = all(".chip");
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const filter = () => {
    const words = search ? search.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    const wanted = new Map();
    for (const chip of chips) {
      if (chip.getAttribute("aria-pressed") === "true") {
        const key = chip.dataset.key;
        if (!wanted.has(key)) wanted.set(key, new Set());
        wanted.get(key).add(chip.dataset.value);
      }
    }
    const active = words.length > 0 || wanted.size > 0;
    const shown = new Set();
    for (const item of items) {
      const fits = [...wanted].every(([key, values]) => values.has(item.dataset[key]))
        && words.every((word) => textOf(item).includes(word));
      item.hidden = !fits;
      if (fits) shown.add(item);
    }
    for (const group of all(".group, .chapter")) {
      const own = all(".item", group);
      if (own.length === 0) continue;
      const some = own.some((item) => shown.has(item));
      group.hidden = active && !some;
      if (active && some && group.tagName === "DETAILS") group.open = true;
    }
    if (status) status.textContent = active ? `${shown.size} of ${items.length} shown` : "";
  };

  const press = (chip, on) => chip.setAttribute("aria-pressed", String(on));
  const clear = () => {
    if (search) search.value = "";
    for (const chip of chips) press(chip, false);
    filter();
  };

  const open = (id) => {
    const target = id ? document.getElementById(id) : null;
    if (!target) return;
    // What is filtered out could not be seen.
    if (target.closest("[hidden]")) clear();
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
    }
    for (const old of all(".current")) old.classList.remove("current");
    if (target.classList.contains("item")) target.classList.add("current");
    target.scrollIntoView({ block: "start" });
    if (target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
  };
  const fragment = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  const copy = async (button) => {
    const from = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
    const text = from ? all(".l", from).map((line) => line.textContent).join("\n") : button.dataset.copy;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const before = button.textContent;
    button.textContent = done ? "Copied" : "Failed";
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  let waiting = 0;
  if (search) {
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, items.length > 500 ? 120 : 0);
    });
  }
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    if (target.classList.contains("chip")) {
      press(target, target.getAttribute("aria-pressed") !== "true");
      filter();
    } else if (target.dataset.set !== undefined) {
      const wanted = new Map(target.dataset.set.split(" ").map((pair) => pair.split("=")));
      if (search) search.value = "";
      for (const chip of chips) press(chip, wanted.get(chip.dataset.key) === chip.dataset.value);
      filter();
    } else if (target.dataset.copy !== undefined || target.dataset.copyFrom !== undefined) {
      copy(target);
    } else if (target.dataset.fold !== undefined) {
      for (const details of all("main details")) details.open = target.dataset.fold === "open";
    } else if (target.hash && target.hash === location.hash) {
      // No change of the fragment, and yet somebody wants to go there.
      open(fragment());
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, textarea, select");
    if (event.key === "Escape") {
      clear();
    } else if (typing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j" || event.key === "k") {
      const visible = items.filter((item) => item.checkVisibility ? item.checkVisibility() : !item.closest("[hidden]"));
      const at = visible.findIndex((item) => item.classList.contains("current"));
      const next = event.key === "j" ? at + 1 : at < 0 ? visible.length - 1 : at - 1;
      const item = visible[Math.max(0, Math.min(visible.length - 1, next))];
      if (item) open(item.id);
    }
  });
  addEventListener("hashchange", () => open(fragment()));
  if (location.hash) open(fragment());
})();

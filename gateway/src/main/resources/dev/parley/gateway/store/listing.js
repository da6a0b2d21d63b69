"use strict";
(() => {
  const list = document.getElementById("list");
  const area = document.getElementById("add");
  const uploads = document.getElementById("uploads");
  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text || "";
    made.className = name || "";
    return made;
  };

  // Sorting: folders first, names in the order of the server.
  let order = location.hash.slice(1);

  const sort = () => {
    const body = list.querySelector("tbody");
    if (!body) return;
    const heads = [...list.querySelectorAll("th[data-key]")];
    const rows = [...body.rows].sort((a, b) => a.dataset.place - b.dataset.place);
    const key = order.replace("-", "");
    const column = heads.findIndex((head) => head.dataset.key === key);
    const sign = order.startsWith("-") ? -1 : 1;
    const value = (row) => {
      if (column === 0) return +row.dataset.place;
      return column === 1 ? +row.dataset.size : Date.parse(row.cells[2].firstChild.dateTime);
    };
    if (column >= 0) {
      const folder = (row) => (row.className === "folder" ? 0 : 1);
      rows.sort((a, b) => folder(a) - folder(b) || sign * (value(a) - value(b)));
    }
    heads.forEach((head, i) => {
      const way = sign > 0 ? "ascending" : "descending";
      head.ariaSort = i === Math.max(column, 0) ? way : "none";
    });
    body.append(...rows);
  };

  const prepare = () => {
    for (const [i, row] of [...list.querySelectorAll("tbody tr")].entries()) row.dataset.place = i;
    for (const head of list.querySelectorAll("th[data-key]")) {
      const button = make("button", head.textContent);
      button.type = "button";
      button.onclick = () => {
        const key = head.dataset.key;
        order = head.ariaSort === "ascending" ? "-" + key : key;
        history.replaceState(null, "", "#" + order);
        sort();
      };
      head.replaceChildren(button);
    }
    sort();
  };

  // Uploading: one file after the other, none over another one unless asked to.
  const waiting = [];
  let sending = null;

  const refresh = async () => {
    const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    for (const id of ["list", "sum"]) {
      document.getElementById(id).replaceChildren(...fresh.getElementById(id).childNodes);
    }
    prepare();
  };

  const say = (upload, text, name, action, act) => {
    upload.row.className = name || "";
    upload.told.textContent = text;
    upload.button.hidden = !action;
    upload.button.textContent = action || "";
    upload.button.onclick = act || null;
  };

  const reason = (request) => {
    try {
      return request.status + ": " + JSON.parse(request.responseText).detail;
    } catch {
      return request.status + " " + request.statusText;
    }
  };

  const ended = (upload, text, name, action, act) => {
    upload.bar.hidden = true;
    say(upload, text, name, action, act);
    sending = null;
    next();
  };

  const send = (upload) => {
    const again = (replace) => () => enqueue(upload, replace);
    const request = new XMLHttpRequest();
    sending = request;
    upload.bar.hidden = false;
    say(upload, "", "", "Cancel", () => request.abort());
    request.upload.onprogress = (event) => {
      upload.bar.value = event.total ? event.loaded / event.total : 1;
    };
    request.onload = () => {
      if (request.status === 412) {
        ended(upload, "a file has this name", "bad", "Replace", again(true));
      } else if (request.status < 300) {
        ended(upload, "stored", "good");
      } else {
        const retry = request.status >= 500 ? "Try again" : "";
        ended(upload, reason(request), "bad", retry, again(upload.replace));
      }
    };
    request.onerror = () =>
      ended(upload, "the connection ended", "bad", "Try again", again(upload.replace));
    request.onabort = () => ended(upload, "cancelled", "", "Try again", again(upload.replace));
    request.open("PUT", "./" + encodeURIComponent(upload.file.name));
    if (!upload.replace) request.setRequestHeader("If-None-Match", "*");
    request.send(upload.file);
  };

  const next = () => {
    if (sending) return;
    const upload = waiting.shift();
    if (upload) send(upload);
    else refresh();
  };

  const enqueue = (upload, replace) => {
    upload.replace = replace;
    upload.bar.value = 0;
    say(upload, "waiting");
    waiting.push(upload);
    next();
  };

  const add = (file) => {
    const upload = { file, row: make("li"), bar: document.createElement("progress") };
    upload.told = make("span");
    upload.button = make("button");
    upload.button.type = "button";
    upload.bar.setAttribute("aria-label", file.name);
    upload.bar.hidden = true;
    upload.row.append(make("bdi", file.name), upload.bar, upload.told, upload.button);
    uploads.append(upload.row);
    return upload;
  };

  const chooser = document.getElementById("files");
  chooser.onchange = () => {
    for (const file of chooser.files) enqueue(add(file), false);
    chooser.value = "";
  };
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.toggle("over", event.type === "dragover");
  };
  for (const type of ["dragover", "dragleave", "drop"]) addEventListener(type, over);
  addEventListener("drop", (event) => {
    for (const item of event.dataTransfer.items) {
      if (item.kind !== "file") continue;
      const upload = add(item.getAsFile());
      const entry = item.webkitGetAsEntry && item.webkitGetAsEntry();
      if (entry && entry.isDirectory) say(upload, "folders are not uploaded", "bad");
      else enqueue(upload, false);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
  area.hidden = false;
  prepare();
})();

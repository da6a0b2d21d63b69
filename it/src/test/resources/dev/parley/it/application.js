// SPDX-License-Identifier: Apache-2.0
// Tells the digest of what is PUT: application.js itself|checkContinue LIMIT DELAY. Prints its port first.
"use strict";

const crypto = require("node:crypto");
const http = require("node:http");

const [continues, limit, delay] = process.argv.slice(2);

function answer(request, response, status, text) {
  response.writeHead(status, { "X-Id": request.headers["x-id"], "Content-Length": text.length });
  response.end(text);
}

function decide(request, response, admitted) {
  if (Number(request.headers["content-length"]) > Number(limit)) {
    answer(request, response, 413, "");
    return;
  }
  admitted();
  const digest = crypto.createHash("sha256");
  request.on("data", (content) => digest.update(content));
  request.on("end", () => answer(request, response, 201, digest.digest("hex")));
}

function take(request, response, admitted) {
  const wait = request.url.startsWith("/slow/") ? Number(delay) : 0;
  setTimeout(() => decide(request, response, admitted), wait);
}

const server = http.createServer((request, response) => take(request, response, () => {}));
if (continues === "checkContinue") {
  server.on("checkContinue", (request, response) =>
    take(request, response, () => response.writeContinue()),
  );
}
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

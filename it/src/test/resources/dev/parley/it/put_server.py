# SPDX-License-Identifier: Apache-2.0
"""Stores what is PUT: put_server.py FOLDER PROTOCOL LIMIT DELAY. Prints its port first."""

import http.server
import pathlib
import sys
import time

FOLDER = pathlib.Path(sys.argv[1])
LIMIT = int(sys.argv[3])
DELAY = int(sys.argv[4]) / 1000


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = sys.argv[2]

    def do_PUT(self):
        if self.path.startswith("/slow/"):
            time.sleep(DELAY)
        if int(self.headers.get("Content-Length", 0)) > LIMIT:
            self.answer(413, ("Connection", "close"))
            return
        path = FOLDER / self.path.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            for piece in self.content():
                file.write(piece)
        self.answer(201)

    def answer(self, status, *fields):
        self.send_response(status)
        for name, value in (("X-Id", self.headers.get("X-Id", "")), ("Content-Length", "0"), *fields):
            self.send_header(name, value)
        self.end_headers()

    def content(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            yield from self.pieces(int(self.headers["Content-Length"]))
            return
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield from self.pieces(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def pieces(self, left):
        while left:
            piece = self.rfile.read(min(left, 1 << 16))
            if not piece:
                raise ConnectionError("the content ended early")
            left -= len(piece)
            yield piece

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()

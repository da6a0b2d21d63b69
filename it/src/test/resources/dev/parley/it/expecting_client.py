# SPDX-License-Identifier: Apache-2.0
"""Offers an upload and holds it back until it is wanted: expecting_client.py PORT SIZE. Prints every status."""

import socket
import sys

port, left = int(sys.argv[1]), int(sys.argv[2])
with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
    head = f"PUT /python HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {left}\r\n\r\n"
    connection.sendall(head.encode())
    responses = connection.makefile("rb")
    while True:
        status = int(responses.readline().split()[1])
        print(status, flush=True)
        while responses.readline().strip():
            pass
        if status >= 200:
            break
        if status == 100:
            while left:
                size = min(left, 1 << 16)
                connection.sendall(bytes(size))
                left -= size

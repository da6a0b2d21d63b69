#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stores what is PUT below $STORE under its path; late below /slow/.
case "$PATH_INFO" in /slow/*) sleep 0.5 ;; esac
mkdir -p "$STORE/${PATH_INFO%/*}"
cat > "$STORE/$PATH_INFO"
printf 'Status: 201\r\nX-Id: %s\r\nContent-Length: 0\r\n\r\n' "$HTTP_X_ID"

#!/usr/bin/env python3
"""Clock-in terminals, plant north: 900 people within five minutes at change of shift."""
import datetime
import socket
import sqlite3
import threading

DB = "/var/lib/clockin/clockin.db"


def stamp(badge):
    db = sqlite3.connect(DB, timeout=10)
    try:
        with db:
            row = db.execute("SELECT name FROM person WHERE badge = ?", (badge,)).fetchone()
            if row is None:
                return "UNKNOWN"
            db.execute("INSERT INTO stamp VALUES (?, ?)", (badge, datetime.datetime.now().isoformat()))
            return "HELLO " + row[0]
    finally:
        db.close()


def terminal(conn):
    with conn:
        conn.settimeout(5)
        try:
            badge = conn.makefile("r", encoding="ascii").readline().strip()
            if badge:
                conn.sendall((stamp(badge) + "\n").encode("utf-8"))
        except (OSError, UnicodeError, sqlite3.Error) as e:
            print("terminal:", e)


def main():
    srv = socket.socket()
    srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    srv.bind(("", 8500))
    srv.listen(1)
    while True:
        conn, _ = srv.accept()
        threading.Thread(target=terminal, args=(conn,), daemon=True).start()


if __name__ == "__main__":
    main()

"""Account statements on demand for the branch kiosks."""
import io
import logging
import socket
import sqlite3
from contextlib import closing

from reportlab.pdfgen import canvas

logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
DB = "/var/lib/kiosk/accounts.db"


def render(account: str) -> bytes:
    out = io.BytesIO()
    pdf = canvas.Canvas(out)
    with closing(sqlite3.connect(DB)) as db:
        y = 800
        pdf.drawString(50, y, f"Statement {account}")
        for day, text, cents in db.execute(
            "SELECT day, text, cents FROM entry WHERE account = ? ORDER BY day", (account,)
        ):
            y -= 14
            if y < 60:
                pdf.showPage()
                y = 800
            pdf.drawString(50, y, f"{day}  {text[:60]}")
            pdf.drawRightString(550, y, f"{cents / 100:.2f}")
    pdf.save()
    return out.getvalue()


def request(conn: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\n"):
        part = conn.recv(64)
        if not part:
            raise ConnectionError("kiosk closed")
        got += part
        if len(got) > 64:
            raise ValueError("account number too long")
    return got.decode("ascii").strip()


def answer(conn: socket.socket, ip: str) -> None:
    conn.settimeout(10)
    account = request(conn)
    pdf = render(account)
    conn.sendall(len(pdf).to_bytes(4, "big") + pdf)
    logging.info("%s got statement of %s, %d bytes", ip, account, len(pdf))


def main() -> None:
    with socket.create_server(("", 7100), backlog=50) as srv:
        while True:
            conn, (ip, _) = srv.accept()
            with conn:
                try:
                    answer(conn, ip)
                except (OSError, ValueError, sqlite3.Error) as e:
                    logging.warning("%s: %s", ip, e)


main()

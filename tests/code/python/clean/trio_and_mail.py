import trio
import ftplib
import imaplib


async def serve(stream):
    async with stream:
        async for chunk in stream:
            await stream.send_all(chunk)


async def main():
    async with trio.open_nursery() as nursery:
        await nursery.start(trio.serve_tcp, serve, 9999)


async def dial(host):
    stream = await trio.open_tcp_stream(host, 80)
    async with stream:
        await stream.send_all(b"GET / HTTP/1.0\r\n\r\n")
        return await stream.receive_some()


def fetch(host, user, password, name, path):
    with ftplib.FTP(host, timeout=20) as ftp, open(path, "wb") as f:
        ftp.login(user, password)
        ftp.retrbinary("RETR " + name, f.write)


def unseen(host, user, password):
    m = imaplib.IMAP4_SSL(host, timeout=20)
    try:
        m.login(user, password)
        m.select("INBOX", readonly=True)
        _, data = m.search(None, "UNSEEN")
        return len(data[0].split())
    finally:
        m.logout()

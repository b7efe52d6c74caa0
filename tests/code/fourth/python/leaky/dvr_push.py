import asyncio
import socket


class Uploader:
    def __init__(self, host, port):
        self.host, self.port = host, port

    async def upload(self, path):
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * 1024)
        try:
            await asyncio.wait_for(loop.sock_connect(sock, (self.host, self.port)), 10)
            with open(path, "rb") as f:
                while chunk := f.read(256 * 1024):
                    await asyncio.wait_for(loop.sock_sendall(sock, chunk), 60)
            sock.shutdown(socket.SHUT_WR)
            return (await asyncio.wait_for(loop.sock_recv(sock, 64), 30)) == b"OK\n"
        finally:
            sock.close()

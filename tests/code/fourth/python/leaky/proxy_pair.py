async def handle(loop, client):
    client.setblocking(False)
    backend = socket.socket()
    backend.setblocking(False)
    try:
        await asyncio.wait_for(loop.sock_connect(backend, BACKEND), 3)
    except (OSError, asyncio.TimeoutError) as e:
        backend.close()
        log.error("backend: %s", e)
        return

    async def pump(src, dst):
        try:
            while data := await asyncio.wait_for(loop.sock_recv(src, 65536), IDLE):
                await loop.sock_sendall(dst, data)
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            with contextlib.suppress(OSError):
                dst.shutdown(socket.SHUT_WR)

    try:
        await asyncio.gather(pump(client, backend), pump(backend, client))
    finally:
        client.close()
        backend.close()

import asyncio
import logging

log = logging.getLogger("plotter")


class PlotterProtocol(asyncio.Protocol):
    """HPGL over TCP from the CAD stations; ';' ends an instruction."""

    def __init__(self, jobs: asyncio.Queue):
        self.jobs = jobs
        self.transport = None
        self.pending = b""

    def connection_made(self, transport):
        self.transport = transport
        self.peer = transport.get_extra_info("peername")
        log.info("station %s", self.peer)

    def data_received(self, data):
        *whole, self.pending = (self.pending + data).split(b";")
        for ins in whole:
            try:
                self.jobs.put_nowait(ins.strip())
            except asyncio.QueueFull:
                log.error("plot queue full, dropping %s", self.peer)
                self.transport.abort()
                return

    def eof_received(self):
        if self.pending.strip():
            log.warning("%s: drawing ends inside an instruction", self.peer)
        return True

    def connection_lost(self, exc):
        log.info("station %s gone (%s)", self.peer, exc)


async def plot(jobs):
    with open("/dev/usb/lp0", "wb", buffering=0) as dev:
        while True:
            ins = await jobs.get()
            await asyncio.to_thread(dev.write, ins + b";")


async def main():
    jobs = asyncio.Queue(100_000)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: PlotterProtocol(jobs), port=9101, backlog=64)
    async with server:
        await asyncio.gather(server.serve_forever(), plot(jobs))


asyncio.run(main())

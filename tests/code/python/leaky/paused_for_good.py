import asyncio


class Intake(asyncio.Protocol):
    def __init__(self, disk):
        self.disk = disk
        self.waiting = []

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.waiting.append(data)
        if len(self.waiting) > 64:
            self.transport.pause_reading()  # expect: zero-window-stall

    async def flush(self):
        while self.waiting:
            await self.disk.write(self.waiting.pop(0))

import asyncio


class Intake(asyncio.Protocol):
    def __init__(self, disk):
        self.disk = disk
        self.waiting = []
        self.paused = False

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.waiting.append(data)
        if len(self.waiting) > 64 and not self.paused:
            self.paused = True
            self.transport.pause_reading()

    async def flush(self):
        while self.waiting:
            await self.disk.write(self.waiting.pop(0))
        if self.paused:
            self.paused = False
            self.transport.resume_reading()

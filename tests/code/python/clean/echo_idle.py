import asyncio


class Echo(asyncio.Protocol):
    IDLE = 60

    def connection_made(self, transport):
        self.transport = transport
        self.loop = asyncio.get_running_loop()
        self.timer = self.loop.call_later(self.IDLE, self.on_idle)

    def data_received(self, data):
        self.timer.cancel()
        self.timer = self.loop.call_later(self.IDLE, self.on_idle)
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()

    def on_idle(self):
        self.transport.close()

    def eof_received(self):
        return None

    def connection_lost(self, exc):
        self.timer.cancel()

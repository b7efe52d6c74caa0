import asyncio
import contextlib
import logging
import random

log = logging.getLogger("quiz")


class Player:
    def __init__(self, name, writer):
        self.name = name
        self.writer = writer
        self.points = 0

    async def say(self, text):
        self.writer.write(text.encode() + b"\r\n")
        await asyncio.wait_for(self.writer.drain(), 10)


class Quiz:
    def __init__(self, questions):
        self.questions = questions
        self.players = set()

    async def connected(self, reader, writer):
        player = None
        try:
            player = await self.sign_in(reader, writer)
            if player is None:
                return
            self.players.add(player)
            await self.play(player, reader)
        except (asyncio.TimeoutError, asyncio.LimitOverrunError, ValueError):
            log.info("%s timed out or sent nonsense", player and player.name)
        except OSError as e:
            log.info("%s: %s", player and player.name, e)
        finally:
            self.players.discard(player)
            writer.close()
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 5)

    async def sign_in(self, reader, writer):
        writer.write(b"Your name?\r\n")
        await writer.drain()
        name = (await asyncio.wait_for(reader.readline(), 30)).decode("utf-8", "replace").strip()
        if not name:
            return None
        if any(p.name == name for p in self.players):
            writer.write(b"That one is here already.\r\n")
            await writer.drain()
            return None
        return Player(name, writer)

    async def play(self, player, reader):
        for q, a in random.sample(self.questions, k=min(10, len(self.questions))):
            await player.say(q)
            line = await asyncio.wait_for(reader.readline(), 60)
            if not line:
                log.info("%s ran away", player.name)
                return
            if line.decode("utf-8", "replace").strip().lower() == a.lower():
                player.points += 1
                await player.say("Right!")
            else:
                await player.say("No, %s." % a)
        await player.say("%d points. Bye." % player.points)


async def main():
    logging.basicConfig(level=logging.INFO)
    with open("questions.tsv", encoding="utf-8") as f:
        questions = [tuple(line.rstrip("\n").split("\t")) for line in f]
    server = await asyncio.start_server(Quiz(questions).connected, port=7654, limit=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

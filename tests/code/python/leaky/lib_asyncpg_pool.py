import asyncpg


class Ledger:
    def __init__(self, dsn):
        self.dsn = dsn
        self.pool = None

    async def start(self):
        self.pool = await asyncpg.create_pool(self.dsn, min_size=2, max_size=20)

    async def transfer(self, a, b, amount):
        con = await self.pool.acquire()
        balance = await con.fetchval("select balance from acct where id=$1", a)
        if balance < amount:
            raise ValueError("insufficient")  # expect: close-wait-leak
        async with con.transaction():
            await con.execute("update acct set balance=balance-$2 where id=$1", a, amount)
            await con.execute("update acct set balance=balance+$2 where id=$1", b, amount)
        await self.pool.release(con)

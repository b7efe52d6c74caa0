def rows(pool, sql):
    conn = pool.getconn()
    try:
        with conn.cursor() as cur:
            cur.execute(sql)
            return cur.fetchall()
    finally:
        pool.putconn(conn)


import http.client

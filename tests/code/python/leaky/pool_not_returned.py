def rows(pool, sql):
    conn = pool.getconn()
    cur = conn.cursor()
    cur.execute(sql)
    got = cur.fetchall()
    if not got:
        return []  # expect: close-wait-leak
    pool.putconn(conn)
    return got


import http.client

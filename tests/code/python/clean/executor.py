import concurrent.futures


def work(conn):
    with conn:
        data = conn.recv(512)
        if data:
            conn.sendall(data)


def serve(srv):
    with concurrent.futures.ThreadPoolExecutor(16) as ex:
        while True:
            conn, _ = srv.accept()
            ex.submit(work, conn)

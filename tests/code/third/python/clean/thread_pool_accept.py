def serve(address, handle, workers=16):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with socket.create_server(address, backlog=256) as lsock, \
            ThreadPoolExecutor(workers) as pool:
        lsock.settimeout(1.0)
        while not stop.is_set():
            try:
                conn, peer = lsock.accept()
            except socket.timeout:
                continue
            except OSError as e:
                logging.warning("accept: %s", e)
                time.sleep(0.2)
                continue
            conn.settimeout(30)
            try:
                pool.submit(_guarded, handle, conn, peer)
            except RuntimeError:
                conn.close()
                raise


def _guarded(handle, conn, peer):
    try:
        with conn:
            handle(conn, peer)
    except socket.timeout:
        logging.info("%s: timed out", peer)
    except Exception:
        logging.exception("%s", peer)

# excerpt from badge/reader.py, the loop the customer asked about

def handle_reader(self, conn, peer):
    door = None
    try:
        conn.settimeout(self.cfg.idle or 300)
        conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with conn.makefile("rb") as rd:
            for raw in rd:
                msg = raw.decode("ascii", "ignore").split()
                if not msg:
                    continue
                if msg[0] == "DOOR" and len(msg) == 2:
                    door = msg[1]
                    self.doors[door] = conn
                elif msg[0] == "BADGE" and door and len(msg) == 2:
                    verdict = self.rules.check(door, msg[1])
                    conn.sendall(b"OPEN\n" if verdict else b"DENY\n")
                    self.audit.info("%s %s %s", door, msg[1], verdict)
                else:
                    self.log.warning("%s: %r", peer, raw)
                    break
    except socket.timeout:
        self.log.info("%s: reader %s quiet, closing", peer, door)
    except OSError as e:
        self.log.info("%s: %s", peer, e)
    finally:
        if door and self.doors.get(door) is conn:
            del self.doors[door]
        conn.close()


def accept_loop(self):
    while not self.stopping:
        try:
            conn, peer = self.sock.accept()
        except OSError as e:
            if self.stopping:
                break
            self.log.error("accept: %s", e)
            time.sleep(0.5)
            continue
        t = threading.Thread(target=self.handle_reader, args=(conn, peer), daemon=True)
        try:
            t.start()
        except RuntimeError:
            self.log.error("no thread for %s", peer)
            conn.close()

import select
import socket

def serve(port):
    srv = socket.socket()
    srv.bind(("", port))
    srv.listen(128)
    inputs = [srv]
    while True:
        readable, _, errored = select.select(inputs, [], inputs, 1.0)
        for s in readable:
            if s is srv:
                conn, addr = srv.accept()
                inputs.append(conn)
                continue
            try:
                data = s.recv(1024)
            except OSError:
                data = b""
            if data:
                s.sendall(data)
            else:
                inputs.remove(s)
                s.close()
        for s in errored:
            inputs.remove(s)
            s.close()


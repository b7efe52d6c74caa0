import select
import socket

def serve(port):
    srv = socket.socket()
    srv.bind(("", port))
    srv.listen(128)
    inputs = [srv]
    while True:
        readable, _, errored = select.select(inputs, [], inputs)
        for s in readable:
            if s is srv:
                conn, addr = srv.accept()
                conn.setblocking(False)
                inputs.append(conn)
                continue
            data = s.recv(1024)
            if data:
                s.sendall(data)
            else:  # expect: close-wait-leak
                inputs.remove(s)

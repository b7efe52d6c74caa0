import socket, struct
LINGER_OFF = struct.pack("ii", 1, 0)
def finish(conn, answer):
    conn.sendall(answer)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_OFF) # expect: reset-with-unread-data
    conn.close()

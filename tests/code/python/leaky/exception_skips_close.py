import socket


def ask(host, question):
    s = socket.create_connection((host, 7), timeout=3)
    try:
        s.sendall(question)
        answer = s.recv(1024)
    except OSError as e:  # expect: close-wait-leak
        print("failed", e)
        return None
    s.close()
    return answer

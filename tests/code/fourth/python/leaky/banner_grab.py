import socket


def grab_banner(host, port, timeout=4.0):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.settimeout(timeout)
    try:
        s.connect((host, port))
        data = s.recv(1024)
    except socket.timeout:
        return None
    except OSError:
        s.close()
        return None
    s.close()
    return data.decode("latin-1", "replace").strip()


def scan(hosts, ports):
    found = {}
    for h in hosts:
        for p in ports:
            b = grab_banner(h, p)
            if b:
                found[(h, p)] = b
    return found

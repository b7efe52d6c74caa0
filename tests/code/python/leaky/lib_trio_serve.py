import socket
import ssl


def fetch_cert(host):
    ctx = ssl.create_default_context()
    raw = socket.create_connection((host, 443), timeout=5)
    tls = ctx.wrap_socket(raw, server_hostname=host)
    cert = tls.getpeercert()
    if "subjectAltName" not in cert:
        raise ValueError("no names")  # expect: close-wait-leak
    tls.close()
    return cert

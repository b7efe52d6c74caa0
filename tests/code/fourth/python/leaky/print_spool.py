import socket
import subprocess


def main():
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("0.0.0.0", 9100))
    s.listen(1)
    while True:
        conn, addr = s.accept()
        conn.settimeout(20)
        job = b""
        try:
            while True:
                d = conn.recv(65536)
                if not d:
                    break
                job += d
        except OSError as e:
            print(addr, e)
        finally:
            conn.close()
        if job:
            subprocess.run(["gs", "-q", "-sDEVICE=pdfwrite", "-o", "/spool/out.pdf", "-"], input=job)


main()

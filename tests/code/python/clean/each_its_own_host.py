"""A loop over hosts connects to each of them once: nothing to keep."""
import socket


def sweep(hosts, message):
    answers = {}
    for host in hosts:
        with socket.create_connection((host, 25), timeout=3) as s:
            s.sendall(message)
            answers[host] = s.recv(100)
    return answers


def sweep_records(records, message):
    for record in records:
        host = record["host"]
        port = record["port"]
        with socket.create_connection((host, port), timeout=3) as s:
            s.sendall(message)

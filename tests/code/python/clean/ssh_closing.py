import paramiko
import contextlib


def run_all(hosts, cmd, key):
    for h in hosts:
        with contextlib.closing(paramiko.SSHClient()) as c:
            c.load_system_host_keys()
            c.connect(h, username="ops", pkey=key, timeout=8, banner_timeout=8)
            _, out, _ = c.exec_command(cmd, timeout=60)
            yield h, out.read()


def sftp_put(host, key, local, remote):
    t = paramiko.Transport((host, 22))
    try:
        t.connect(username="ops", pkey=key)
        sftp = paramiko.SFTPClient.from_transport(t)
        sftp.put(local, remote)
        sftp.close()
    finally:
        t.close()

import paramiko


def uptime(hosts, user, key):
    result = {}
    for h in hosts:
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        try:
            client.connect(h, username=user, pkey=key, timeout=5)
            _, out, err = client.exec_command("uptime")
            text = out.read().decode()
            if err.read():
                result[h] = None
                continue  # expect: close-wait-leak
            result[h] = text
            client.close()
        except paramiko.SSHException as e:
            result[h] = e
    return result

from ldap3 import Server, Connection


def login(uri, base, user, password):
    conn = Connection(Server(uri, connect_timeout=3), user="cn=svc", password="x", auto_bind=True)
    conn.search(base, "(uid=%s)" % user, attributes=["mail"])
    if len(conn.entries) != 1:
        return None  # expect: close-wait-leak
    mail = conn.entries[0].mail.value
    conn.unbind()
    return mail

"""What the peer had to say was read: its answer may be no, and is no turning away."""


def door(conn, badges):
    conn.settimeout(15)
    with conn, conn.makefile("rw", encoding="ascii") as talk:
        badge = talk.readline(40).strip()
        lock = talk.readline(40).strip()
        if not badge.isalnum():
            talk.write("bad badge\n")
            return
        known = badges.get(badge, ())
        talk.write("open\n" if lock in known else "denied\n")

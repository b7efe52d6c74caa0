#!/usr/bin/env python3
"""Make the fixtures below: what tools of many releases print of the same sockets.

    record.py NAME=ROOT…       e.g. bullseye=/srv/chroot/bullseye; as root, in a folder to write to

Two network namespaces are two hosts, a server web1 and its client. Sockets get into all the
states that hold still, some senders retransmit, a queue of accept is full. Then each command
below runs in the server's namespaces and in the root of each release, and writes NAME/FILE.
"""
import os
import signal
import socket
import subprocess
import sys
import threading
import time

SERVER, CLIENT = "192.0.2.20", "192.0.2.10"

# file name: command; "@client" in front is for the client's side.
COMMANDS = {
    "ss-tan": "ss -tan",
    "ss-tanH": "ss -tanH",
    "ss-tinmoepa": "ss -tinmoepa",
    "ss-tinO": "ss -tinO",
    "ss-an": "ss -an",
    "ss-ltn": "ss -ltn",
    "ss-ltnmi": "ss -ltnmi",
    "ss-tlpneO": "ss -tlpneO",
    "ss-s": "ss -s",
    "ss-st": "ss -st",
    "ss-tr": "ss -tr",
    "ss-tnb": "ss -tnb",
    "ss-bpf": "ss -tn --bpf-maps",
    "ss-close-wait": "ss -tno state close-wait",
    "ss-awk": "ss -Htan | awk '{print $1, $4}' | sort | uniq -c | sort -rn",
    "ss-awk-queue": "ss -Htan | awk '$2 > 0 {print $2, $4, $5}'",
    "ss-tani-client": "@client ss -tanoi",
    "netstat-antp": "netstat -antp",
    "netstat-anto": "netstat -anto",
    "netstat-an": "netstat -an",
    "netstat-tl": "netstat -ltW",
    "netstat-gn": "netstat -gn",
    "netstat-i": "netstat -i",
    "netstat-ie": "netstat -ie",
    "netstat-rn": "netstat -rn",
    "netstat-s": "netstat -s",
    "netstat-st": "netstat -st",
    "ifconfig": "ifconfig -a",
    "route-n": "route -n",
    "arp-n": "arp -n",
    "nstat-az": "nstat -az",
    "nstat-j": "nstat -asj",
    "rtacct": "rtacct",
    "lnstat": "lnstat -c 2 -i 1",
    "lnstat-d": "lnstat -d",
    "lsof-iTCP": "lsof -nP -iTCP",
    "lsof-p": "lsof -nP -a -p 1 -d 0-40",
    "conntrack-L": "conntrack -L",
    "conntrack-S": "conntrack -S",
    "ethtool-S": "ethtool -S eth0",
    "ethtool-k": "ethtool -k eth0",
    "ethtool-g": "ethtool -g eth0",
    "ethtool-c": "ethtool -c eth0",
    "ethtool": "ethtool eth0",
    "ip-s-link": "ip -s link",
    "ip-s-s-link": "ip -s -s link",
    "ip-j-s-link": "ip -j -s link",
    "ip-o-addr": "ip -o addr",
    "ip-addr": "ip addr",
    "ip-j-addr": "ip -j addr",
    "ip-br-addr": "ip -br addr",
    "ip-route": "ip route",
    "ip-j-route": "ip -j route",
    "ip-neigh": "ip neigh",
    "ip-tcp_metrics": "ip tcp_metrics",
    "tc-s": "tc -s qdisc",
    "tc-s-j": "tc -s -j qdisc",
    "nft-a": "nft -a list ruleset",
    "iptables-nvL": "iptables -nvL",
    "iptables-save-c": "iptables-save -c",
    "ps-aux": "ps aux",
    "ps-ef": "ps -ef",
    "ps-eo": "ps -eo pid,ppid,stat,rss,vsz,nlwp,wchan:20,etime,cmd",
    "ps-L": "ps -eLf",
    "top": "top -b -n 1",
    "free-h": "free -h",
    "vmstat": "vmstat 1 3",
    "vmstat-s": "vmstat -s",
    "pidstat": "pidstat 1 1",
    "mpstat": "mpstat -P ALL 1 1",
    "iostat": "iostat -x 1 1",
    "sar-n": "sar -n TCP,ETCP,SOCK,DEV 1 1",
    "sar-q": "sar -q 1 1",
    "prlimit": "prlimit --pid 1",
    "w": "w",
    "slabtop": "slabtop -o -s c | head -20",
    "bb-netstat": "busybox netstat -antp",
    "bb-netstat-l": "busybox netstat -ltn",
    "bb-netstat-r": "busybox netstat -rn",
    "bb-ps": "busybox ps",
    "bb-ps-o": "busybox ps -o pid,vsz,rss,args",
    "bb-top": "busybox top -b -n 1",
    "bb-ifconfig": "busybox ifconfig",
    "bb-ip": "busybox ip addr",
    "sysctl-tcp": "sysctl -a 2>/dev/null | grep -E 'net.(core|ipv4.tcp)'",
    "node-exporter": "prometheus-node-exporter --collector.disable-defaults --collector.netstat --collector.sockstat --collector.uname --collector.netdev --collector.conntrack --collector.softnet --collector.meminfo --collector.filefd --web.listen-address=127.0.0.1:9100 "
                     "> /dev/null 2>&1 & sleep 2; busybox wget -qO- http://127.0.0.1:9100/metrics",
    "procfs": "cd /proc/net && tail -n +1 netstat snmp sockstat sockstat6 route arp dev",
    "interrupts": "cat /proc/interrupts",
}


# --- the two hosts ---

KEPT = []


def serve(port, work, family=socket.AF_INET, backlog=128, congestion=None):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if congestion:
        try:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, congestion)
        except OSError:
            pass
    s.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", port))
    s.listen(backlog)
    KEPT.append(s)

    def loop():
        while work:
            c, _ = s.accept()
            KEPT.append(c)
            threading.Thread(target=work, args=(c,), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()


def echo(c):
    while data := c.recv(65536):
        c.sendall(data)
    c.close()


def source(c):
    try:
        while True:
            c.sendall(b"x" * 65536)
    except OSError:
        pass


def late(c):  # answers after the path is gone: retransmits until it gives up
    c.recv(1)
    time.sleep(8)
    c.send(b"z" * 20000)


def last_words(c):  # FIN-WAIT-1 and LAST-ACK after the path is gone
    how = c.recv(1)
    if how == b"l":
        c.recv(1)
    time.sleep(8)
    c.close()


def server():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)   # the first process has all orphans
    serve(8001, echo)
    serve(8002, lambda c: c.recv(10))            # never closes: CLOSE-WAIT
    serve(8003, lambda c: None)                  # never reads: zero window
    serve(8004, echo, socket.AF_INET6)
    serve(8005, None, backlog=2)                 # nobody accepts
    serve(8006, source, congestion=b"bbr")
    serve(8007, late)
    serve(8008, last_words)
    serve(8009, None)                            # its SYN-ACKs are lost: SYN-RECV
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("0.0.0.0", 5353))
    unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unix.bind("\0app")
    unix.listen(5)
    time.sleep(99999)


def client():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    def connect(port, timeout=3, host=SERVER):
        s = socket.create_connection((host, port), timeout)
        KEPT.append(s)
        return s

    def patient(port):
        s = socket.socket()
        KEPT.append(s)
        try:
            s.connect((SERVER, port))
        except OSError:
            pass

    for _ in range(6):
        s = connect(8002)
        s.send(b"x" * 5)
        s.shutdown(socket.SHUT_WR)
    for host in (SERVER, SERVER, "2001:db8::20"):
        s = connect(8004, host=host)
        s.send(b"hello")
        s.recv(10)
    s = connect(8003)
    s.setblocking(False)
    try:
        while True:
            s.send(b"y" * 65536)
    except BlockingIOError:
        pass
    slow = connect(8006)

    def sink():
        while slow.recv(8192):
            time.sleep(0.05)
    threading.Thread(target=sink, daemon=True).start()
    for word in (b"x",):
        connect(8007).send(word)
    for word in (b"f", b"l"):
        s = connect(8008)
        s.send(word)
        if word == b"l":
            s.shutdown(socket.SHUT_WR)
    for _ in range(5):
        threading.Thread(target=patient, args=(8005,), daemon=True).start()
    threading.Thread(target=patient, args=(8010,), daemon=True).start()
    threading.Thread(target=patient, args=(8009,), daemon=True).start()
    for _ in range(4):
        s = connect(8001)
        s.send(b"bye")
        s.recv(10)
        s.close()
    time.sleep(99999)


# --- the lab ---

def sh(text, check=True):
    return subprocess.run(["sh", "-c", text], check=check, capture_output=True, text=True).stdout


def start(name, role):
    me = os.path.realpath(__file__)
    sh(f"mkdir -p /run/lab/{role}; cp {me} /run/lab/{role}/app.py")
    p = subprocess.Popen(["ip", "netns", "exec", name, "unshare", "-pfu", "--mount-proc", "sh", "-c",
                          f"hostname {name}; cd /run/lab/{role}; exec python3 app.py {role}"])
    time.sleep(1)
    children = sh(f"cat /proc/{p.pid}/task/*/children").split()
    return p, children[0]


def lab():
    for name, addr, v6 in (("web1", SERVER, "20"), ("client1", CLIENT, "10")):
        sh(f"ip netns del {name} 2>/dev/null", check=False)
        sh(f"ip netns add {name}; ip -n {name} link set lo up")
    sh("ip link add eth0 netns web1 type veth peer name eth0 netns client1")
    for name, addr, v6 in (("web1", SERVER, "20"), ("client1", CLIENT, "10")):
        sh(f"ip -n {name} addr add {addr}/24 dev eth0; ip -n {name} addr add 2001:db8::{v6}/64 dev eth0 nodad; "
           f"ip -n {name} link set eth0 up")
    sh("ip -n web1 route add 198.51.100.0/24 via 192.0.2.10 advmss 1400 initcwnd 20;"
       "ip -n web1 route add default via 192.0.2.10")
    on = "ip netns exec web1 "
    sh(on + "tc qdisc replace dev eth0 root handle 1: tbf rate 400mbit burst 64kb latency 40ms")
    sh(on + "iptables -A INPUT -p tcp --dport 8010 -j DROP")
    sh(on + "iptables -A INPUT -m conntrack --ctstate INVALID -j DROP")
    sh("ip netns exec client1 iptables -A INPUT -p tcp --sport 8009 -j DROP")
    sh(on + "nft add table inet guard")
    sh(on + "nft 'add chain inet guard input { type filter hook input priority 10; policy accept; }'")
    sh(on + "nft add rule inet guard input tcp dport 8001 counter accept")
    sh(on + "nft add rule inet guard input ct state invalid counter drop")
    server_run, server_pid = start("web1", "server")
    client_run, client_pid = start("client1", "client")
    time.sleep(4)
    # from here on these two never hear from each other
    sh("".join(f"{on} iptables -A OUTPUT -p tcp --sport {port} -j DROP;" for port in (8007, 8008)))
    time.sleep(6)
    return (server_run, server_pid), (client_run, client_pid)


def record(folder, root, hosts):
    os.makedirs(folder, exist_ok=True)
    for name, command in COMMANDS.items():
        pid = hosts[0][1]
        shown = command
        if command.startswith("@client "):
            shown = command[len("@client "):]
            pid = hosts[1][1]
        script = (f"mount -t proc proc {root}/proc; mount -t sysfs sys {root}/sys 2>/dev/null; exec chroot {root} "
                  f"env -i RES_OPTIONS='timeout:1 attempts:1' LC_ALL=C TERM=dumb COLUMNS=200 HOME=/ PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c \"$0\"")
        run = subprocess.run(["nsenter", "-t", pid, "-p", "-n", "-u", "-m", "--", "unshare", "-m", "sh", "-c",
                              script, shown], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = run.stdout.decode("utf-8", "replace").replace("-fc-v669", "")
        # blanks that fill the screen say nothing
        text = "".join(line.rstrip(" ") + "\n" for line in text.split("\n")[:-1])
        with open(f"{folder}/{name}.txt", "w", encoding="utf-8") as f:
            f.write(f"$ {shown}\n{text}")
        print(folder, name, run.returncode, len(text.splitlines()))


def main():
    if sys.argv[1:] == ["server"]:
        return server()
    if sys.argv[1:] == ["client"]:
        return client()
    hosts = lab()
    try:
        for arg in sys.argv[1:]:
            name, root = arg.split("=")
            record(name, root, hosts)
    finally:
        for run, pid in hosts:
            subprocess.run(["kill", "-9", pid], check=False)
            run.wait()
        sh("ip netns del web1; ip netns del client1; rm -r /run/lab", check=False)


if __name__ == "__main__":
    main()

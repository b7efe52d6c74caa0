package main

import (
	"bufio"
	"flag"
	"log"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	mu       sync.Mutex
	counters = map[string]int64{}
)

func add(line string) {
	name, val, ok := strings.Cut(line, ":")
	if !ok {
		return
	}
	val, _, _ = strings.Cut(val, "|")
	n, err := strconv.ParseInt(val, 10, 64)
	if err != nil {
		return
	}
	mu.Lock()
	counters[name] += n
	mu.Unlock()
}

func consume(conn *net.TCPConn) {
	conn.SetKeepAlivePeriod(time.Minute)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		add(lines.Text())
	}
	if err := lines.Err(); err != nil {
		log.Println(conn.RemoteAddr(), err)
	}
	log.Println(conn.RemoteAddr(), "done")
}

func main() {
	addr := flag.String("listen", ":8126", "tcp listen address")
	flag.Parse()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatalln(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			log.Println("accept:", err)
			time.Sleep(time.Second)
			continue
		}
		go consume(c.(*net.TCPConn))
	}
}

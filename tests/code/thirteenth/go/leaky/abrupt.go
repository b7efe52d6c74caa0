package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

// dict server for the translation desk. Short sessions, lots of them.

func lookup(word string) string {
	if v, ok := glossary[strings.ToLower(word)]; ok {
		return "200 " + v
	}
	return "404 no such entry"
}

var glossary = map[string]string{
	"bill of lading": "Konnossement",
	"demurrage":      "Liegegeld",
}

func session(c *net.TCPConn) {
	defer c.Close()
	c.SetLinger(0)
	c.SetDeadline(time.Now().Add(20 * time.Second))
	r := bufio.NewReaderSize(c, 512)
	line, err := r.ReadString('\n')
	if err != nil {
		return
	}
	fmt.Fprintf(c, "%s\r\n", lookup(strings.TrimSpace(line)))
}

func main() {
	addr, err := net.ResolveTCPAddr("tcp", ":2628")
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.ListenTCP("tcp", addr)
	if err != nil {
		log.Fatal(err)
	}
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			log.Println("accept:", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go session(c)
	}
}

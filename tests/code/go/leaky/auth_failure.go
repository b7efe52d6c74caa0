package main

import (
	"bufio"
	"net"
	"strings"
)

func session(conn net.Conn, token string) {
	br := bufio.NewReader(conn)
	line, err := br.ReadString('\n')
	if err != nil {
		conn.Close()
		return
	}
	if strings.TrimSpace(line) != token {
		conn.Write([]byte("denied\n"))
		return // expect: close-wait-leak
	}
	conn.Write([]byte("welcome\n"))
	conn.Close()
}

func accept(ln net.Listener, token string) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go session(conn, token)
	}
}

package main

import (
	"bufio"
	"net"
)

func handle(conn net.Conn) {
	defer conn.Close()
	s := bufio.NewScanner(conn)
	for s.Scan() {
		conn.Write(append(s.Bytes(), '\n'))
	}
}

func serve(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		go handle(c)
	}
}

package main

import (
	"io"
	"log"
	"net"
)

type server struct{ active map[string]net.Conn }

func (s *server) serve(conn net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := conn.Read(buf)
		switch {
		case err == io.EOF: // expect: close-wait-leak
			log.Println("peer closed", conn.RemoteAddr())
			return
		case err != nil:
			log.Println("read:", err)
			conn.Close()
			return
		}
		if _, err := conn.Write(buf[:n]); err != nil {
			conn.Close()
			return
		}
	}
}

func (s *server) run(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go s.serve(c)
	}
}

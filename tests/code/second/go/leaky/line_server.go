package lineserver

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
)

type Server struct {
	mu    sync.Mutex
	conns map[string]net.Conn
}

func (s *Server) Serve(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.conns[c.RemoteAddr().String()] = c
		s.mu.Unlock()
		go s.handle(c)
	}
}

func (s *Server) forget(c net.Conn) {
	s.mu.Lock()
	delete(s.conns, c.RemoteAddr().String())
	s.mu.Unlock()
}

func (s *Server) handle(c net.Conn) {
	defer s.forget(c)
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		if line == "quit" {
			c.Close()
			return
		}
		if _, err := fmt.Fprintf(c, "echo %s\r\n", line); err != nil {
			log.Printf("write: %v", err)
			c.Close()
			return
		}
	}
	if err := sc.Err(); err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
	}
}

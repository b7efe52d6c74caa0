package main

import (
	"net"
	"sync"
)

type hub struct {
	mu    sync.Mutex
	conns map[string]net.Conn
}

func (h *hub) accept(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		h.mu.Lock()
		h.conns[c.RemoteAddr().String()] = c
		h.mu.Unlock()
		go h.read(c)
	}
}

func (h *hub) remove(c net.Conn) {
	h.mu.Lock()
	delete(h.conns, c.RemoteAddr().String())
	h.mu.Unlock()
	c.Close()
}

func (h *hub) read(c net.Conn) {
	buf := make([]byte, 256)
	for {
		if _, err := c.Read(buf); err != nil {
			h.remove(c)
			return
		}
	}
}

package hub

import (
	"bufio"
	"net"
	"sync"
)

type Hub struct {
	mu    sync.Mutex
	conns map[string]net.Conn
}

func (h *Hub) serve(c net.Conn) {
	id := c.RemoteAddr().String()
	h.mu.Lock()
	h.conns[id] = c
	h.mu.Unlock()
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		h.broadcast(sc.Text())
	}
	h.mu.Lock()
	delete(h.conns, id) // expect: close-wait-leak
	h.mu.Unlock()
}

func (h *Hub) broadcast(s string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.conns {
		c.Write([]byte(s + "\n"))
	}
}

func (h *Hub) Run(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go h.serve(c)
	}
}

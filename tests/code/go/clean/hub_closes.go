package hub

import (
	"bufio"
	"net"
	"sync"
)

type client struct {
	conn net.Conn
	out  chan string
}

type Hub struct {
	mu      sync.Mutex
	clients map[*client]struct{}
}

func (h *Hub) add(c net.Conn) *client {
	cl := &client{conn: c, out: make(chan string, 16)}
	h.mu.Lock()
	h.clients[cl] = struct{}{}
	h.mu.Unlock()
	return cl
}

func (h *Hub) drop(cl *client) {
	h.mu.Lock()
	delete(h.clients, cl)
	h.mu.Unlock()
	close(cl.out)
	cl.conn.Close()
}

func (h *Hub) read(cl *client) {
	defer h.drop(cl)
	sc := bufio.NewScanner(cl.conn)
	for sc.Scan() {
		_ = sc.Text()
	}
}

func (h *Hub) write(cl *client) {
	for s := range cl.out {
		if _, err := cl.conn.Write([]byte(s)); err != nil {
			return
		}
	}
}

func (h *Hub) Serve(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		cl := h.add(c)
		go h.read(cl)
		go h.write(cl)
	}
}


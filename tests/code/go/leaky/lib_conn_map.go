package gateway

import (
	"bufio"
	"net"
	"sync"
)

type Gateway struct {
	mu    sync.Mutex
	peers map[string]net.Conn
}

func (g *Gateway) Run(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go g.handle(c)
	}
}

func (g *Gateway) handle(c net.Conn) {
	r := bufio.NewReader(c)
	id, err := r.ReadString('\n')
	if err != nil {
		c.Close()
		return
	}
	g.mu.Lock()
	g.peers[id] = c
	g.mu.Unlock()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			break
		}
		g.route(id, line)
	}
	g.mu.Lock()
	delete(g.peers, id)
	g.mu.Unlock() // expect: close-wait-leak
}

func (g *Gateway) route(from, line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, p := range g.peers {
		if id != from {
			p.Write([]byte(line))
		}
	}
}

package sweep

import (
	"net"
	"sync"
	"time"
)

type peer struct {
	c    net.Conn
	seen time.Time
}

type Table struct {
	mu    sync.Mutex
	peers map[string]*peer
}

func (t *Table) Add(id string, c net.Conn) {
	t.mu.Lock()
	t.peers[id] = &peer{c, time.Now()}
	t.mu.Unlock()
}

func (t *Table) Remove(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.peers[id]; p != nil {
		p.c.Close()
		delete(t.peers, id)
	}
}

func (t *Table) Sweep(max time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, p := range t.peers {
		if time.Since(p.seen) > max {
			delete(t.peers, id) // expect: close-wait-leak
		}
	}
}

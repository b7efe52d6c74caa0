package mux

import (
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

type agent struct {
	name string
	conn net.Conn
	last time.Time
	wmu  sync.Mutex
}

// Mux holds the control connections of the build agents.
type Mux struct {
	mu     sync.Mutex
	agents map[string]*agent
	OnLost func(name string)
}

func NewMux() *Mux {
	m := &Mux{agents: make(map[string]*agent)}
	go m.sweep()
	return m
}

// Attach owns c from here on.
func (m *Mux) Attach(name string, c net.Conn) {
	a := &agent{name: name, conn: c, last: time.Now()}
	m.mu.Lock()
	if old := m.agents[name]; old != nil {
		old.conn.Close()
	}
	m.agents[name] = a
	m.mu.Unlock()
}

// Beat is called by the UDP side, agents beat there.
func (m *Mux) Beat(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.agents[name]; a != nil {
		a.last = time.Now()
	}
}

func (m *Mux) Send(name string, cmd []byte) error {
	m.mu.Lock()
	a := m.agents[name]
	m.mu.Unlock()
	if a == nil {
		return io.ErrClosedPipe
	}
	a.wmu.Lock()
	defer a.wmu.Unlock()
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(cmd)))
	a.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	_, err := a.conn.Write(append(frame, cmd...))
	if err != nil {
		a.conn.Close()
	}
	return err
}

func (m *Mux) sweep() {
	for now := range time.Tick(5 * time.Second) {
		m.mu.Lock()
		for name, a := range m.agents {
			if now.Sub(a.last) > 30*time.Second {
				slog.Warn("agent lost", "name", name, "addr", a.conn.RemoteAddr())
				delete(m.agents, name)
				if m.OnLost != nil {
					go m.OnLost(name)
				}
			}
		}
		m.mu.Unlock()
	}
}

package chat

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

type member struct {
	nick string
	sock net.Conn
	out  chan string
}

// Hub fans every line of one member out to all the others.
type Hub struct {
	mu      sync.Mutex
	members map[string]*member
}

func NewHub() *Hub { return &Hub{members: make(map[string]*member)} }

func (h *Hub) Join(nick string, sock net.Conn) bool {
	h.mu.Lock()
	if _, dup := h.members[nick]; dup {
		h.mu.Unlock()
		sock.Close()
		return false
	}
	m := &member{nick: nick, sock: sock, out: make(chan string, 32)}
	h.members[nick] = m
	h.mu.Unlock()

	go h.writer(m)
	go h.reader(m)
	return true
}

func (h *Hub) reader(m *member) {
	in := bufio.NewScanner(m.sock)
	for {
		m.sock.SetReadDeadline(time.Now().Add(10 * time.Minute))
		if !in.Scan() {
			break
		}
		h.Broadcast(m.nick, in.Text())
	}
	if err := in.Err(); err != nil {
		log.Printf("hub: %s: %v", m.nick, err)
	}
	h.part(m)
}

func (h *Hub) writer(m *member) {
	w := bufio.NewWriter(m.sock)
	for line := range m.out {
		m.sock.SetWriteDeadline(time.Now().Add(15 * time.Second))
		w.WriteString(line)
		w.WriteByte('\n')
		if len(m.out) > 0 {
			continue // more to come, one flush for all of it
		}
		if err := w.Flush(); err != nil {
			log.Printf("hub: write to %s: %v", m.nick, err)
			h.part(m)
			return
		}
	}
}

func (h *Hub) part(m *member) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.members[m.nick] != m {
		return
	}
	delete(h.members, m.nick)
	close(m.out)
	log.Printf("hub: %s left, %d online", m.nick, len(h.members))
}

func (h *Hub) Broadcast(from, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for nick, m := range h.members {
		if nick == from {
			continue
		}
		select {
		case m.out <- "<" + from + "> " + text:
		default: // slow reader, he misses a line
		}
	}
}

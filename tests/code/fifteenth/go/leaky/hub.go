package main

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

// Team radio relay for the race weekend: every line from one pit box goes to all others.

type member struct {
	conn net.Conn
	box  string
}

type hub struct {
	mu      sync.Mutex
	members map[*member]struct{}
}

func (h *hub) join(m *member) {
	h.mu.Lock()
	h.members[m] = struct{}{}
	h.mu.Unlock()
}

func (h *hub) leave(m *member) {
	h.mu.Lock()
	delete(h.members, m)
	h.mu.Unlock()
	log.Printf("box %s left", m.box)
}

func (h *hub) say(from *member, line []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for m := range h.members {
		if m == from {
			continue
		}
		m.conn.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := m.conn.Write(line); err != nil {
			log.Printf("box %s: %v", m.box, err)
			m.conn.Close() // its reader ends and leaves
		}
	}
}

func (h *hub) serve(c net.Conn) {
	m := &member{conn: c, box: c.RemoteAddr().String()}
	h.join(m)
	sc := bufio.NewScanner(c)
	for {
		c.SetReadDeadline(time.Now().Add(10 * time.Minute))
		if !sc.Scan() {
			break
		}
		h.say(m, append(sc.Bytes(), '\n'))
	}
	h.leave(m)
}

func main() {
	ln, err := net.Listen("tcp", ":9700")
	if err != nil {
		log.Fatal(err)
	}
	h := &hub{members: map[*member]struct{}{}}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go h.serve(c)
	}
}

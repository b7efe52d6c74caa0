package main

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

// bidhub: every auction room terminal gets every bid.

type hub struct {
	mu    sync.Mutex
	peers map[string]net.Conn
}

func (h *hub) join(id string, c net.Conn) {
	h.mu.Lock()
	h.peers[id] = c
	h.mu.Unlock()
}

func (h *hub) part(id string) {
	h.mu.Lock()
	delete(h.peers, id)
	h.mu.Unlock()
}

func (h *hub) fanout(line []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, c := range h.peers {
		c.SetWriteDeadline(time.Now().Add(2 * time.Second))
		if _, err := c.Write(line); err != nil {
			log.Printf("terminal %s too slow: %v", id, err)
			delete(h.peers, id)
			c.Close()
		}
	}
}

func (h *hub) serve(c net.Conn) {
	id := c.RemoteAddr().String()
	h.join(id, c)
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		h.fanout(append(append([]byte(id+" "), sc.Bytes()...), '\n'))
	}
	if err := sc.Err(); err != nil {
		log.Printf("terminal %s: %v", id, err)
	}
	h.part(id)
}

func main() {
	ln, err := net.Listen("tcp", ":7400")
	if err != nil {
		log.Fatal(err)
	}
	h := &hub{peers: map[string]net.Conn{}}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print(err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go h.serve(c)
	}
}

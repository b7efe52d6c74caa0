package main

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

type session struct {
	conn   net.Conn
	out    chan []byte
	serial string
}

// hub keeps the parking meters that are on line, by serial number.
type hub struct {
	mu     sync.RWMutex
	meters map[string]*session
}

func (h *hub) push(serial string, cmd []byte) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	s := h.meters[serial]
	if s == nil {
		return false
	}
	select {
	case s.out <- cmd:
		return true
	default:
		return false
	}
}

func (h *hub) drop(s *session) {
	h.mu.Lock()
	if h.meters[s.serial] == s {
		delete(h.meters, s.serial)
	}
	close(s.out)
	h.mu.Unlock()
	log.Printf("meter %s off line", s.serial)
}

func (h *hub) handle(c net.Conn) {
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewScanner(c)
	if !in.Scan() {
		log.Printf("%s: no serial: %v", c.RemoteAddr(), in.Err())
		c.Close()
		return
	}
	s := &session{conn: c, out: make(chan []byte, 8), serial: in.Text()}
	h.mu.Lock()
	h.meters[s.serial] = s
	h.mu.Unlock()
	defer h.drop(s)

	go s.writer()
	for {
		c.SetReadDeadline(time.Now().Add(5 * time.Minute))
		if !in.Scan() {
			return
		}
		log.Printf("meter %s: %s", s.serial, in.Text())
	}
}

func (s *session) writer() {
	for b := range s.out {
		s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := s.conn.Write(append(b, '\n')); err != nil {
			log.Printf("meter %s: write: %v", s.serial, err)
		}
	}
}

func main() {
	ln, err := net.Listen("tcp", ":9701")
	if err != nil {
		log.Fatal(err)
	}
	h := &hub{meters: make(map[string]*session)}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Print("accept: ", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go h.handle(c)
	}
}

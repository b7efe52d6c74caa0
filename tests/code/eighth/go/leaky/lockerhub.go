package main

import (
	"bufio"
	"log"
	"net"
	"strings"
	"sync"
	"time"
)

// Parcel lockers connect from their LTE modems and stay on, waiting for "OPEN n".

type locker struct {
	id   string
	conn net.Conn
	mu   sync.Mutex
	last time.Time
}

func (l *locker) touch() { l.mu.Lock(); l.last = time.Now(); l.mu.Unlock() }

func (l *locker) idle() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Since(l.last)
}

type hub struct {
	mu      sync.Mutex
	lockers map[string]*locker
}

func (h *hub) open(id, box string) bool {
	h.mu.Lock()
	l := h.lockers[id]
	h.mu.Unlock()
	if l == nil {
		return false
	}
	l.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	if _, err := l.conn.Write([]byte("OPEN " + box + "\n")); err != nil {
		log.Printf("%s: %v", id, err)
		l.conn.Close()
		return false
	}
	return true
}

func (h *hub) serve(c net.Conn) {
	sc := bufio.NewScanner(c)
	c.SetReadDeadline(time.Now().Add(15 * time.Second))
	if !sc.Scan() || !strings.HasPrefix(sc.Text(), "LOCKER ") {
		c.Close()
		return
	}
	c.SetReadDeadline(time.Time{}) // from here on the sweep looks after them
	l := &locker{id: sc.Text()[7:], conn: c, last: time.Now()}
	h.mu.Lock()
	if old := h.lockers[l.id]; old != nil {
		old.conn.Close()
	}
	h.lockers[l.id] = l
	h.mu.Unlock()
	for sc.Scan() {
		l.touch()
	}
	h.mu.Lock()
	if h.lockers[l.id] == l { // otherwise whoever removed it has seen to it
		delete(h.lockers, l.id)
		c.Close()
	}
	h.mu.Unlock()
}

func (h *hub) sweep(max time.Duration) {
	for range time.Tick(30 * time.Second) {
		h.mu.Lock()
		for id, l := range h.lockers {
			if l.idle() > max {
				log.Printf("%s silent for %s", id, l.idle())
				delete(h.lockers, id)
			}
		}
		h.mu.Unlock()
	}
}

func main() {
	ln, err := net.Listen("tcp", ":7040")
	if err != nil {
		log.Fatal(err)
	}
	h := &hub{lockers: map[string]*locker{}}
	go h.sweep(5 * time.Minute)
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

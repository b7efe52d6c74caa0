package main

import (
	"bufio"
	"errors"
	"log"
	"net"
	"sync"
	"time"
)

// Stage intercom: cue lines go to everybody else. Each listener has its own queue.
type peer struct {
	c net.Conn
	q chan []byte
}

type desk struct {
	sync.RWMutex
	peers map[*peer]bool
}

func (d *desk) cue(from *peer, b []byte) {
	d.RLock()
	defer d.RUnlock()
	for p := range d.peers {
		if p == from {
			continue
		}
		select {
		case p.q <- b:
		default:
			log.Printf("%s does not keep up", p.c.RemoteAddr())
			p.c.Close() // its reader will clean up
		}
	}
}

func (d *desk) attend(c net.Conn) {
	p := &peer{c: c, q: make(chan []byte, 64)}
	d.Lock()
	d.peers[p] = true
	d.Unlock()

	defer func() {
		d.Lock()
		delete(d.peers, p)
		d.Unlock()
		close(p.q)
		c.Close()
	}()
	go func() {
		for b := range p.q {
			c.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if _, err := c.Write(b); err != nil {
				c.Close()
				return
			}
		}
	}()

	r := bufio.NewReader(c)
	for {
		c.SetReadDeadline(time.Now().Add(30 * time.Minute))
		line, err := r.ReadSlice('\n')
		if err != nil {
			log.Printf("%s: %v", c.RemoteAddr(), err)
			return
		}
		d.cue(p, append([]byte(nil), line...))
	}
}

func main() {
	ln, err := net.Listen("tcp", ":7070")
	if err != nil {
		log.Fatal(err)
	}
	d := &desk{peers: make(map[*peer]bool)}
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Print(err)
			time.Sleep(250 * time.Millisecond)
			continue
		}
		go d.attend(c)
	}
}

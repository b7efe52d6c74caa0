package main

import (
	"bufio"
	"log"
	"net"
	"sync"
	"time"
)

// regatta: finish line clock -> all the display boards and the TV graphics

type board struct {
	conn net.Conn
	out  chan []byte
}

type room struct {
	mu     sync.Mutex
	boards map[*board]struct{}
}

func (r *room) publish(b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for bd := range r.boards {
		select {
		case bd.out <- b:
		default:
			log.Printf("board %v lags, cut", bd.conn.RemoteAddr())
			delete(r.boards, bd)
			close(bd.out)
		}
	}
}

func (r *room) drop(bd *board) {
	r.mu.Lock()
	if _, ok := r.boards[bd]; ok {
		delete(r.boards, bd)
		close(bd.out)
	}
	r.mu.Unlock()
}

func (r *room) serve(c net.Conn) {
	bd := &board{conn: c, out: make(chan []byte, 64)}
	r.mu.Lock()
	r.boards[bd] = struct{}{}
	r.mu.Unlock()
	defer r.drop(bd)

	go func() {
		defer c.Close() // ends the reader below as well
		for b := range bd.out {
			c.SetWriteDeadline(time.Now().Add(5 * time.Second))
			if _, err := c.Write(b); err != nil {
				return
			}
		}
	}()

	in := bufio.NewScanner(c)
	for {
		c.SetReadDeadline(time.Now().Add(2 * time.Minute)) // boards send a dot every 30 s
		if !in.Scan() {
			return
		}
		if t := in.Text(); t != "." {
			r.publish([]byte(t + "\n"))
		}
	}
}

func main() {
	ln, err := net.Listen("tcp", ":5511")
	if err != nil {
		log.Fatal(err)
	}
	r := &room{boards: make(map[*board]struct{})}
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go r.serve(c)
	}
}

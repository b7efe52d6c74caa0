package faxqueue

import (
	"context"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

type Server struct {
	Workers int
	Convert func(io.Reader) (jobID string, err error) // reads to the end of input
	wg      sync.WaitGroup
}

func (s *Server) Serve(ctx context.Context, ln net.Listener) {
	q := make(chan net.Conn, 100)
	for i := 0; i < s.Workers; i++ {
		s.wg.Add(1)
		go func() {
			defer s.wg.Done()
			for c := range q {
				s.one(c)
			}
		}()
	}
	go func() { <-ctx.Done(); ln.Close() }()

	for {
		c, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			log.Print("faxqueue: ", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		select {
		case q <- c:
		case <-ctx.Done():
			c.Close()
		}
	}
	close(q)
	s.wg.Wait()
}

func (s *Server) one(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	id, err := s.Convert(c)
	if err != nil {
		log.Printf("faxqueue: %s: %v", c.RemoteAddr(), err)
		io.Copy(io.Discard, c)
		return
	}
	if _, err := io.WriteString(c, id+"\n"); err != nil {
		log.Printf("faxqueue: job %s: client gone: %v", id, err)
	}
}

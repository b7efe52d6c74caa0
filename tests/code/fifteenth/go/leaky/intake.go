package intake

import (
	"context"
	"log"
	"net"
	"sync/atomic"
	"time"
)

// Pool takes lab analyser results (HL7 over MLLP) off the wire.
type Pool struct {
	jobs    chan net.Conn
	dropped uint64
	process func(net.Conn) error
}

func NewPool(workers, depth int, process func(net.Conn) error) *Pool {
	p := &Pool{jobs: make(chan net.Conn, depth), process: process}
	for i := 0; i < workers; i++ {
		go p.work(i)
	}
	return p
}

func (p *Pool) work(id int) {
	for c := range p.jobs {
		c.SetDeadline(time.Now().Add(time.Minute))
		if err := p.process(c); err != nil {
			log.Printf("worker %d: %s: %v", id, c.RemoteAddr(), err)
		}
		c.Close()
	}
}

func (p *Pool) Serve(ctx context.Context, ln net.Listener) error {
	go func() {
		<-ctx.Done()
		ln.Close()
	}()
	defer close(p.jobs)
	for {
		c, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			log.Printf("accept: %v", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case p.jobs <- c:
		default:
			n := atomic.AddUint64(&p.dropped, 1)
			log.Printf("intake saturated, %d not taken so far", n)
		}
	}
}

package thumbs

import (
	"context"
	"log"
	"net"
	"sync"
	"time"
)

// Pool of thumbnail workers fed by one listener.
type Pool struct {
	N     int
	Depth int
	Do    func(net.Conn) error
}

func (p *Pool) Serve(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	q := make(chan net.Conn, p.Depth)
	var wg sync.WaitGroup
	for i := 0; i < p.N; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for c := range q {
				p.one(c)
			}
		}()
	}
	defer wg.Wait()
	defer close(q)

	go func() {
		<-ctx.Done()
		ln.Close()
	}()

	for {
		c, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			log.Printf("thumbs: accept: %v", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		select {
		case q <- c:
		default:
			log.Printf("thumbs: %d waiting, sending %v away", len(q), c.RemoteAddr())
			c.Close()
		}
	}
}

func (p *Pool) one(c net.Conn) {
	defer c.Close()
	defer func() {
		if r := recover(); r != nil {
			log.Printf("thumbs: worker: %v", r)
		}
	}()
	c.SetDeadline(time.Now().Add(40 * time.Second))
	if err := p.Do(c); err != nil {
		log.Printf("thumbs: %v: %v", c.RemoteAddr(), err)
	}
}

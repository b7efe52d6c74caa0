package main

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

type idleConn struct {
	*net.TCPConn
	d time.Duration
}

func (c idleConn) Read(p []byte) (int, error) {
	c.SetReadDeadline(time.Now().Add(c.d))
	return c.TCPConn.Read(p)
}

func relay(client *net.TCPConn, upstream string) {
	defer client.Close()
	up, err := net.DialTimeout("tcp", upstream, 3*time.Second)
	if err != nil {
		log.Printf("dial %s: %v", upstream, err)
		return
	}
	back := up.(*net.TCPConn)
	defer back.Close()

	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		io.Copy(back, idleConn{client, 10 * time.Minute})
		back.CloseWrite()
	}()
	io.Copy(client, idleConn{back, 10 * time.Minute})
	client.CloseWrite()
	wg.Wait()
}

func serve(ctx context.Context, ln *net.TCPListener, upstream string) error {
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || ctx.Err() != nil {
				return nil
			}
			log.Printf("accept: %v", err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go relay(c, upstream)
	}
}

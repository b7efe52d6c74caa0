package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type server struct {
	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	slots chan struct{}
}

func (s *server) track(c net.Conn, in bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in {
		s.conns[c] = struct{}{}
	} else {
		delete(s.conns, c)
	}
}

func (s *server) serve(c net.Conn) {
	defer s.wg.Done()
	defer func() { <-s.slots }()
	defer c.Close()
	s.track(c, true)
	defer s.track(c, false)
	in, out := bufio.NewReaderSize(c, 512), bufio.NewWriter(c)
	for {
		c.SetDeadline(time.Now().Add(time.Minute))
		l, err := in.ReadSlice('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) {
				log.Printf("%s: %v", c.RemoteAddr(), err)
			}
			return
		}
		out.WriteString("> ")
		out.Write(l)
		// answers of a pipelined burst go out together
		if in.Buffered() == 0 {
			if out.Flush() != nil {
				return
			}
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", ":1717")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{conns: map[net.Conn]struct{}{}, slots: make(chan struct{}, 2000)}
	context.AfterFunc(ctx, func() { l.Close() })
	for ctx.Err() == nil {
		s.slots <- struct{}{}
		c, err := l.Accept()
		if err != nil {
			<-s.slots
			if !errors.Is(err, net.ErrClosed) {
				log.Print(err)
				time.Sleep(50 * time.Millisecond)
			}
			continue
		}
		s.wg.Add(1)
		go s.serve(c)
	}
	time.AfterFunc(5*time.Second, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.conns {
			c.Close()
		}
	})
	s.wg.Wait()
}

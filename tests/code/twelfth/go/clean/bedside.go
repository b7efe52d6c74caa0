package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// nurse call panels: "CALL room" / "CLEAR room", each answered

type server struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	calls map[string]time.Time
	wg    sync.WaitGroup
}

func (s *server) track(c net.Conn, add bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if add {
		s.conns[c] = struct{}{}
	} else {
		delete(s.conns, c)
	}
}

func (s *server) serve(c net.Conn) {
	defer s.wg.Done()
	defer c.Close()
	s.track(c, true)
	defer s.track(c, false)

	sc := bufio.NewScanner(c)
	for {
		c.SetDeadline(time.Now().Add(3 * time.Minute)) // panels say NOP every minute
		if !sc.Scan() {
			break
		}
		verb, room, _ := strings.Cut(sc.Text(), " ")
		s.mu.Lock()
		switch verb {
		case "CALL":
			s.calls[room] = time.Now()
		case "CLEAR":
			delete(s.calls, room)
		}
		open := len(s.calls)
		s.mu.Unlock()
		if _, err := fmt.Fprintf(c, "OK %d\n", open); err != nil {
			log.Printf("%s: %v", c.RemoteAddr(), err)
			return
		}
	}
	if err := sc.Err(); err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	l, err := net.Listen("tcp", ":7311")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{conns: map[net.Conn]struct{}{}, calls: map[string]time.Time{}}
	go func() {
		<-ctx.Done()
		l.Close()
	}()
	for {
		c, err := l.Accept()
		if ctx.Err() != nil {
			if err == nil {
				c.Close()
			}
			break
		}
		if err != nil {
			log.Print(err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		s.wg.Add(1)
		go s.serve(c)
	}
	s.mu.Lock()
	for c := range s.conns {
		c.SetDeadline(time.Now().Add(time.Second))
	}
	s.mu.Unlock()
	s.wg.Wait()
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type server struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	wg    sync.WaitGroup
	words map[string]string
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

func (s *server) session(c net.Conn) {
	defer s.wg.Done()
	defer c.Close()
	s.track(c, true)
	defer s.track(c, false)

	in, out := bufio.NewScanner(c), bufio.NewWriter(c)
	for {
		c.SetDeadline(time.Now().Add(5 * time.Minute))
		if !in.Scan() {
			return
		}
		w := strings.ToLower(strings.TrimSpace(in.Text()))
		if w == "quit" {
			fmt.Fprintln(out, "221 bye")
			out.Flush()
			return
		}
		if def, ok := s.words[w]; ok {
			fmt.Fprintf(out, "150 %s\r\n%s\r\n.\r\n", w, def)
		} else {
			fmt.Fprintf(out, "552 no match for %q\r\n", w)
		}
		if out.Flush() != nil {
			return
		}
	}
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()

	ln, err := net.Listen("tcp", ":2628")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{conns: map[net.Conn]struct{}{}, words: map[string]string{"tcp": "a protocol"}}
	go func() {
		<-ctx.Done()
		ln.Close()
		time.Sleep(5 * time.Second)
		s.mu.Lock()
		for c := range s.conns {
			c.Close()
		}
		s.mu.Unlock()
	}()
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil {
			log.Print(err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		s.wg.Add(1)
		go s.session(c)
	}
	s.wg.Wait()
}

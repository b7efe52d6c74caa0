package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type server struct {
	ln    net.Listener
	mu    sync.Mutex
	conns map[net.Conn]struct{}
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

func (s *server) talk(c net.Conn) {
	defer s.wg.Done()
	defer c.Close()
	defer s.track(c, false)

	w := bufio.NewWriter(c)
	in := bufio.NewScanner(c)
	for {
		_ = c.SetDeadline(time.Now().Add(90 * time.Second))
		if !in.Scan() {
			if err := in.Err(); err != nil && !errors.Is(err, net.ErrClosed) {
				log.Printf("%v: %v", c.RemoteAddr(), err)
			}
			return
		}
		fmt.Fprintf(w, "%s\n", convert(in.Text()))
		if err := w.Flush(); err != nil {
			log.Printf("%v: %v", c.RemoteAddr(), err)
			return
		}
	}
}

// convert turns an old depot article number into the SAP one.
func convert(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 9 || s[0] != 'D' {
		return "ERR " + s
	}
	return "OK 4" + s[1:]
}

func (s *server) run() {
	for {
		c, err := s.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		s.track(c, true)
		s.wg.Add(1)
		go s.talk(c)
	}
}

func main() {
	ln, err := net.Listen("tcp", ":5210")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{ln: ln, conns: make(map[net.Conn]struct{})}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		s.ln.Close()
		s.mu.Lock()
		for c := range s.conns {
			c.SetReadDeadline(time.Now())
		}
		s.mu.Unlock()
	}()
	s.run()
	s.wg.Wait()
}

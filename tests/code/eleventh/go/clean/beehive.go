// beehive: hive scales send "HIVE grams\n" once a minute, we answer "OK\n"
package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type server struct {
	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	grams map[string]int
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

func (s *server) hive(c net.Conn) {
	defer s.wg.Done()
	defer c.Close()
	s.track(c, true)
	defer s.track(c, false)

	r := bufio.NewReader(io.LimitReader(c, 1<<24))
	for {
		c.SetDeadline(time.Now().Add(3 * time.Minute))
		line, err := r.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
				log.Printf("%v: %v", c.RemoteAddr(), err)
			}
			return
		}
		name, g, ok := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(g)
		if !ok || err != nil {
			log.Printf("%v: strange line %q", c.RemoteAddr(), line)
			return
		}
		s.mu.Lock()
		s.grams[name] = n
		s.mu.Unlock()
		if _, err := io.WriteString(c, "OK\n"); err != nil {
			return
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	l, err := net.Listen("tcp", ":7117")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{conns: map[net.Conn]struct{}{}, grams: map[string]int{}}
	go func() {
		<-ctx.Done()
		l.Close()
	}()
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil {
			log.Print(err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		s.wg.Add(1)
		go s.hive(c)
	}
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

package labels

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
	"time"
)

type Printer interface{ Print(zpl string) error }

// Server accepts label jobs; a small crew does the slow printing.
type Server struct {
	P     Printer
	Crew  int
	queue chan net.Conn
	wg    sync.WaitGroup
}

func (s *Server) Serve(ctx context.Context, ln net.Listener) {
	s.queue = make(chan net.Conn, 64)
	for i := 0; i < s.Crew; i++ {
		s.wg.Add(1)
		go s.printer()
	}
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()

	for {
		c, err := ln.Accept()
		if err != nil {
			if ctx.Err() != nil {
				break
			}
			time.Sleep(80 * time.Millisecond)
			continue
		}
		if !s.offer(c) {
			go refuse(c)
		}
	}
	close(s.queue)
	s.wg.Wait()
}

func (s *Server) offer(c net.Conn) bool {
	t := time.NewTimer(20 * time.Millisecond)
	defer t.Stop()
	select {
	case s.queue <- c:
		return true
	case <-t.C:
		return false
	}
}

// refuse reads what the client has sent, so that it sees the answer and not a reset.
func refuse(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	sc := bufio.NewScanner(c)
	sc.Buffer(nil, 256<<10)
	for sc.Scan() {
		if strings.Contains(sc.Text(), "^XZ") {
			break
		}
	}
	fmt.Fprintln(c, "BUSY")
}

func (s *Server) printer() {
	defer s.wg.Done()
	for c := range s.queue {
		if err := s.job(c); err != nil {
			log.Printf("label from %s: %v", c.RemoteAddr(), err)
		}
		c.Close()
	}
}

func (s *Server) job(c net.Conn) error {
	c.SetDeadline(time.Now().Add(30 * time.Second))
	var b strings.Builder
	sc := bufio.NewScanner(c)
	for sc.Scan() {
		b.WriteString(sc.Text())
		b.WriteByte('\n')
		if strings.Contains(sc.Text(), "^XZ") {
			if err := s.P.Print(b.String()); err != nil {
				fmt.Fprintf(c, "ERR %v\n", err)
				return err
			}
			_, err := fmt.Fprintln(c, "OK")
			return err
		}
	}
	return sc.Err()
}

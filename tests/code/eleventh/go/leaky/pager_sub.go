package pager

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"
)

// Subscriber waits for on-call pages from the telecom gateway; there may be
// none for days.
type Subscriber struct {
	Addr  string
	Group string
	Page  func(text string)
}

func (s *Subscriber) session(ctx context.Context) error {
	d := net.Dialer{
		Timeout:   5 * time.Second,
		KeepAlive: -1,
	}
	conn, err := d.DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()

	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-ctx.Done():
			conn.Close() // gets the scanner out of Read
		case <-stop:
		}
	}()

	conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if _, err := fmt.Fprintf(conn, "SUB %s\r\n", s.Group); err != nil {
		return err
	}
	sc := bufio.NewScanner(conn)
	for sc.Scan() {
		if text := strings.TrimPrefix(sc.Text(), "PAGE "); text != sc.Text() {
			s.Page(text)
		}
	}
	if err := sc.Err(); err != nil {
		return err
	}
	return fmt.Errorf("pager: gateway closed the session")
}

func (s *Subscriber) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.session(ctx); err != nil {
			fmt.Println("pager:", err)
		}
		select {
		case <-time.After(5 * time.Second):
		case <-ctx.Done():
		}
	}
}

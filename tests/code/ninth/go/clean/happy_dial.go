package mirror

import (
	"errors"
	"io"
	"net"
	"time"
)

var ErrNoMirror = errors.New("no mirror answered in time")

type attempt struct {
	conn net.Conn
	err  error
}

// Fastest dials all mirrors and returns the connection that is there first.
// Those that come later are closed.
func Fastest(mirrors []string, patience time.Duration) (net.Conn, error) {
	ch := make(chan attempt)
	quit := make(chan struct{})
	defer close(quit)

	for _, m := range mirrors {
		go func(m string) {
			c, err := net.DialTimeout("tcp", m, 30*time.Second)
			select {
			case ch <- attempt{c, err}:
			case <-quit:
				if c != nil {
					c.Close()
				}
			}
		}(m)
	}

	limit := time.NewTimer(patience)
	defer limit.Stop()
	last := ErrNoMirror
	for range mirrors {
		select {
		case a := <-ch:
			if a.err == nil {
				return a.conn, nil
			}
			last = a.err
		case <-limit.C:
			return nil, ErrNoMirror
		}
	}
	return nil, last
}

// Motd reads a mirror's greeting.
func Motd(mirrors []string) (string, error) {
	c, err := Fastest(mirrors, 3*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(c, "\n"); err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(c, 4096))
	return string(b), err
}

package modem

import (
	"bufio"
	"errors"
	"net"
	"strings"
	"time"
)

var ErrNotAModem = errors.New("modem: unexpected banner")

// Line is an open control line to a modem bank.
type Line struct {
	c net.Conn
	r *bufio.Reader
}

func (l *Line) Close() error { return l.c.Close() }

func Open(addr string) (*Line, error) {
	c, err := net.DialTimeout("tcp", addr, 4*time.Second)
	if err != nil {
		return nil, err
	}
	l := &Line{c: c, r: bufio.NewReader(c)}
	_ = c.SetDeadline(time.Now().Add(4 * time.Second))
	banner, err := l.r.ReadString('\n')
	if err != nil {
		c.Close()
		return nil, err
	}
	if !strings.HasPrefix(banner, "BANK") {
		return nil, ErrNotAModem
	}
	_ = c.SetDeadline(time.Time{})
	return l, nil
}

func (l *Line) Signal() (string, error) {
	if err := l.c.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return "", err
	}
	if _, err := l.c.Write([]byte("AT+CSQ\r\n")); err != nil {
		return "", err
	}
	s, err := l.r.ReadString('\n')
	return strings.TrimSpace(s), err
}

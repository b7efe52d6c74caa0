package fix

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

type Session struct {
	c  *net.TCPConn
	rd *bufio.Reader
}

func Open(addr *net.TCPAddr) (*Session, error) {
	nc, err := net.DialTimeout("tcp", addr.String(), 5*time.Second)
	if err != nil {
		return nil, err
	}
	tc := nc.(*net.TCPConn)
	tc.SetNoDelay(false)
	return &Session{c: tc, rd: bufio.NewReader(tc)}, nil
}

func (s *Session) Roundtrip(body []byte) (string, error) {
	s.c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := fmt.Fprintf(s.c, "8=FIX.4.2\x019=%d\x01", len(body)); err != nil {
		return "", err
	}
	if _, err := s.c.Write(body); err != nil {
		return "", err
	}
	if _, err := fmt.Fprintf(s.c, "10=%03d\x01", checksum(body)); err != nil {
		return "", err
	}
	return s.rd.ReadString('\x01')
}

func (s *Session) Close() error { return s.c.Close() }

package smtptls

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"
)

// Session to the smarthost of one tenant (implicit TLS, port 465).
type Session struct {
	conn *tls.Conn
	r    *bufio.Reader
}

func Dial(host string, conf *tls.Config) (*Session, error) {
	raw, err := net.DialTimeout("tcp", net.JoinHostPort(host, "465"), 10*time.Second)
	if err != nil {
		return nil, err
	}
	cfg := conf.Clone()
	cfg.ServerName = host
	conn := tls.Client(raw, cfg)
	conn.SetDeadline(time.Now().Add(15 * time.Second))
	if err := conn.Handshake(); err != nil {
		// expired certificates of small tenants, mostly
		return nil, fmt.Errorf("%s: handshake: %w", host, err)
	}
	s := &Session{conn: conn, r: bufio.NewReader(conn)}
	if _, err := s.expect("220"); err != nil {
		s.Close()
		return nil, err
	}
	if _, err := s.Cmd("250", "EHLO relay.example.net"); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Session) Cmd(want, format string, args ...interface{}) (string, error) {
	s.conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := fmt.Fprintf(s.conn, format+"\r\n", args...); err != nil {
		return "", err
	}
	return s.expect(want)
}

func (s *Session) expect(code string) (string, error) {
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if !strings.HasPrefix(line, code) {
			return line, fmt.Errorf("smarthost says %q", strings.TrimSpace(line))
		}
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		return line, nil
	}
}

func (s *Session) Close() error { return s.conn.Close() }
